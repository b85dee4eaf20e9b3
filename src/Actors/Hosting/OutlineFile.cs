using System.Text;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// A copy of the pod's first entry of the journal in the folder of its job: if the journal loses its entries, an operator can have the
/// pod adopt its job again (<c>jobs adopt</c>). The first line is the entry's kind with its version, the rest its JSON. The file is not
/// flushed: it is needed only if the journal is lost, and each flush would delay a create.
/// </summary>
internal static class OutlineFile
{
    public const string Name = "pod.accepted";

    /// <param name="outline">The pod.</param>
    /// <param name="schedd">The schedd to which its jobs go; null if its name is not known.</param>
    /// <param name="now">The wall clock.</param>
    public static JobFile Of(PodOutline outline, ScheddName? schedd, DateTimeOffset now)
    {
        var fact = new PodAccepted(outline, now) { Schedd = schedd };
        return new(Name, (byte[])[.. Encoding.UTF8.GetBytes(PodFactSerializer.ManifestOf(fact) + "\n"), .. PodFactSerializer.Bytes(fact)])
        {
            MayBeLost = true,
        };
    }

    /// <summary>The schedd to which the pod's jobs went; null if the file does not say it.</summary>
    public static ScheddName? ScheddOf(JobFileRead file, PodUid uid) => Accepted(file, uid).Fact?.Schedd;

    /// <returns>The outline; else why there is none, on one line.</returns>
    public static (PodOutline? Outline, string? Fault) Read(JobFileRead file, PodUid uid)
    {
        var (fact, fault) = Accepted(file, uid);
        return (fact?.Outline, fault);
    }

    private static (PodAccepted? Fact, string? Fault) Accepted(JobFileRead file, PodUid uid)
    {
        if (file.Content is not { } content)
            return (
                null,
                file.Fault is { } fault ? $"the file {Name} of its folder cannot be read: {fault}" : $"its folder has no file {Name}"
            );
        var end = content.Span.IndexOf((byte)'\n');
        try
        {
            var manifest = Encoding.UTF8.GetString(content.Span[..Math.Max(end, 0)]);
            return
                PodFactSerializer.Read(content[(end + 1)..].ToArray(), manifest) is PodAccepted { Outline: var outline } fact
                && outline.Uid == uid
                && OneLine.Of(outline.Name) == outline.Name
                && OneLine.Of(outline.Namespace) == outline.Namespace
                ? (fact, null)
                : (null, $"the file {Name} of its folder is about something else");
        }
        catch (Exception spoilt) when (spoilt is InvalidDataException or ArgumentException)
        {
            return (null, $"the file {Name} of its folder is spoilt, or of another version of the sidecar");
        }
    }
}
