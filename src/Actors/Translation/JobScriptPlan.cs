using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Translation;

/// <summary>Pure: a script that somebody made for the whole pod, run instead of its containers.</summary>
internal static class JobScriptPlan
{
    public const string FileName = "job-script";

    /// <summary>As much of it as Linux itself reads (BINPRM_BUF_SIZE).</summary>
    private const int LongestLine = 255;

    public static JobFile File(string script) => new(FileName, Encoding.UTF8.GetBytes(script));

    /// <exception cref="FieldException">A field of the pod as a whole forbids it.</exception>
    public static RunnerPlan Of(PodSpec pod, string script, SitePolicy site, TimeSpan grace) => PodFrame.Of(pod, site, grace) with { Containers = [Container(pod, script)] };

    /// <summary>
    /// Under the first container's name, on the machine itself and in the job's folder: the script brings its own containers. Never again after its end:
    /// its exit code is the pod's.
    /// </summary>
    private static PlannedContainer Container(PodSpec pod, string script) => new()
    {
        Name = pod.Containers[0].Name,
        Mode = ContainerMode.Host,
        Args = [.. Interpreter(script), "./" + FileName],
    };

    /// <summary>The words of its first line when that says what runs it. (The file is not executable: not every node lets jobs execute what they brought.)</summary>
    private static string[] Interpreter(string script)
    {
        var first = script.Split('\n', 2)[0];
        var words = first.StartsWith("#!", StringComparison.Ordinal) ? first[2..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
        return words is [var program, ..] && program.StartsWith('/') && first.Length <= LongestLine && !first.Contains('\0') ? words : ["/bin/sh"];
    }
}
