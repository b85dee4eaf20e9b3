using System.Text;
using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

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

/// <summary>Pure: a script that somebody made for the whole pod, run instead of its containers.</summary>
internal static class JobScriptPlan
{
    public const string FileName = "job-script";

    /// <summary>As much of it as Linux itself reads (BINPRM_BUF_SIZE).</summary>
    private const int LongestLine = 255;

    public static JobFile? File(string script, SitePolicy site, FieldFaults faults)
    {
        var (size, most) = (Encoding.UTF8.GetByteCount(script), (long)site.MaxPodFilesMiB << 20);
        return size <= most
            ? new JobFile(FileName, Encoding.UTF8.GetBytes(script))
            : faults.Add<JobFile?>("jobScript", $"comes to {size} bytes; the limit is {most} bytes (MaxPodFilesMiB)", null);
    }

    public static RunnerPlan Of(PodSpec pod, string script, SitePolicy site, TimeSpan grace, FieldFaults faults)
    {
        if (!site.AllowJobScripts)
            faults.Add("jobScript", "runs on the node itself; the site does not allow it (AllowJobScripts)");
        return PodPlanSection.Of(pod, site, grace, faults) with
        {
            Containers = [.. pod.Containers.Take(1).Select(c => Container(c.Name, script))],
        };
    }

    /// <summary>
    /// Under the first container's name, on the machine itself and in the job's folder: the script brings its own containers. Never again
    /// after its end: its exit code is the pod's.
    /// </summary>
    private static PlannedContainer Container(string name, string script) =>
        new()
        {
            Name = name,
            Mode = ContainerMode.Host,
            Args = [.. Interpreter(script), "./" + FileName],
        };

    /// <summary>The words of its first line when that says what runs it. (The file is not executable: not every node lets jobs execute what
    /// they brought.)</summary>
    private static string[] Interpreter(string script)
    {
        var first = script.Split('\n', 2)[0];
        var words = first.StartsWith("#!", StringComparison.Ordinal)
            ? first[2..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            : [];
        return words is [var program, ..] && program.StartsWith('/') && first.Length <= LongestLine && !first.Contains('\0')
            ? words
            : ["/bin/sh"];
    }
}

/// <summary>
/// Pure: without a container, <c>command: ["/bin/bash"]</c> with <c>args: ["echo a; echo b"]</c> is a script for that interpreter, if the
/// text is no file of the node. Only the node knows the latter. Of other programs (<c>sleep 5</c>) the argument is an argument.
/// </summary>
internal static class HostScript
{
    private static readonly HashSet<string> Interpreters = new(StringComparer.Ordinal)
    {
        "sh",
        "ash",
        "bash",
        "dash",
        "ksh",
        "mksh",
        "zsh",
        "fish",
        "csh",
        "tcsh",
        "perl",
        "python",
        "ruby",
        "node",
        "lua",
        "Rscript",
        "tclsh",
        "julia",
        "php",
    };

    public static bool MayBe(IReadOnlyList<string> command, IReadOnlyList<string> args) =>
        command is [var program] && args is [[not '-', ..]] && IsInterpreter(program[(program.LastIndexOf('/') + 1)..]);

    /// <summary>By its name, with or without a version (<c>python3.11</c>).</summary>
    private static bool IsInterpreter(string name) =>
        Interpreters.Contains(name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.'));
}
