using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>Why a pod's job waits, for all pods that ask for the same: they share one instance.</summary>
/// <param name="Words">HTCondor's analysis in one sentence.</param>
/// <param name="NoSlotFits">True only if no slot of the pool fits what these pods ask for.</param>
/// <param name="Others">How many other pods wait for the same reason.</param>
/// <param name="AsOf">When this was found out, by the wall clock; null while it is renewed in time.</param>
internal sealed record IdleExplanation(string Words, bool NoSlotFits, int Others, DateTimeOffset? AsOf)
{
    /// <summary>The sentence for the pod's message.</summary>
    public override string ToString()
    {
        string[] remarks =
        [
            .. AsOf is { } at ? [$"as of {UtcTime.OfDay(at)}"] : Array.Empty<string>(),
            .. Others > 0 ? [$"as {Others} other pod{(Others == 1 ? "" : "s")}"] : Array.Empty<string>(),
        ];
        return remarks.Length == 0 ? Words : $"{Words} ({string.Join(", ", remarks)})";
    }
}

/// <summary>What a pod asks of a slot. Pods of one shape wait for the same reason.</summary>
/// <param name="Commands">The further submit commands, requirements among them.</param>
internal sealed record JobShape(int Cpus, long MemoryMiB, long? DiskKiB, int Gpus, string Commands)
{
    public static JobShape Of(PodOutline pod) =>
        new(
            pod.Cpus,
            pod.MemoryMiB,
            pod.DiskKiB,
            pod.Gpus,
            string.Join('\n', pod.SubmitCommands.Select(each => $"{each.Key}={each.Value}"))
        );
}

/// <summary>
/// A pod asks why its job is idle. It repeats this while the job is, and is answered with <see cref="WhyIdle"/> on changes.
/// </summary>
internal sealed record AskIdle(JobTag Tag, JobId Job, JobShape Shape);

/// <summary>Why the pod's job is idle; null if that is no longer known.</summary>
internal sealed record WhyIdle(IdleExplanation? Explanation) : IPodInput;
