using Akka.Actor;
using Akka.Hosting;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Hosting;

/// <summary>The gateway: the only way from HTTP to the actors, the only file with Ask, and the owner of the time limits.</summary>
internal sealed class PodGateway(
    ActorsStart actors,
    IJobOutput output,
    StatusBoard board,
    HealthBoard troubles,
    SidecarHealth health,
    CondorBoard answers,
    FetchBoard fetches,
    ActorsOptions options,
    CondorIoOptions condor,
    OperatorBoard operators,
    ProcessClock clock,
    ReadLease lease,
    IStagedFiles? staged = null,
    ClusterLife? cluster = null
) : IPodGateway, IOperatorActions
{
    /// <summary>
    /// Added to an actor's own limit. An answer that takes even longer means that the journal hangs or the shard is not up yet.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(10);

    /// <summary>An operator waits twice as long for a node that does not answer.</summary>
    private static readonly TimeSpan NodeLimit = TimeSpan.FromSeconds(2.5);

    /// <summary>By then another node has taken over the pods of one that was killed. interLink sends a delete only once.</summary>
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Renewal = TimeSpan.FromMilliseconds(250);

    /// <summary>A question is lost if its pod moves to another node in that moment. All questions may be asked twice.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(3);

    /// <summary>Files up to this size go to another node in the message.</summary>
    private const int LargestInMessage = 64 << 10;

    public string Status => operators.StatusOf(troubles.Status);

    public int Pods => board.Count;

    public HealthReport Health => health.Report();

    public NodeReport Node => KubernetesNode.ReportOf(options, answers, operators.Drain);

    public DrainState? Drain => operators.Drain;

    public async Task<CreateReply> CreateAsync(PodSpec pod, CancellationToken hurry, string? session = null)
    {
        var (plan, refusal) = PodPlanner.Plan(pod, options.Site);
        IPodMessage create = plan is not null
            ? new CreatePod(plan) { Caller = PodCaller.Of(session) }
            : new CreateRefused(pod.Uid, SpecDigest.Of(pod), refusal!);
        if (
            cluster is null
            || create is not CreatePod { Plan.Files: var files }
            || files.Sum(file => file.Content.Length) < LargestInMessage
        )
            return await CreateAsync(create, hurry);
        var (name, failure) = await staged!.StageAsync(files, CancellationToken.None);
        if (failure is not null)
            return new PodNotAccepted(failure.ToString());
        try
        {
            return await CreateAsync(new CreatePod(plan! with { Files = [] }) { Caller = PodCaller.Of(session), Staged = name }, hurry);
        }
        finally
        {
            await staged.RemoveAsync(name);
        }
    }

    private async Task<CreateReply> CreateAsync(IPodMessage create, CancellationToken hurry)
    {
        var limit = options.CreateReplyWithin + Grace;
        var pods = await ActorAsync<PodActor>(limit, CancellationToken.None);
        var reply = AskPodAsync<CreateReply>(pods, create, limit, CancellationToken.None);
        using var hurried = hurry.Register(() => pods.Tell(new HurryCreateReply(create.Uid)));
        return await reply;
    }

    public PodExplanation Explain(PodSpec pod) => PodExplainer.Explain(pod, options.Site, condor);

    public Task<DeleteReply> DeleteAsync(PodUid uid, CancellationToken cancel, string? session = null) =>
        AskPodAsync<DeleteReply>(new DeletePod(uid) { Caller = PodCaller.Of(session) }, cluster is null ? Grace : TakeOver, cancel);

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> StatusAsync(IReadOnlyList<PodUid> uids, CancellationToken cancel)
    {
        CheckLease();
        var isWhole = cluster?.KnowsAllPods ?? true;
        var (found, missing) = board.Read(uids, isWhole);
        if (missing.Count > 0)
        {
            var reader = await ActorAsync<StatusReaderActor>(ReadLimit, cancel);
            var answer = await AskAsync<Statuses>(reader, new GatherStatuses(found, missing, AlsoNodes: !isWhole), ReadLimit, cancel);
            // Another node may know what this one has not heard yet.
            if (!isWhole && answer.Unknown > 0)
                throw new OutOfTouchException("this node does not know all pods of the other nodes yet; ask another node, or again");
            found = answer.Fragments;
        }
        CheckLease(); // the process may have been frozen meanwhile
        return found;
    }

    /// <exception cref="OutOfTouchException">Other nodes may have taken over this node's pods.</exception>
    private void CheckLease()
    {
        if (!lease.IsHeld)
            throw new OutOfTouchException("this node has not heard from most of the others; ask another node, or again");
    }

    public Task LogsAsync(PodUid uid, LogQuery query, Stream sink, CancellationToken cancel)
    {
        var asked = clock.GetUtcNow();
        return new LogTransfer(output, board.Find, fetches, options.StreamInterval, clock).RunAsync(uid, AskAsync, query, sink, cancel);

        Task<LogLocation> AskAsync() =>
            AskPodAsync<LogLocation>(
                new GetLogLocation(uid, query.Container) { AskedAgo = options.OutputIsFetched ? clock.GetUtcNow() - asked : null },
                ReadLimit,
                cancel
            );
    }

    public async Task<DrainState> DrainAsync(bool isOn, string by, CancellationToken cancel) =>
        (await NoteAsync(new DrainDecided(isOn, by, clock.WallClockNow), cancel)).Drain;

    public Task RetryAsync(PodUid uid, string by, CancellationToken cancel) =>
        NoteAsync(new RetryAsked(uid, by, clock.WallClockNow), cancel);

    public Task NoteLogLevelAsync(string level, string by, CancellationToken cancel) =>
        NoteAsync(new LogLevelSet(level, by, clock.WallClockNow), cancel);

    public async Task<bool> MayHaveJobsAsync(PodUid uid, CancellationToken cancel) =>
        (await AskPodAsync<Ownership>(new GetOwnership(uid), ReadLimit, cancel)).MayHaveJobs;

    public Task NoteJobRemovalAsync(string job, string tag, string by, CancellationToken cancel) =>
        NoteAsync(new JobRemovalAsked(job, tag, by, clock.WallClockNow), cancel);

    public Task NoteJobAdoptionAsync(string job, PodUid uid, string by, CancellationToken cancel) =>
        NoteAsync(new JobAdoptionAsked(job, uid, by, clock.WallClockNow), cancel);

    /// <exception cref="TimeoutException">The pod does not answer.</exception>
    internal Task<CreateReply> AdoptAsync(AdoptPod adopt, CancellationToken cancel) =>
        AskPodAsync<CreateReply>(adopt, options.StepTimeLimit + Grace, cancel);

    /// <param name="fact">The action.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <param name="tries">More than one if the actor that writes actions may be on a node that has died.</param>
    /// <exception cref="ActionNotNotedException">The journal could not be written.</exception>
    internal async Task<ActionNoted> NoteAsync(OperatorFact fact, CancellationToken cancel, int tries = 1) =>
        await AskAgainAsync<object>(await ActorAsync<OperatorKeeperActor>(Grace, cancel), fact, Grace, tries, cancel) switch
        {
            ActionNoted noted => noted,
            ActionNotNoted not => throw new ActionNotNotedException(not.Words),
            var other => throw new InvalidOperationException("an answer of another kind: " + other.GetType().Name),
        };

    /// <summary>A message to another node may be lost, so it is sent again.</summary>
    /// <exception cref="TimeoutException">The node has not answered.</exception>
    internal Task AskToLeaveAsync(NodeLeaves wish, CancellationToken cancel) =>
        AskAgainAsync<NodeBeginsToLeave>(cluster!.Membership, wish, AskAgainAfter, (int)(Grace / AskAgainAfter), cancel);

    /// <exception cref="TimeoutException">No answer.</exception>
    internal Task<NodeAnswer> AskNodeAsync(QuestionActor.QuestionTo ask, CancellationToken cancel) =>
        AskAgainAsync<NodeAnswer>(cluster!.Questions, ask, NodeLimit, 2, cancel);

    /// <summary>Asks so often, because a message between nodes may be lost.</summary>
    private static async Task<TReply> AskAgainAsync<TReply>(
        IActorRef actor,
        object question,
        TimeSpan limit,
        int tries,
        CancellationToken cancel
    )
    {
        for (; ; tries--)
            try
            {
                return await AskAsync<TReply>(actor, question, limit, cancel);
            }
            catch (TimeoutException) when (tries > 1)
            {
                // sent again
            }
    }

    private async Task<TReply> AskPodAsync<TReply>(IPodMessage message, TimeSpan limit, CancellationToken cancel) =>
        await AskPodAsync<TReply>(await ActorAsync<PodActor>(limit, cancel), message, limit, cancel);

    /// <summary>Asks a pod. In a cluster the question is repeated: the pod may move to another node meanwhile.</summary>
    private async Task<TReply> AskPodAsync<TReply>(IActorRef pods, IPodMessage message, TimeSpan limit, CancellationToken cancel)
    {
        if (cluster is null)
            return await AskAsync<TReply>(pods, message, limit, cancel);
        var (began, asked) = (clock.GetTimestamp(), new List<Task<object>>());
        while (true)
        {
            var left = limit - clock.GetElapsedTime(began);
            asked.Add(AskAsync<object>(pods, message, left > Renewal ? left : Renewal, cancel));
            var answer = await Task.WhenAny([.. asked, Repeated()]);
            if (answer is Task<object> { IsCompletedSuccessfully: true, Result: TReply reply })
                return reply;
            if (answer.IsFaulted || answer.IsCanceled)
                await answer;
            asked.RemoveAll(task => task == answer);
            if (answer is Task<object>)
                await Task.Delay(Renewal, cancel); // it moves
        }

        async Task Repeated() => await Task.Delay(AskAgainAfter, cancel);
    }

    /// <summary>The actor, once it is started. It is asked for each time, because the watchdog may have started it again.</summary>
    private async Task<IActorRef> ActorAsync<TActor>(TimeSpan limit, CancellationToken cancel)
    {
        var registry = await actors.Registry.WaitAsync(limit, cancel);
        for (var left = limit; left > Renewal; left -= Renewal)
            try
            {
                return await registry.GetAsync<TActor>(cancel).WaitAsync(Renewal, cancel);
            }
            catch (TimeoutException)
            {
                // The registry may miss a caller that comes in the moment of the registration (observed), so the wait is renewed.
            }
        return await registry.GetAsync<TActor>(cancel).WaitAsync(Renewal, cancel);
    }

    private static async Task<TReply> AskAsync<TReply>(IActorRef actor, object message, TimeSpan limit, CancellationToken cancel)
    {
        try
        {
            return await actor.Ask<TReply>(message, limit, cancel);
        }
        catch (AskTimeoutException fault)
        {
            throw new TimeoutException($"no answer to {message.GetType().Name} within {limit.TotalSeconds} s", fault);
        }
    }
}
