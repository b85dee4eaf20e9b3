using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: what the scheduler is asked for, from what is remembered of a pod.</summary>
internal static class JobRequest
{
    /// <summary>
    /// What the runner needs beyond the pod's grace, to report the ends and to write the pad after which nothing is lost; seen to be enough
    /// on a real pool.
    /// </summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(10);

    /// <param name="pod">The pod.</param>
    /// <param name="attempt">Counts the submits for it, from 1.</param>
    /// <param name="runner">Absolute path of the runner script.</param>
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
            VacateTime = pod.Grace + LastWords,
        };
}
