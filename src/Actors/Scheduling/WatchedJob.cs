using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>A job that a pod watches, and what the pod has heard of it.</summary>
internal sealed class WatchedJob(WatchJob asked, IActorRef pod)
{
    public JobTag Tag { get; } = asked.Tag;
    public JobId Job { get; } = asked.Job;
    public string? Name { get; } = asked.Name;
    public bool EndIsKnown { get; } = asked.EndIsKnown;
    public IActorRef Pod { get; } = pod;
    public JobAd? LastReported { get; set; }

    /// <summary>The departure that the pod has heard of; cleared when the job is seen again.</summary>
    public JobDeparted? ReportedDeparture { get; set; }

    /// <summary>
    /// The number of the last poll that had begun when the pod first watched the job. The answer of that poll may be older than the job.
    /// </summary>
    public long Since { get; init; }

    /// <summary>The number of the last poll that saw the job in the queue; 0 if none did.</summary>
    public long SeenAt { get; set; }
}
