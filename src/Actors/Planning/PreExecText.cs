using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: the shell text that runs on the execute node before the containers: the tunnel's commands, the mesh script, the pod's own. The
/// Virtual Kubelet puts the mesh script into <c>slurm-job.vk.io/pre-exec</c> whatever the plugin, as a here-document that writes
/// <c>$TMPDIR/mesh.sh</c>.
/// </summary>
internal static partial class PreExecText
{
    private const string MeshKey = "slurm-job.vk.io/" + AnnotationKeys.PreExec;
    private const string Terminator = "EOFMESH";

    /// <returns>Empty for none; else it ends with a newline.</returns>
    public static string Of(PodSpec pod, SitePolicy site, FieldFaults faults)
    {
        var parts = new[]
        {
            AnnotationKeys.Find(pod, AnnotationKeys.TunnelCommands),
            Mesh(pod),
            AnnotationKeys.Find(pod, AnnotationKeys.PreExec),
        }
            .OfType<(string Field, string Value)>()
            .DistinctBy(part => part.Field)
            .Where(part => part.Value.Trim().Length > 0)
            .ToList();
        foreach (var (field, value) in parts)
        {
            if (!site.AllowPreExec)
                faults.Add(field, "runs on the node itself; the site does not allow it (AllowPreExec)");
            if (value.Contains('\0'))
                faults.Add(field, "has a NUL character in it");
        }
        return string.Concat(parts.Select(part => WithNewline(Repaired(part.Value))));
    }

    /// <summary>
    /// The mesh script ends in its terminator without a newline, so what a user's own text begins with stands on the terminator's line: the
    /// here-document would not end there. A newline is put between.
    /// </summary>
    public static string Repaired(string text)
    {
        if (HereDocument().Match(text) is not { Success: true } begin)
            return text;
        var at = text.IndexOf('\n' + Terminator, begin.Index, StringComparison.Ordinal);
        var end = at + 1 + Terminator.Length;
        return at < 0 || end >= text.Length || text[end] == '\n' ? text : text[..end] + "\n" + text[end..];
    }

    /// <summary>Also where the pod's own text stands under a spelling that goes first.</summary>
    private static (string Field, string Value)? Mesh(PodSpec pod) =>
        pod.Annotations.TryGetValue(MeshKey, out var text) && HereDocument().IsMatch(text) ? (AnnotationKeys.FieldOf(MeshKey), text) : null;

    private static string WithNewline(string text) => text.EndsWith('\n') ? text : text + "\n";

    [GeneratedRegex("<<[ \t]*['\"]?" + Terminator + "['\"]?", RegexOptions.CultureInvariant)]
    private static partial Regex HereDocument();
}
