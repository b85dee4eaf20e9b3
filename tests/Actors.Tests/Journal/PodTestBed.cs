using System.Text;
using Akka.Actor;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.Actors.Tests.Streams;
using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>Pods on a journal, and in the place of all that they call one that only keeps what it was told.</summary>
internal sealed class PodTestBed : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private const string Flush = "flush";

    private readonly JournalTestBed _journal;
    private readonly List<IActorRef> _lanes = [];
    private readonly IActorRef _kept;
    private readonly IActorRef _pods;

    public PodTestBed(
        string folder,
        string hocon = "",
        TimeSpan? stepTimeLimit = null,
        TimeSpan? createReplyWithin = null,
        Task? beforeWrite = null,
        bool isOneOfSeveralNodes = false,
        FetchBoard? fetches = null
    )
    {
        Board = new StatusBoard(new Words()) { TakenOver = States.ForgetLeft };
        _journal = new JournalTestBed(folder, hocon: hocon);
        _kept = _journal.System.ActorOf(Props.Create(() => new Kept()));
        var options = Sample.Options with
        {
            RetryAfter = TimeSpan.FromHours(1),
            RetryAtMost = TimeSpan.FromHours(1),
            RetainFinished = TimeSpan.FromDays(100_000),
            StepTimeLimit = stepTimeLimit ?? TimeSpan.FromHours(1),
            CreateReplyWithin = createReplyWithin ?? Sample.Options.CreateReplyWithin,
        };
        var around = new PodContext(
            options,
            TimeProvider.System,
            Board,
            Lanes(),
            new NoFolders(_kept) { BeforeWrite = beforeWrite ?? Task.CompletedTask },
            "/runner.sh",
            new PodsWaitingForScheduler(),
            NullLogger<PodActor>.Instance
        )
        {
            States = States,
            Fetches = Fetches = fetches,
            Pods = isOneOfSeveralNodes ? () => _pods! : null,
        };
        _pods = _journal.System.ActorOf(Props.Create(() => new Region(around)));
    }

    public StatusBoard Board { get; }

    public PodStates States { get; } = new();

    public FetchBoard? Fetches { get; }

    public Task<TReply> AskAsync<TReply>(IPodMessage message) => _pods.Ask<TReply>(message, Soon);

    /// <summary>Writes a pod whose job 7.0 was let through its gate, and what came after.</summary>
    public static async Task WriteReleasedAsync(string folder, params DurableFact[] further)
    {
        await using var journal = new JournalTestBed(folder);
        await journal.WriteAsync(
            Sample.Uid,
            [
                new PodAccepted(Sample.Outline, Sample.Noon),
                new SubmitIntended(1, Sample.Noon),
                new ReleaseDecided(new(7, 0), "schedd@pool#7.0#1767261600", Sample.Noon),
                .. further,
            ]
        );
    }

    /// <summary>From now on the journal in this folder takes nothing.</summary>
    public static void RefuseWrites(string folder)
    {
        using var other = new SqliteConnection(JournalFile.Prepare(folder));
        other.Open();
        JournalFile.Execute(other, "CREATE TRIGGER refuse BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'not this one'); END");
    }

    /// <summary>The pod's stage in the status that it publishes; null: nothing is told of it.</summary>
    public async Task<string?> StatusAsync(PodUid uid) =>
        (await AskAsync<RenderedStatus>(new GetPodStatus(uid, AtOnce: true))).Fragment is { } fragment
            ? Encoding.UTF8.GetString(fragment.Span)
            : null;

    public void Tell(PodUid uid, IPodInput input) => new ActorSelection(_pods, uid.Value).Tell(input);

    /// <summary>What was called for so far, as "lane UID". A pod calls before it answers.</summary>
    public async Task<IReadOnlyList<string>> CallsAsync()
    {
        // What the lanes were told before is with the one who keeps it when they answer.
        foreach (var lane in _lanes)
            await lane.Ask<string>(Flush, Soon);
        return await _kept.Ask<IReadOnlyList<string>>(Flush, Soon);
    }

    /// <summary>
    /// Returns when the pod's actor is no more and its name is free: what comes next makes another. An actor that only does not
    /// answer any longer may still have its name, and would lose what comes.
    /// </summary>
    public async Task UntilStoppedAsync(PodUid uid)
    {
        for (var deadline = DateTime.UtcNow + Soon; await _pods.Ask<bool>(uid.Value, Soon); )
        {
            if (DateTime.UtcNow > deadline)
                throw new TimeoutException($"{uid} has not stopped");
            await Task.Delay(20);
        }
    }

    /// <summary>Whoever was called says so often that the call goes on.</summary>
    public void GoesOnEvery(TimeSpan often)
    {
        foreach (var lane in _lanes)
            lane.Tell(often);
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    private SchedulerLanes Lanes() =>
        new()
        {
            Submit = Lane("submit"),
            Look = Lane("look"),
            LookAlsoInHistory = Lane("look"),
            Release = Lane("release"),
            ReleaseHeld = Lane("release"),
            ReleaseOnOtherNodes = Lane("release"),
            Remove = Lane("remove"),
            RemoveJobs = Lane("remove"),
            Acknowledge = Lane("acknowledge"),
            Poller = Lane("watch"),
            Streams = Lane("watch"),
            Ends = Lane("read"),
        };

    private IActorRef Lane(string name)
    {
        var kept = _kept;
        var lane = _journal.System.ActorOf(Props.Create(() => new Forward(name, kept)));
        _lanes.Add(lane);
        return lane;
    }

    /// <summary>As the shard region: a pod is made when something comes for it.</summary>
    private sealed class Region : ReceiveActor
    {
        public Region(PodContext around)
        {
            Receive<string>(uid => Sender.Tell(!Context.Child(uid).IsNobody()));
            Receive<IPodMessage>(message =>
            {
                var pod = Context.Child(message.Uid.Value);
                if (pod.IsNobody())
                    pod = Context.ActorOf(Props.Create(() => new PodActor(around)), message.Uid.Value);
                pod.Forward(message);
            });
        }
    }

    private sealed class Forward : ReceiveActor, IWithTimers
    {
        public Forward(string name, IActorRef kept)
        {
            List<(IActorRef Pod, long Step)> steps = [];
            Receive<string>(word => word == Flush, word => Sender.Tell(word));
            Receive<TimeSpan>(often =>
            {
                if (often > TimeSpan.Zero)
                    Timers.StartPeriodicTimer(nameof(Beat), new Beat(), often);
                else
                    Timers.CancelAll();
            });
            Receive<Beat>(_ =>
                steps.ForEach(step =>
                {
                    kept.Tell("goes on");
                    step.Pod.Tell(new StepInProgress(step.Step));
                })
            );
            ReceiveAny(message =>
            {
                if (message is LaneItem<SubmitDescription> submit)
                    steps.Add((Sender, submit.Step));
                kept.Tell(message is UnwatchJob ? "unwatch" : name);
            });
        }

        private sealed record Beat;

        public ITimerScheduler Timers { get; set; } = null!;
    }

    private sealed class Kept : ReceiveActor
    {
        private readonly List<string> _calls = [];

        public Kept()
        {
            Receive<string>(word => word == Flush, _ => Sender.Tell((IReadOnlyList<string>)[.. _calls]));
            Receive<string>(_calls.Add);
        }
    }

    private sealed class Words : IPodStatusFormat
    {
        public ReadOnlyMemory<byte> Render(PodStatus status) => Encoding.UTF8.GetBytes(status.ToString());
    }
}
