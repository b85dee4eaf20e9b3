using System.Text;
using FsCheck.Xunit;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using HtcondorActors.TestPool;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Nodes;

/// <summary>
/// Nodes of two versions work together during an upgrade, so each message that a version has sent must stay readable: one of each kind is
/// kept in tests/Fixtures/wire.
/// </summary>
public sealed class WireSpecs
{
    private static readonly CondorFailure Failure = new(CondorFailureKind.TimedOut, "condor_q", 1, "no answer in 30 s");

    private static readonly JobAd Ad = new()
    {
        Id = new(7, 0),
        Tag = Uid.Tag,
        Instance = "site",
        InstanceId = "interlink-1",
        Attempt = 1,
        Status = JobStatus.Held,
        GlobalJobId = "schedd#7.0#1767261600",
        ExitCode = 3,
        ExitSignal = 9,
        HoldReasonCode = 13,
        HoldReasonSubCode = 2,
        HoldReason = "no disk",
        HoldsByItself = 2,
        HoldsByPolicy = 1,
        RemoveReason = "via condor_rm",
        RejectReason = "no match found",
        ReleaseReason = "via condor_release",
        GateOpen = true,
        NumJobStarts = 4,
        FirstStartedAt = Noon,
        StartedAt = Noon.AddMinutes(1),
        CompletedAt = Noon.AddMinutes(2),
        StatusSince = Noon.AddMinutes(3),
        SlotHost = "slot1@wn1",
        UsedCpuSeconds = 90,
        UsedMemoryMiB = 300,
        FromHistory = true,
    };

    private static readonly PodOutline Whole = Outline with
    {
        OwnerName = "train",
        NodeName = "htcondor",
        InitContainers = [new("prepare", "busybox", IsSidecar: true, MayRestart: true)],
        Containers = [new("one", "busybox", MayRestart: true, EndsWithSuccess: true), new("two", "busybox", IsNotOffloaded: true)],
        DiskKiB = 1024,
        Gpus = 2,
        SubmitCommands = [new("accounting_group", "physics")],
        Warnings = ["spec.hostNetwork: not supported"],
        IsJobScript = true,
        SpecDigest = UInt128.MaxValue,
    };

    private static readonly (PodUid, ReadOnlyMemory<byte>?)[] Statuses =
    [
        (Uid, Encoding.UTF8.GetBytes("{\"a\":1}")),
        (PodUid.Parse("other"), null),
    ];

    private static readonly object[] OneOfEach =
    [
        new CreatePod(new PlannedPod(Whole, [new JobFile("plan", "secret"u8.ToArray()), new JobFile("run", "#!"u8.ToArray(), true)]))
        {
            Caller = PodCaller.Of("Session#1"),
            Staged = "0123",
        },
        new AdoptPod(Whole, "alice"),
        new CreateRefused(Uid, 5, "spec.x: not supported"),
        new DeletePod(Uid) { Caller = PodCaller.Of("Session#2") },
        new WakeUp(Uid),
        new RetryNow(Uid),
        new ForgetUnknown(Uid),
        new StrayJobSeen(Uid, Ad, TimeSpan.FromMinutes(3)),
        new GetOwnership(Uid),
        new Ownership(true),
        new GetPodStatus(Uid, AtOnce: true),
        new RenderedStatus(Uid, Encoding.UTF8.GetBytes("{}")),
        new GetStatuses([Uid]),
        new SomeStatuses(1, 2, Statuses),
        new GetLogLocation(Uid, "main"),
        new LogLocation(Uid.Tag, "main", true, "held") { IsDeleted = true, NoPrevious = "none" },
        new HurryCreateReply(Uid),
        new PodMoves(Uid),
        new PodCreated(Uid, "7.0"),
        new PodInvalid("no"),
        new PodRefused("no"),
        new PodIsAnother(Uid),
        new PodWasDeleted(Uid),
        new PodNotAccepted("disk full"),
        new DeletionAccepted(Uid),
        new DeletionNotAccepted("disk full"),
        new WatchJob(Uid.Tag, new(7, 0), "schedd#7.0#1767261600", EndIsKnown: true),
        new UnwatchJob(Uid.Tag),
        new UnownedJobSeen(new(7, 0)),
        new JobSeen(Ad),
        new JobDeparted(true, Failure) { Schedd = ScheddName.Parse("schedd@here") },
        new JobNotSeen(true) { Age = TimeSpan.FromSeconds(5), Schedd = ScheddName.Parse("schedd@here") },
        new QueueSilent(new QueueSilence(Noon)),
        new DrainDecided(true, "alice", Noon),
        new RetryAsked(Uid, "alice", Noon),
        new LogLevelSet("Debug", "alice", Noon),
        new JobRemovalAsked("7.0", "tag", "alice", Noon),
        new JobAdoptionAsked("7.0", Uid, "alice", Noon),
        new NodeLeaveAsked("node-a:25520", "alice", Noon),
        new NodeDownAsked("node-b:25520", "alice", Noon),
        new NodeQuestion(NodeQuestionKind.Timeline, "default/one", "?at=2026-01-31T12:00:00Z"),
        new NodeAnswer(404, "there is no pod"u8.ToArray()),
        new NodeLeaves("node-a:25520", "alice"),
        new NodeBeginsToLeave("node-a:25520"),
        new StatusesReceived(7, 3),
        new StatusesTold(7, 3),
        new ActionNoted(new DrainState(true, Noon, "alice")),
        new ActionNotNoted("disk full"),
        new QueuePolled("condor_q: no answer", Noon),
        new PollerBegan(),
        new DrainShown(new DrainState(true, Noon, "alice"), "unknown"),
        new LeaseQuestion(3),
        new LeaseAnswer(3),
        new StatusChanges(1, 2, Statuses),
        new StatusesAsked(),
        new StatusPart(1, 2, 3, 4, true, Statuses),
        new StatusDigest(1, 2, 3, -4),
        new PodsAsked([Uid]),
    ];

    public static TheoryData<string> Manifests => [.. OneOfEach.Select(WireMessages.ManifestOf)];

    [Fact]
    public void There_is_an_example_of_each_kind() =>
        Assert.Equal(
            WireMessages.Types.Select(type => type.Name).Order(StringComparer.Ordinal),
            OneOfEach.Select(message => message.GetType().Name).Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_message_of_this_version_is_read_as_it_was_written(string manifest)
    {
        var bytes = WireMessages.Write(OneOfEach.Single(message => WireMessages.ManifestOf(message) == manifest));
        Assert.Equal(bytes, WireMessages.Write(WireMessages.Read(bytes, manifest)));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_message_is_written_as_the_version_before_reads_it(string manifest)
    {
        var file = RepositoryRoot.File("tests", "Fixtures", "wire", manifest.Replace('?', 'q').Replace('!', 'a') + ".hex");
        var bytes = WireMessages.Write(OneOfEach.Single(message => WireMessages.ManifestOf(message) == manifest));
        // Only a new kind may be written here. A changed shape needs a new manifest.
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("HTCONDORACTORS_WRITE_DOCS") == "1")
            File.WriteAllText(file, Convert.ToHexStringLower(bytes) + "\n");
        Assert.Equal(File.ReadAllText(file).Trim(), Convert.ToHexStringLower(bytes));
    }

    /// <summary>Only nodes with ScheddHost send these members, and the version before had no such nodes.</summary>
    [Fact]
    public void What_nodes_say_to_each_other_of_spooled_output_is_read_as_it_was_written()
    {
        var question = new GetLogLocation(Uid, "main") { AskedAgo = TimeSpan.FromSeconds(2.5) };
        Assert.Equal(question, WireMessages.Read(WireMessages.Write(question), "log?.1"));
        var answer = new LogLocation(Uid.Tag, "main", false) { FetchedBy = "board", IsFetched = false };
        Assert.Equal(answer, WireMessages.Read(WireMessages.Write(answer), "log.1"));
    }

    /// <summary>By its manifest, what a node of the version before has sent, and what is read.</summary>
    private static readonly Dictionary<string, object> Former = new()
    {
        ["departed.1"] = new JobDeparted(true, Failure),
        ["not-seen.1"] = new JobNotSeen(true) { Age = TimeSpan.FromSeconds(5) },
    };

    public static TheoryData<string> FormerManifests => [.. Former.Keys];

    [Theory]
    [MemberData(nameof(FormerManifests))]
    public void A_message_of_the_version_before_is_read_and_what_it_lacks_is_empty(string manifest)
    {
        var sent = File.ReadAllText(RepositoryRoot.File("tests", "Fixtures", "wire", manifest + ".hex")).Trim();
        Assert.Equal(Former[manifest], WireMessages.Read(Convert.FromHexString(sent), manifest));
    }

    [Fact]
    public void All_that_a_queue_says_of_a_job_arrives() =>
        Assert.Equal(Ad, ((JobSeen)WireMessages.Read(WireMessages.Write(new JobSeen(Ad)), "job.1")).Ad);

    [Fact]
    public void A_message_that_this_version_does_not_know_is_refused() =>
        Assert.Throws<InvalidDataException>(() => WireMessages.Read("{}"u8.ToArray(), "System.Diagnostics.Process, System"));

    /// <summary>Bytes of a peer never throw anything else, and make no other type.</summary>
    [Property(MaxTest = 500)]
    public bool Any_bytes_are_a_message_of_their_kind_or_refused(byte[] bytes, int kind)
    {
        var manifests = OneOfEach.Select(WireMessages.ManifestOf).ToArray();
        var manifest = manifests[(int)((uint)kind % manifests.Length)];
        try
        {
            return WireMessages.ManifestOf(WireMessages.Read(bytes, manifest)) == manifest;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }
}
