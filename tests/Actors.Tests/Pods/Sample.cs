using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A pod with one init container and two containers, and what may happen to it.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly PodUid Uid = PodUid.Parse("5d6a8f0e-0000-4000-8000-000000000001");
    public static readonly ActorsOptions Options = new() { DataRootFolder = "/nowhere" };
    public static readonly CondorFailure Refused = new(CondorFailureKind.Refused, "condor_submit", 1, "not allowed here");
    public static readonly CondorFailure TimedOut = new(CondorFailureKind.TimedOut, "condor_q", null, "no answer in 30 s");

    public static readonly PodOutline Outline = new()
    {
        Uid = Uid,
        Name = "p",
        Namespace = "default",
        InitContainers = [new("prepare", "busybox")],
        Containers = [new("one", "busybox"), new("two", "busybox")],
        Grace = TimeSpan.FromSeconds(30),
        Cpus = 1,
        MemoryMiB = 512,
        InputFiles = ["plan"],
        SpecDigest = 1,
    };

    public static CreatePod Create => new(new PlannedPod(Outline, [new JobFile("plan", new byte[] { 1 })]));

    public static AdoptPod Adopt => new(Outline, "alice (uid 1000)");

    public static CreatePod CreateOfAnother =>
        new(new PlannedPod(Outline with { SpecDigest = 2 }, [new JobFile("plan", new byte[] { 2 })]));

    public static JobAd Gated(int cluster) =>
        new()
        {
            Id = new(cluster, 0),
            Tag = Uid.Tag,
            Status = JobStatus.Held,
            HoldReasonCode = 15,
        };

    public static JobAd Ad(int cluster, JobStatus status) =>
        new()
        {
            Id = new(cluster, 0),
            Tag = Uid.Tag,
            Status = status,
        };

    public static JobAd Void(int cluster) => Ad(cluster, JobStatus.Removed) with { FromHistory = true };

    public static JobsFound Found(params JobAd[] ads) => new(JobQuery.Of(ads));

    /// <summary>The answer, given by this schedd.</summary>
    public static JobsFound By(this JobsFound found, ScheddName schedd) => found with { Query = found.Query with { Schedd = schedd } };

    public static RunView Run(int? init, int? one, int? two, bool stopped = false, bool ended = false)
    {
        var containers = new Dictionary<string, ContainerRun>();
        void Add(string name, int? code, bool byStop) =>
            containers[name] = new ContainerRun(Noon, code is { } c ? new ContainerExit(c, Noon.AddSeconds(5), byStop) : null, null);
        Add("prepare", init, byStop: false);
        if (init == 0)
            Add("one", one, stopped);
        if (init == 0)
            Add("two", two, stopped);
        return new RunView
        {
            RunId = "1.1",
            BeganAt = Noon,
            Containers = containers,
            End = ended ? new RunEnd(0, Noon.AddSeconds(6), stopped) : null,
        };
    }

    /// <summary>A pod that has lived through these facts.</summary>
    public static PodState After(params PodFact[] facts) => facts.Aggregate(PodState.Of(Uid), (pod, fact) => pod.Apply(fact));

    public static readonly PodFact[] AcceptedFacts = [new PodAccepted(Outline, Noon), new SubmitIntended(1, Noon)];
    public static PodState Accepted => After(AcceptedFacts);
    public static PodState Released => After([.. AcceptedFacts, new ReleaseDecided(new(7, 0), "g", Noon)]);
    public static PodState Finished => Released.Apply(new PodFinished([Zero], [Zero, Zero], Noon));
    public static PodState Refusal => Accepted.Apply(new SubmitRefused("not allowed here", Noon));
    public static PodState Deleting => Released.Apply(new DeletionAsked(Uid, Noon));
    public static PodState Retained => Deleting.Apply(new LogsRetained(Uid, Noon));
    public static PodState Deleted => Deleting.Apply(new PodDeleted(Uid, Noon));
    public static PodState Unknown => After(new DeletionAsked(Uid, Noon), new UnknownPodDeleted());
    private static Terminated Zero => new(0, "Completed", null, Noon, Noon);

    public static Decision Hear(PodState pod, IPodInput input, TimeSpan? later = null) =>
        PodLife.Decide(pod, input, Noon + (later ?? TimeSpan.Zero), Options);

    /// <summary>The pod after the input.</summary>
    public static PodState Next(PodState pod, IPodInput input, TimeSpan? later = null) =>
        Hear(pod, input, later).Facts.Aggregate(pod, (p, fact) => p.Apply(fact));
}
