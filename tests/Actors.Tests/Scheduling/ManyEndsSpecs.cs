using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Time.Testing;
using static HtcondorActors.Actors.Tests.Streams.SampleStream;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>Many pods end in one moment, and the disk with their output does not answer.</summary>
public sealed class ManyEndsSpecs : TestKit, IJobOutput
{
    private const int AtOnce = 4;

    /// <summary>On a machine that does much else.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly ManualResetEventSlim _answers = new();
    private readonly DiskReadSlots _turns = new(AtOnce, hungAtMost: 4);
    private readonly FakeTimeProvider _clock = new();
    private volatile int _inside;
    private volatile int _insideAtMost;
    private volatile bool _tookAThreadOfThePool;

    OutputMark? IJobOutput.MarkOf(JobTag tag) => null;

    Stream? IJobOutput.OpenRead(JobTag tag, int before)
    {
        if (Thread.CurrentThread.IsThreadPoolThread)
            _tookAThreadOfThePool = true;
        if (before > 0)
            return null;
        if (tag.Value.StartsWith("hung", StringComparison.Ordinal))
        {
            lock (_clock)
                _insideAtMost = Math.Max(_insideAtMost, ++_inside);
            _answers.Wait();
            Interlocked.Decrement(ref _inside);
        }
        return new MemoryStream(Frame("run", "-", "r1"));
    }

    [Fact]
    public async Task Five_thousand_pods_that_end_while_the_disk_hangs_keep_four_threads_and_all_are_told_when_it_answers()
    {
        const int pods = 5000;
        var watcher = Watcher();
        for (var pod = 1; pod <= pods; pod++)
            watcher.Tell(End($"hung-{pod}", pod), TestActor);
        AwaitCondition(() => _inside == AtOnce, Long);
        await Task.Run(() => { }).WaitAsync(Long);
        Assert.Equal(AtOnce, _inside);

        _answers.Set();
        var told = ReceiveN(pods, Long).OfType<StepAnswered>().ToArray();
        Assert.Equal(Enumerable.Range(1, pods), told.Select(answer => (int)answer.Number).Order());
        Assert.All(told, answer => Assert.Equal("r1", Assert.IsType<RunRead>(answer.Answer).Run.RunId));
        Assert.Equal(AtOnce, _insideAtMost);
        Assert.False(_tookAThreadOfThePool);
    }

    [Fact]
    public void Pods_whose_disk_hangs_do_not_keep_the_end_of_another_pod_from_being_told()
    {
        var watcher = Watcher();
        for (var pod = 1; pod <= AtOnce; pod++)
            watcher.Tell(End($"hung-{pod}", pod), TestActor);
        AwaitCondition(() => _inside == AtOnce, Long);

        watcher.Tell(End("other", 99), TestActor);
        Assert.Equal(99, AwaitWhileTimePasses<StepAnswered>().Number);
        Assert.Equal((AtOnce, AtOnce), (_inside, _turns.Hung));

        // No more threads than that are left to a disk that hangs: these wait without one.
        for (var pod = 5; pod <= 20; pod++)
            watcher.Tell(End($"hung-{pod}", pod), TestActor);
        AwaitCondition(() => _inside == 2 * AtOnce, Long);
        for (var looks = 0; looks < 100; looks++)
            _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2 * AtOnce, _inside);
        _answers.Set();
        Assert.Equal(20, ReceiveN(20, Long).OfType<StepAnswered>().Count());
        AwaitCondition(() => _turns is { Hung: 0, Free: AtOnce }, Long);
    }

    [Fact]
    public void A_pod_whose_disk_hangs_for_an_hour_is_told_that_the_answer_is_lost_and_may_ask_again()
    {
        var watcher = Watcher();
        watcher.Tell(End("hung", 1), TestActor);
        AwaitCondition(() => _inside == 1, Long);
        Assert.Equal(1, AwaitWhileTimePasses<StepLost>().Number);

        watcher.Tell(End("hung", 2), TestActor);
        _answers.Set();
        Assert.Equal(2, ExpectMsg<StepAnswered>(Long).Number);
        ExpectNoMsg(TimeSpan.Zero);
    }

    protected override void AfterAll()
    {
        _answers.Set();
        base.AfterAll();
    }

    private IActorRef Watcher()
    {
        // Its own timers are not of this test.
        var options = Sample.Options with
        {
            StreamInterval = TimeSpan.FromHours(1),
            StepTimeLimit = TimeSpan.FromHours(8),
        };
        return Sys.ActorOf(Props.Create(() => new StreamWatcherActor(this, new CleanupCountingFolders(), options, _clock, _turns)));
    }

    private static ReadToEnd End(string tag, long step) => new(JobTag.Parse(tag), new(7, 0), step);

    private T AwaitWhileTimePasses<T>()
        where T : class
    {
        T? told = null;
        AwaitCondition(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(5));
                told = ReceiveOne(TimeSpan.Zero) as T;
                return told is not null;
            },
            Long,
            TimeSpan.FromMilliseconds(5)
        );
        return told!;
    }
}
