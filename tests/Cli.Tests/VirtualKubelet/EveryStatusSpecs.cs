using System.Text;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Wire;
using PodOutline = HtcondorActors.Actors.Planning.PodOutline;

namespace HtcondorActors.Cli.Tests.VirtualKubelet;

/// <summary>Whatever a pod's state, the job's status and the stream: what is written is read by the Virtual Kubelet as it is
/// meant.</summary>
public sealed class EveryStatusSpecs
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly PodUid Uid = PodUid.Parse("5d6a8f0e-0000-4000-8000-000000000001");

    private static readonly PodOutline Outline = new()
    {
        Uid = Uid,
        Name = "p",
        Namespace = "default",
        InitContainers = [new("i1", "x"), new("i2", "x")],
        Containers = [new("a", "x"), new("b", "x")],
        Grace = TimeSpan.FromSeconds(30),
        Cpus = 1,
        MemoryMiB = 1,
        InputFiles = [],
    };

    private static PodState Accepted => PodState.Of(Uid).Apply(new PodAccepted(Outline, Noon));
    private static PodState Released => Accepted.Apply(new ReleaseDecided(new(7, 0), null, Noon));

    private static readonly (RunView Run, PodPhase Meant)[] Runs =
    [
        (RunView.Empty, PodPhase.Pending),
        (Run(), PodPhase.Pending),
        (Run(("i1", null)), PodPhase.Pending),
        (Run(("i1", 0)), PodPhase.Pending),
        (Run(("i1", 0), ("i2", 0)), PodPhase.Pending),
        (Run(("i1", 0), ("i2", 0), ("a", null), ("b", null)), PodPhase.Running),
        (Run(("i1", 0), ("i2", 0), ("a", 0), ("b", null)), PodPhase.Running),
        (Run(("i1", 0), ("i2", 0), ("a", 1), ("b", null)), PodPhase.Running),
        (Run(("i1", 0), ("i2", 0), ("a", 0), ("b", 0)), PodPhase.Succeeded),
        (Run(("i1", 0), ("i2", 0), ("a", 3), ("b", 0)), PodPhase.Failed),
        (Run(("i1", 5)), PodPhase.Failed),
    ];

    public static TheoryData<JobStatus, int> AllOfThem
    {
        get
        {
            var all = new TheoryData<JobStatus, int>();
            foreach (var status in Enum.GetValues<JobStatus>())
                for (var run = 0; run < Runs.Length; run++)
                    all.Add(status, run);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(AllOfThem))]
    public void No_state_of_a_live_job_is_misread(JobStatus status, int run)
    {
        foreach (var holdCode in new int?[] { null, 1, 15 })
        {
            var pod = Released with
            {
                SeenBeforeItsStart = true,
                Run = Runs[run].Run,
                RunWhenAdWasSeen = "1.1",
                Ad = new JobAd
                {
                    Id = new(7, 0),
                    Status = status,
                    HoldReasonCode = holdCode,
                    HoldReason = "because",
                    NumJobStarts = 1,
                },
            };
            var seen = Read(pod);
            // The end is told when it is decided (PodFinished) and not before.
            Assert.True(seen.Phase is PodPhase.Pending or PodPhase.Running, $"{status}, run {run}: {seen.Phase}");
            if (status is JobStatus.Held or JobStatus.Blocked)
                Assert.Equal(PodPhase.Pending, seen.Phase);
            if (status is JobStatus.Running && Runs[run].Meant == PodPhase.Running)
                Assert.Equal(PodPhase.Running, seen.Phase);
        }
    }

    [Theory]
    [MemberData(nameof(AllOfThem))]
    public void Every_end_is_final_and_never_a_success_that_nobody_saw(JobStatus status, int run)
    {
        foreach (var stopped in new[] { false, true })
        {
            var pod = Released with
            {
                Run = Stopped(Runs[run].Run, stopped),
                RunWhenAdWasSeen = "1.1",
                Ad = new JobAd
                {
                    Id = new(7, 0),
                    Status = status,
                    NumJobStarts = 1,
                    FromHistory = true,
                },
            };
            var (inits, mains) = PodEnding.Of(pod);
            var seen = Read(pod.Apply(new PodFinished(inits, mains, Noon)));
            Assert.True(seen.IsFinal);
            if (Runs[run].Meant != PodPhase.Succeeded || stopped)
                Assert.Equal(PodPhase.Failed, seen.Phase);
            else
                Assert.Equal(PodPhase.Succeeded, seen.Phase);
        }
    }

    [Fact]
    public void Before_a_job_is_elected_the_pod_waits_and_after_a_refusal_it_has_failed_with_the_words()
    {
        Assert.Equal(PodPhase.Pending, Read(Accepted).Phase);
        var refused = Read(Accepted.Apply(new SubmitRefused("not \"allowed\" <here>", Noon)));
        Assert.Equal(PodPhase.Failed, refused.Phase);
        Assert.All(refused.Containers, c => Assert.Contains("not \"allowed\" <here>", c.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_known_or_deleted_is_left_out()
    {
        Assert.Null(PodStatusView.Of(PodState.Of(Uid)));
        Assert.Null(PodStatusView.Of(Released.Apply(new DeletionAsked(Uid, Noon))));
        Assert.Null(PodStatusView.Of(Released.Apply(new DeletionAsked(Uid, Noon)).Apply(new PodDeleted(Uid, Noon))));
    }

    private static ObservedPod Read(PodState pod)
    {
        var answer = "[" + Encoding.UTF8.GetString(new PodStatusJson().Render(PodStatusView.Of(pod)!).Span) + "]";
        var outline = new HtcondorActors.Cli.VirtualKubelet.AskedPod(Uid.Value, "p", "default", ["a", "b"], ["i1", "i2"]);
        Assert.Empty(VirtualKubeletFold.Defects(answer, outline));
        return VirtualKubeletFold.Next(VirtualKubeletFold.Begin(outline), answer);
    }

    private static RunView Run(params (string Name, int? Code)[] containers) =>
        new()
        {
            RunId = "1.1",
            BeganAt = Noon,
            Containers = containers.ToDictionary(
                c => c.Name,
                c => new ContainerRun(Noon, c.Code is { } code ? new ContainerExit(code, Noon.AddSeconds(3), Stopped: false) : null, null)
            ),
        };

    private static RunView Stopped(RunView run, bool stopped) =>
        run with
        {
            Containers = run.Containers.ToDictionary(
                c => c.Key,
                c => c.Value with { Exit = c.Value.Exit is { } exit ? exit with { Stopped = stopped } : null }
            ),
        };
}
