using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>Tell the sender what the queue shows of its job, now and on every change. Repeated: told anew.</summary>
/// <param name="Tag">The pod's.</param>
/// <param name="Job">Its job.</param>
/// <param name="Name">The job's global id, which no other job ever has; null: not known.</param>
/// <param name="EndIsKnown">The pod needs no word about how the job ended. It waits only until the job is out of the queue.</param>
internal sealed record WatchJob(JobTag Tag, JobId Job, string? Name = null, bool EndIsKnown = false);

internal sealed record UnwatchJob(JobTag Tag);

/// <summary>Tell the sender what the job's stream says: once looked at, be it empty, and whenever it has grown. Repeated: told
/// anew.</summary>
internal sealed record WatchStream(JobTag Tag, JobId Job);

internal sealed record UnwatchStream(JobTag Tag);

/// <summary>Read the stream from its start to its end; answered with <see cref="RunRead"/> in a <see cref="StepAnswered"/>.</summary>
/// <param name="Tag">Whose.</param>
/// <param name="Job">Of which job.</param>
/// <param name="NotFetched">Why it may not be all.</param>
/// <param name="Step">The number of the pod's step.</param>
internal sealed record ReadToEnd(JobTag Tag, JobId Job, long Step, CondorFailure? NotFetched = null);
