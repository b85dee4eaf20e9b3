using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Reading;

/// <summary>The jobs without a pod that the last poll saw. Written by the poller, read by operators.</summary>
internal sealed class UnownedBoard
{
    private volatile IReadOnlyList<UnownedSeen>? _jobs;

    /// <summary>Null until the pods have said of the first list of the queue which jobs they do not own.</summary>
    public IReadOnlyList<UnownedSeen>? Jobs
    {
        get => _jobs;
        set => _jobs = value;
    }
}

/// <param name="Id">Null if it cannot be read.</param>
/// <param name="Ad">Null for jobs of which only the id is known.</param>
/// <param name="Fault">What cannot be read; null if all can.</param>
internal sealed record UnownedSeen(JobId? Id, JobAd? Ad, UnownedKind Kind, string? Fault = null);
