using System.Formats.Tar;
using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: explains to people what a create of a pod would do.</summary>
public static class PodExplainer
{
    /// <summary>Never throws because of a pod's content, and refuses what a create would refuse.</summary>
    public static PodExplanation Explain(PodSpec pod, SitePolicy site, CondorIoOptions condor)
    {
        var (planned, refusal) = PodPlanner.Plan(pod, site);
        if (planned is null)
            return PodExplanation.Refused(refusal!);
        var job = JobRequest.Of(planned.Outline, 1, SubmitPreview.ProgramPath(condor, RunnerScript.FileName));
        var (submit, fault) = SubmitPreview.Of(job, condor);
        if (submit is null)
            return PodExplanation.Refused(fault!) with { Warnings = planned.Outline.Warnings };
        var plan = Encoding.UTF8.GetString(PlanText.Of(RedactedPlan.Of(planned.Plan!, pod)));
        return new PodExplanation(null, planned.Outline.Warnings, submit, plan, [.. planned.Files.SelectMany(Shown)]);
    }

    private static IEnumerable<string> Shown(JobFile file) =>
        file.Name == VolumeArchive.FileName
            ? Entries(file).Prepend(Shown(file.Name, file.Content.Length))
            : [Shown(file.Name, file.Content.Length)];

    private static IEnumerable<string> Entries(JobFile archive)
    {
        using var tar = new TarReader(new MemoryStream(archive.Content.ToArray()));
        while (tar.GetNextEntry() is { } entry)
            if (entry.EntryType == TarEntryType.RegularFile)
                yield return $"{Shown(entry.Name, entry.Length)} 0{Convert.ToString((int)entry.Mode, 8)}";
    }

    private static string Shown(string name, long bytes) => $"{name} <{bytes} bytes>";
}
