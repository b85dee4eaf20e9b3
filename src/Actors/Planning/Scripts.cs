using System.Text;
using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: the shell text that runs on the execute node before the containers: the tunnel's commands, the mesh script, and the pod's own
/// text. For every plugin, the Virtual Kubelet puts the mesh script into <c>slurm-job.vk.io/pre-exec</c>, as a here-document that writes
/// <c>$TMPDIR/mesh.sh</c>.
/// </summary>
internal static partial class PreExecText
{
    private const string MeshKey = "slurm-job.vk.io/" + AnnotationKeys.PreExec;
    private const string Terminator = "EOFMESH";

    /// <returns>The text, which ends with a newline; empty if there is none.</returns>
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
    /// Inserts a missing newline behind the mesh script. The script ends with its terminator without a newline, so the user's own text
    /// would continue that line, and the here-document would not end.
    /// </summary>
    public static string Repaired(string text)
    {
        if (HereDocument().Match(text) is not { Success: true } begin)
            return text;
        var at = text.IndexOf('\n' + Terminator, begin.Index, StringComparison.Ordinal);
        var end = at + 1 + Terminator.Length;
        return at < 0 || end >= text.Length || text[end] == '\n' ? text : text[..end] + "\n" + text[end..];
    }

    /// <summary>Finds the mesh script even if the pod's own text uses a prefix that takes precedence.</summary>
    private static (string Field, string Value)? Mesh(PodSpec pod) =>
        pod.Annotations.TryGetValue(MeshKey, out var text) && HereDocument().IsMatch(text) ? (AnnotationKeys.FieldOf(MeshKey), text) : null;

    private static string WithNewline(string text) => text.EndsWith('\n') ? text : text + "\n";

    [GeneratedRegex("<<[ \t]*['\"]?" + Terminator + "['\"]?", RegexOptions.CultureInvariant)]
    private static partial Regex HereDocument();
}

/// <summary>Pure: plans a pod with a job script, which runs instead of the containers.</summary>
internal static class JobScriptPlan
{
    public const string FileName = "job-script";

    /// <summary>The most characters of the first line that Linux itself reads (BINPRM_BUF_SIZE).</summary>
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
    /// The script runs under the first container's name, on the machine itself and in the job's folder; it starts its own containers. It is
    /// never restarted, and its exit code is the pod's.
    /// </summary>
    private static PlannedContainer Container(string name, string script) =>
        new()
        {
            Name = name,
            Mode = ContainerMode.Host,
            Args = [.. Interpreter(script), "./" + FileName],
        };

    /// <summary>
    /// The interpreter named in the script's first line, or /bin/sh. (The file is not executable, because not every node lets jobs execute
    /// their own files.)
    /// </summary>
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
/// Pure: with image host, <c>command: ["/bin/bash"]</c> and <c>args: ["echo a; echo b"]</c> mean a script for that interpreter, unless the
/// text is a file of the node. Only the node can check that. The arguments of other programs (<c>sleep 5</c>) are plain arguments.
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

    /// <summary>True if the name, with or without a version (<c>python3.11</c>), is that of an interpreter.</summary>
    private static bool IsInterpreter(string name) =>
        Interpreters.Contains(name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.'));
}
