using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Tests.Admin;

/// <summary>The pods that operators see, as the test says.</summary>
internal sealed class ScriptedDirectory : IPodDirectory
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public Dictionary<PodUid, PodOverview> All { get; } = [];
    public Dictionary<PodUid, IReadOnlyList<PodContainer>> Containers { get; } = [];
    public Dictionary<PodUid, PodTimeline> Histories { get; } = [];
    public Func<PodUid, DateTimeOffset, PodAtTime?> OnAt { get; set; } = (_, _) => null;
    public DateTimeOffset? QueueSeenAt { get; set; } = Noon;
    public string? QueueTrouble { get; set; }
    public int? Unread { get; set; } = 0;
    public IReadOnlyList<string> OtherNodes { get; set; } = [];
    public Dictionary<PodUid, string> Elsewhere { get; } = [];
    public int Homeless { get; set; }

    /// <summary>How often all pods were read.</summary>
    public int Reads { get; private set; }

    /// <summary>How many whole overviews were made.</summary>
    public int Wholes { get; private set; }

    public PodOverview Add(int number, string space, string name, Func<PodOverview, PodOverview>? change = null)
    {
        var pod = new PodOverview
        {
            Uid = PodUid.Parse($"5d6a8f0e-0000-4000-8000-{number:D12}"),
            Namespace = space,
            Name = name,
            Stage = PodStage.Running,
            Reason = PodReasons.Running,
            Owner = ReasonOwner.Nobody,
            Since = Noon,
            JobId = $"{number}.0",
            Containers = 1,
        };
        pod = change?.Invoke(pod) ?? pod;
        return All[pod.Uid] = pod;
    }

    public IEnumerable<IPodLine> Lines()
    {
        Reads++;
        return All.Values;
    }

    public IPodLine? FindLine(PodUid uid) => All.GetValueOrDefault(uid);

    public PodOverview? Find(PodUid uid)
    {
        Wholes++;
        return All.GetValueOrDefault(uid);
    }

    public IReadOnlyList<PodContainer> ContainersOf(PodUid uid) => Containers.GetValueOrDefault(uid) ?? [];

    public string? NodeOf(PodUid uid) => Elsewhere.GetValueOrDefault(uid);

    public PodTimeline? Timeline(PodUid uid) => Histories.GetValueOrDefault(uid);

    public PodAtTime? At(PodUid uid, DateTimeOffset time) => OnAt(uid, time);
}

/// <summary>The nodes of a cluster, and what operators did with them.</summary>
internal sealed class ScriptedNodes : IClusterNodes
{
    public List<ClusterMember> Members { get; } = [];
    public List<string> Done { get; } = [];

    /// <summary>True: no node confirms that it leaves.</summary>
    public bool IsSilent { get; set; }

    public IReadOnlyList<ClusterMember> All => Members;

    /// <summary>The other nodes that answer.</summary>
    public Dictionary<string, INodeAnswers> Answering { get; } = [];

    /// <summary>How many questions were asked.</summary>
    public int Questions { get; private set; }

    public Task<NodeAnswer> AskAsync(string node, NodeQuestion question, CancellationToken cancel)
    {
        Questions++;
        return Answering.TryGetValue(node, out var answers)
            ? Task.FromResult(answers.Answer(question))
            : Task.FromException<NodeAnswer>(new TimeoutException());
    }

    public Task LeaveAsync(ClusterMember node, string by, CancellationToken cancel)
    {
        Done.Add($"{node.Name} leaves, by {by}");
        return IsSilent ? Task.FromException(new TimeoutException()) : Task.CompletedTask;
    }

    public Task DownAsync(ClusterMember node, string by, CancellationToken cancel)
    {
        Done.Add($"{node.Name} is dead, by {by}");
        return Task.CompletedTask;
    }
}

/// <summary>What operators did, and whether the journal takes it.</summary>
internal sealed class ScriptedActions : IOperatorActions
{
    public List<string> Done { get; } = [];
    public string? Trouble { get; set; }
    public DrainState? Drain { get; private set; } = DrainState.Never;

    public Task<DrainState> DrainAsync(bool isOn, string by, CancellationToken cancel)
    {
        Note($"drain {isOn} by {by}");
        Drain = new(isOn, ScriptedDirectory.Noon, by);
        return Task.FromResult(Drain);
    }

    public Task RetryAsync(PodUid uid, string by, CancellationToken cancel) => Note($"retry {uid} by {by}");

    public Task NoteLogLevelAsync(string level, string by, CancellationToken cancel) => Note($"log level {level} by {by}");

    public Task<bool> MayHaveJobsAsync(PodUid uid, CancellationToken cancel) => Task.FromResult(false);

    public Task NoteJobRemovalAsync(string job, string tag, string by, CancellationToken cancel) =>
        Note($"removal of job {job} ({tag}) by {by}");

    public Task NoteJobAdoptionAsync(string job, PodUid uid, string by, CancellationToken cancel) =>
        Note($"adoption of job {job} ({uid}) by {by}");

    private Task Note(string what)
    {
        if (Trouble is { } words)
            throw new ActionNotNotedException(words);
        Done.Add(what);
        return Task.CompletedTask;
    }
}
