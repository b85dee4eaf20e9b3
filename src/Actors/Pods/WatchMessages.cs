using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Asks for what the queue shows of the sender's job, now and on every change. A repeated message is answered with the present state.
/// </summary>
/// <param name="Tag">The pod's tag.</param>
/// <param name="Job">Its job.</param>
/// <param name="Name">The job's global id, which no other job ever has; null: not known.</param>
/// <param name="EndIsKnown">The pod already knows how the job ended. It waits only until the job has left the queue.</param>
internal sealed record WatchJob(JobTag Tag, JobId Job, string? Name = null, bool EndIsKnown = false);

internal sealed record UnwatchJob(JobTag Tag);

/// <summary>
/// Asks for what the job's stream shows: after the first look, even if the stream is empty, and whenever it has grown. A repeated message
/// is answered with the present state.
/// </summary>
internal sealed record WatchStream(JobTag Tag, JobId Job);

internal sealed record UnwatchStream(JobTag Tag);

/// <summary>Read the stream from its start to its end; answered with <see cref="RunRead"/> in a <see cref="StepAnswered"/>.</summary>
/// <param name="Tag">The pod's tag.</param>
/// <param name="Job">The job to read.</param>
/// <param name="NotFetched">Why the output may be incomplete.</param>
/// <param name="Step">The number of the pod's step.</param>
internal sealed record ReadToEnd(JobTag Tag, JobId Job, long Step, CondorFailure? NotFetched = null);
