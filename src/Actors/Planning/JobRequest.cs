using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: makes the submit description from a pod's outline.</summary>
internal static class JobRequest
{
    /// <summary>
    /// The time that the runner needs after the pod's grace period, to report the ends and to write the pad frame after which nothing is
    /// lost. It was enough on a real pool.
    /// </summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(10);

    /// <param name="pod">The pod.</param>
    /// <param name="attempt">The number of the submit attempt, from 1.</param>
    /// <param name="runner">The absolute path of the runner script.</param>
    public static SubmitDescription Of(PodOutline pod, int attempt, string runner) =>
        new()
        {
            Tag = pod.Uid.Tag,
            Attempt = attempt,
            Executable = runner,
            Arguments = [PlanText.FileName],
            InputFiles = pod.InputFiles,
            Cpus = pod.Cpus,
            MemoryMiB = pod.MemoryMiB,
            DiskKiB = pod.DiskKiB,
            Gpus = pod.Gpus,
            Commands = pod.SubmitCommands,
            BatchName = JobNames.Batch(pod),
            WiderBatchName = JobNames.WiderBatch(pod),
            Description = JobNames.Description(pod),
            Labels = JobNames.Labels(pod),
            VacateTime = pod.Grace + LastWords,
        };
}
