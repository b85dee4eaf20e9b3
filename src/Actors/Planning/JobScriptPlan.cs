using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Planning;

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
