using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.Actors.Tests.Streams;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Scheduling;

public sealed class OutputFetchActorSpecs : TestKit
{
    private static readonly ActorsOptions Options = Sample.Options with
    {
        StreamInterval = TimeSpan.FromMilliseconds(10),
        PollInterval = TimeSpan.FromSeconds(5),
    };
    private readonly FakeTimeProvider _clock = new(Sample.Noon);
    private readonly ScriptedScheduler _scheduler = new();
    private readonly FetchBoard _board;
    private volatile bool _mayAct = true;

    public OutputFetchActorSpecs() => _board = new FetchBoard(_clock);

    private IReadOnlyList<IReadOnlyList<string>> Fetches =>
        [.. _scheduler.Calls.Where(call => call.Call == "fetch").Select(call => call.Items)];

    [Fact]
    public void A_thousand_pods_that_are_followed_cost_two_fetches_a_second()
    {
        var pods = Enumerable.Range(0, 1000).Select(i => (JobTag.Parse($"pod-{i}"), new JobId(i + 1, 0))).ToArray();
        foreach (var (tag, job) in pods)
            _board.Show(tag, job);
        Fetcher();
        AwaitCondition(() => Fetches.Sum(items => items.Count) == 1000);
        for (var second = 1; second <= 5; second++)
        {
            foreach (var (tag, _) in pods)
                _board.NoteReader(tag);
            _clock.Advance(TimeSpan.FromSeconds(1));
            AwaitCondition(() => Fetches.Sum(items => items.Count) == 1000 * (second + 1));
            Assert.Equal(2 * (second + 1), Fetches.Count);
        }
    }

    [Fact]
    public void Those_that_have_ended_meanwhile_are_fetched_together_and_each_pod_hears_of_its_own()
    {
        var (gate, streams) = (new TaskCompletionSource(), CreateTestProbe());
        _scheduler.BeforeFetch = gate.Task;
        var fetcher = Fetcher(streams);
        var pods = Enumerable.Range(0, 50).Select(i => (Tag: JobTag.Parse($"pod-{i}"), Pod: CreateTestProbe())).ToArray();
        foreach (var (tag, pod) in pods)
            fetcher.Tell(new ReadToEnd(tag, new JobId(1, 0), Step: 1), pod);
        AwaitCondition(() => Fetches.Count == 1);
        gate.SetResult();
        foreach (var (tag, pod) in pods)
        {
            Assert.Equal((tag, null), streams.ExpectMsg<ReadToEnd>() is var read ? (read.Tag, read.NotFetched) : default);
            Assert.Equal(pod.Ref, streams.LastSender);
        }
        Assert.Equal([1, 49], Fetches.Select(items => items.Count));
    }

    [Fact]
    public void A_job_that_could_not_be_fetched_at_its_end_is_told_so()
    {
        var streams = CreateTestProbe();
        _scheduler.FetchFailure = Sample.TimedOut;
        Fetcher(streams).Tell(new ReadToEnd(Sample.Uid.Tag, new JobId(1, 0), Step: 1), TestActor);
        Assert.Equal(Sample.TimedOut, streams.ExpectMsg<ReadToEnd>().NotFetched);
    }

    [Fact]
    public void A_job_that_runs_no_more_is_fetched_no_more_and_nobody_waits_for_it()
    {
        Fetcher();
        _board.Show(Sample.Uid.Tag, new JobId(1, 0));
        AwaitCondition(() => Fetches.Count == 1);
        AwaitCondition(() => _board.IsFetchedSince(Sample.Uid.Tag, Sample.Noon));
        Assert.False(_board.IsFetchedSince(Sample.Uid.Tag, Sample.Noon.AddSeconds(1)));
        _board.Show(Sample.Uid.Tag, null);
        Assert.True(_board.IsFetchedSince(Sample.Uid.Tag, Sample.Noon.AddSeconds(1)));
        _clock.Advance(TimeSpan.FromMinutes(5));
        _board.Show(JobTag.Parse("another"), new JobId(2, 0));
        AwaitCondition(() => Fetches.Count == 2);
        Assert.Equal(["another"], Fetches[1]);
    }

    [Fact]
    public async Task A_node_that_may_have_been_declared_dead_fetches_nothing_until_it_has_heard_from_the_others()
    {
        _mayAct = false;
        var fetcher = Fetcher();
        _board.Show(Sample.Uid.Tag, new JobId(1, 0));
        fetcher.Tell(new ReadToEnd(JobTag.Parse("ended"), new JobId(2, 0), Step: 1), TestActor);
        await fetcher.Ask<ActorIdentity>(new Identify(1)); // it has got both
        Assert.Empty(Fetches);
        _mayAct = true;
        AwaitCondition(() => Fetches.Sum(items => items.Count) == 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_fetcher_that_is_stopped_tells_all_who_wait_that_their_answers_are_lost(bool kill)
    {
        _scheduler.BeforeFetch = new TaskCompletionSource().Task;
        var fetcher = Fetcher();
        fetcher.Tell(new ReadToEnd(Sample.Uid.Tag, new JobId(1, 0), Step: 21), TestActor);
        AwaitCondition(() => Fetches.Count == 1);
        fetcher.Tell(new ReadToEnd(Sample.Uid.Tag, new JobId(1, 0), Step: 22), TestActor);
        fetcher.Tell(kill ? Kill.Instance : PoisonPill.Instance);
        Assert.Equal([21L, 22L], ReceiveN(2).Cast<StepLost>().Select(lost => lost.Number).Order());
    }

    [Fact]
    public void A_fetch_that_ends_in_an_exception_is_an_answer_lost_and_no_word_about_the_job()
    {
        _scheduler.BeforeFetch = Task.FromException(new InvalidOperationException());
        Fetcher().Tell(new ReadToEnd(Sample.Uid.Tag, new JobId(1, 0), Step: 23), TestActor);
        Assert.Equal(new StepLost(23), ExpectMsg<StepLost>());
    }

    private IActorRef Fetcher(IActorRef? streams = null) =>
        Sys.ActorOf(
            Props.Create(() =>
                new OutputFetchActor(
                    _scheduler,
                    new GrowingOutput(),
                    _board,
                    streams ?? ActorRefs.Nobody,
                    Options,
                    TimeSpan.FromHours(1),
                    _clock,
                    () => _mayAct
                )
            )
        );
}
