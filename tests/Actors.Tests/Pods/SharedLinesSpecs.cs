using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Overview;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>What thousands of pods wait for together is few lines of the log: after a start too, when all of them come at once.</summary>
public sealed class SharedLinesSpecs
{
    private const int Many = 5000;
    private static readonly IdleExplanation NoneFits = new(
        "0 of 9 slots fit: asks 9000 GiB memory",
        NoSlotFits: true,
        Many - 1,
        AsOf: null
    );
    private readonly CapturedLog<PodActor> _log = new();
    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly PodTroubles _troubles;
    private readonly PodState[] _pods = [.. Enumerable.Range(0, Many).Select(number => Of(number))];

    public SharedLinesSpecs() => _troubles = new PodTroubles(_clock, _log, new PodsWaitingForScheduler());

    private static PodState Of(int number)
    {
        var uid = PodUid.Parse($"5d6a8f0e-0000-4000-8000-{number:D12}");
        return Released with { Uid = uid, Outline = Released.Outline! with { Uid = uid, Name = $"p{number}" } };
    }

    private void All(PodFact fact, int first = Many)
    {
        for (var i = 0; i < first; i++)
            _pods[i] = Note(_pods[i], fact);
        _clock.Advance(TimeSpan.FromSeconds(20));
    }

    private PodState Note(PodState pod, PodFact fact) => EveryFactSpecs.Note(_log, pod, fact, _troubles);

    private string[] Told => [.. _log.Entries.Where(entry => entry.Level > LogLevel.Debug).Select(entry => entry.Line)];

    private static JobAdUpdated Seen(JobStatus status) =>
        new(Ad(7, status) with { HoldReasonCode = status == JobStatus.Held ? 13 : null, HoldReason = "disk full on ap1" }, Noon);

    private static RunViewUpdated Image(ImageWait? wait) =>
        new(
            Run(0, null, null) with
            {
                Containers = new Dictionary<string, ContainerRun>
                {
                    ["one"] = new(wait is null ? Noon : null, null, null) { ImageWait = wait },
                },
            }
        );

    [Fact]
    public void Five_thousand_pods_that_no_slot_fits_are_three_lines()
    {
        All(Seen(JobStatus.Idle));
        All(new IdleExplained(NoneFits));
        All(new IdleExplained(NoneFits with { AsOf = Noon }));
        _clock.Advance(TimeSpan.FromDays(1));
        All(new IdleExplained(null));
        Assert.Collection(
            Told,
            line => Assert.Contains("default/p0 ", line, StringComparison.Ordinal),
            line =>
                Assert.Equal(
                    "pods whose jobs cannot start as they are, the first since 2026-07-01T12:00:20Z: 5000. "
                        + "The last one: 0 of 9 slots fit: asks 9000 GiB memory",
                    line
                ),
            line =>
                Assert.StartsWith(
                    "no job is left that cannot start for this reason. There were jobs of 5000 pods",
                    line,
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void Five_thousand_jobs_that_are_on_hold_when_the_sidecar_starts_are_two_lines()
    {
        All(Seen(JobStatus.Held));
        Assert.Collection(
            Told,
            line => Assert.Contains("default/p0 ", line, StringComparison.Ordinal),
            line =>
                Assert.Equal(
                    "pods whose jobs were on hold before the sidecar saw them, the first since 2026-07-01T12:00:00Z: 5000. "
                        + "The last one: hold code 13/0, TransferInputError: disk full on ap1",
                    line
                )
        );
        All(Seen(JobStatus.Idle), first: 3);
        All(Seen(JobStatus.Held), first: 3);
        Assert.Equal(1 + 3, Told.Count(line => line.Contains(": held (hold code 13/0", StringComparison.Ordinal))); // these are news
    }

    [Fact]
    public void A_registry_that_is_down_for_five_thousand_pods_is_few_lines()
    {
        All(Image(new("ErrImagePull", "no such host")));
        All(Image(null));
        Assert.Collection(
            Told,
            line => Assert.Contains("default/p0 ", line, StringComparison.Ordinal),
            line => Assert.Contains(": 5000. The last failure: no such host", line, StringComparison.Ordinal),
            line => Assert.Contains("default/p0 ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("no pod waits for its image any longer. There were 5000 pods", line, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_pod_that_waits_soon_after_another_one_is_told_too()
    {
        foreach (var pod in _pods[..2])
        {
            var waits = Note(pod, Image(new("ErrImagePull", "no such host")));
            Note(waits, new DeletionAsked(pod.Uid, Noon));
        }
        Assert.Equal(2, Told.Count(line => line.Contains("waits for its image", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_pod_that_is_left_alone_in_a_trouble_is_told_though_the_first_one_had_the_line()
    {
        var waits = _pods[..2].Select(pod => Note(pod, Image(new("ErrImagePull", "no such host")))).ToArray();
        Note(waits[0], new DeletionAsked(waits[0].Uid, Noon));
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.EndsWith(": 1. The last failure: no such host", Told[^1], StringComparison.Ordinal);
    }
}
