using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A pod to which facts happen, and the lines that the log gets.</summary>
public abstract class PodLogTestBed
{
    private protected const string Pod = "pod default/p (5d6a8f0e-0000-4000-8000-000000000001, job 7.0): ";
    private readonly PodContext _context;

    private protected CapturedLog<PodActor> Logged { get; } = new();

    protected PodLogTestBed() =>
        _context = new PodContext(
            Options,
            new FakeTimeProvider(),
            new StatusBoard(null!),
            null!,
            null!,
            "",
            new PodsWaitingForScheduler(),
            Logged
        );

    private protected PodState Note(PodState pod, PodFact fact, PodCaller? caller = null)
    {
        var after = pod.Apply(fact);
        _context.Note(fact, pod, after, caller ?? PodCaller.InterLink);
        return after;
    }

    private protected (LogLevel Level, string Line)[] Of(PodState pod, params PodFact[] facts)
    {
        _ = facts.Aggregate(pod, (before, fact) => Note(before, fact));
        return [.. Logged.Entries];
    }

    private protected static JobAdUpdated Seen(JobAd ad) => new(ad, Noon);

    private protected static PodState With(JobAd ad) => Released.Apply(Seen(ad));

    private protected static JobAd Idle => Ad(7, JobStatus.Idle);
    private protected static JobAd Started => Ad(7, JobStatus.Running) with { NumJobStarts = 1, StartedAt = Noon };
}
