using HtcondorActors.CondorIo;

namespace HtcondorActors.Bench;

/// <summary>The queue of the bench's schedd: in the memory of the process that asks, or in a process of its own that several nodes
/// ask.</summary>
internal interface IBenchQueue
{
    /// <summary>Each job is behind its gate then. Ids in the order of the jobs.</summary>
    Task<IReadOnlyList<JobId>> SubmitAsync(IReadOnlyList<(JobTag Tag, int Attempt)> jobs);

    /// <summary>The jobs run at once, each with a stream in which its container has started.</summary>
    Task ReleaseAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs);

    Task RemoveAsync(IReadOnlyList<JobTag> tags);

    /// <summary>Prints jobs as condor_q -json does, in blocks.</summary>
    /// <param name="tags">The jobs; null for all.</param>
    /// <param name="block">Gets each block in order.</param>
    Task ShowAsync(IReadOnlyCollection<JobTag>? tags, Action<ReadOnlyMemory<byte>> block);

    /// <summary>Lets go of what was printed last: that is no memory of the sidecar's.</summary>
    void Forget();
}
