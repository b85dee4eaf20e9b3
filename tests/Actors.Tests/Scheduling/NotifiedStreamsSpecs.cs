using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.Actors.Tests.Streams;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Time.Testing;
using static HtcondorActors.Actors.Tests.Streams.SampleStream;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>Streams of which the file system says that they were written. Time stands still but where the test lets it go on.</summary>
public sealed class NotifiedStreamsSpecs() : TestKit(ManualScheduler.Hocon)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly JobTag Tag = Sample.Uid.Tag;
    private readonly GrowingOutput _output = new();
    private TimeSpan _step = TimeSpan.FromSeconds(1);
    private TimeSpan _passed;
    private IActorRef _watcher = ActorRefs.Nobody;

    private void Pass(TimeSpan time)
    {
        ((ManualScheduler)Sys.Scheduler).Advance(time);
        _passed += time;
    }

    private void PassUntil(Func<bool> so) =>
        AwaitCondition(
            () =>
            {
                Pass(_step);
                return so();
            },
            TimeSpan.FromSeconds(60),
            TimeSpan.FromMilliseconds(2)
        );

    private RunSeen Seen()
    {
        PassUntil(() => HasMessages);
        return ExpectMsg<RunSeen>();
    }

    private void Start(TimeProvider clock)
    {
        var (options, folders) = (Sample.Options with { StreamInterval = Interval }, new CleanupCountingFolders());
        _watcher = Sys.ActorOf(Props.Create(() => new StreamWatcherActor(_output, folders, options, clock)));
    }

    private void Watch()
    {
        _output.Add(Tag, Frame("run", "-", "r1"));
        Start(TimeProvider.System);
        _watcher.Tell(new WatchStream(Tag, new(7, 0)), TestActor);
        _step = TimeSpan.FromMilliseconds(10); // not as far as the first round
        Assert.Equal("r1", Seen().Run.RunId);
        _step = TimeSpan.FromSeconds(1);
    }

    [Fact]
    public void What_is_heard_of_is_told_without_waiting_for_a_round()
    {
        Watch();
        (_step, _passed) = (TimeSpan.FromMilliseconds(10), TimeSpan.Zero);
        _output.Add(Tag, Frame("start", "one"));
        _output.Tell(Tag);
        Assert.Contains("one", Seen().Run.Containers.Keys);
        Assert.InRange(_passed, TimeSpan.Zero, Interval / 2);
    }

    [Fact]
    public void While_all_is_heard_of_rounds_are_rare()
    {
        Watch();
        _output.Add(Tag, Frame("start", "one"));
        _output.Tell(Tag);
        Seen();
        var looks = _output.Looks;
        PassUntil(() => _output.Looks > looks); // the round that was due
        looks = _output.Looks;
        for (_passed = TimeSpan.Zero; _passed < Interval * 5; )
            Pass(_step);
        Assert.Equal(looks, _output.Looks);
    }

    [Fact]
    public void What_was_not_heard_of_is_found_all_the_same()
    {
        Watch();
        _output.Add(Tag, Frame("start", "one"));
        _output.Tell(Tag);
        Seen();
        _output.Add(Tag, Frame("exit", "one", "3"));
        Assert.Equal(3, Seen().Run.Containers["one"].Exit?.Code);
        _output.Add(Tag, Frame("end", "-", "3"));
        Assert.Equal(3, Seen().Run.End?.Code);
    }

    [Fact]
    public void What_is_written_without_a_pause_keeps_no_other_from_being_found()
    {
        Watch();
        var chatty = JobTag.Parse("chatty");
        _watcher.Tell(new WatchStream(chatty, new(8, 0)), TestActor);
        Seen();
        _output.Add(Tag, Frame("exit", "one", "3"));
        PassUntil(() =>
        {
            _output.Tell(chatty);
            return HasMessages;
        });
        Assert.Equal(3, ExpectMsg<RunSeen>().Run.Containers["one"].Exit?.Code);
    }

    private JobTag[] WatchMany(int count, TimeProvider clock)
    {
        var streams = Enumerable.Range(0, count).Select(number => JobTag.Parse($"pod-{number}")).ToArray();
        foreach (var stream in streams)
            _output.Add(stream, Frame("run", "-", "r1"));
        Start(clock);
        foreach (var stream in streams)
            _watcher.Tell(new WatchStream(stream, new(7, 0)), TestActor);
        _step = TimeSpan.FromMilliseconds(10);
        foreach (var _ in streams)
            Seen();
        return streams;
    }

    [Fact]
    public void After_a_start_all_streams_are_read_without_a_pause_between()
    {
        // Each look takes as long as an interval, and so would each pause.
        WatchMany(1200, new FakeTimeProvider { AutoAdvanceAmount = Interval });
        Assert.InRange(_passed, TimeSpan.Zero, Interval / 2);
    }

    [Fact]
    public void Many_pods_that_go_during_a_round_keep_no_other_from_being_found()
    {
        var streams = WatchMany(1600, TimeProvider.System);
        var looks = _output.Looks;
        _step = TimeSpan.FromSeconds(1);
        PassUntil(() => _output.Looks > looks); // a round has begun: the first five hundred
        foreach (var gone in streams[400..1500])
            _watcher.Tell(new UnwatchStream(gone));
        _output.Add(streams[1550], Frame("start", "one"));
        Assert.Contains("one", Seen().Run.Containers.Keys);
    }

    [Fact]
    public void Who_watches_again_is_told_again()
    {
        Watch();
        _watcher.Tell(new WatchStream(Tag, new(7, 0)), TestActor);
        Assert.Equal("r1", Seen().Run.RunId);
    }
}
