using System.Diagnostics;
using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>Callers that follow a log or read it once.</summary>
public sealed class LogTransferSpecs : LogTransferTestBed
{
    [Fact]
    public async Task A_thousand_followers_have_no_thread_no_open_file_and_no_question_each()
    {
        var pods = Enumerable.Range(0, 1000).Select(number => PodUid.Parse($"pod-{number}")).ToList();
        var sinks = pods.Select(_ => new MemoryStream()).ToList();
        foreach (var pod in pods)
            Begin(pod);
        var threads = ThreadPool.ThreadCount;
        var followers = pods.Select((pod, i) => Copy().RunAsync(pod, Asked(pod), Follow, sinks[i], CancellationToken.None)).ToList();

        Assert.Equal((1000, 1000), (Asks, Output.Opens));
        await PassAsync(looks: 2000);
        // Followers that wait go on in the thread in which the time goes on: what they need is counted apart from other tests.
        var (looks, allocated) = (Output.Looks, GC.GetAllocatedBytesForCurrentThread());
        // A follower that is still in another thread takes part in a later look, when the pool had time for it.
        for (var waited = Stopwatch.StartNew(); Output.Looks - looks <= 900 && waited.Elapsed < Soon; Thread.Sleep(1))
            Clock.Advance(Interval);
        (looks, allocated) = (Output.Looks - looks, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Assert.Equal((1000, 1000), (Asks, Output.Opens));
        Assert.True(looks > 900 && allocated / looks < 1000, $"{allocated} bytes in {looks} looks");
        Assert.True(ThreadPool.ThreadCount - threads < 500, $"{ThreadPool.ThreadCount - threads} threads more");

        Output.Add(pods[7].Tag, SampleStream.Frame("log", "a", "more\n"));
        await PassUntilAsync(() => sinks[7].Length > 6);
        Assert.Equal((1000, 1001, "begun\nmore\n"), (Asks, Output.Opens, Encoding.UTF8.GetString(sinks[7].ToArray())));

        foreach (var pod in pods)
            Output.Add(pod.Tag, SampleStream.Frame("exit", "a", "0"));
        await PassUntilAsync(() => followers.All(follower => follower.IsCompletedSuccessfully));
        Assert.Equal(1000, Asks);
    }

    [Fact]
    public async Task A_pod_that_ends_without_a_word_in_its_stream_ends_its_followers_at_the_next_look()
    {
        var (pod, ended) = (PodUid.Parse("pod"), false);
        Begin(pod);
        using var sink = new MemoryStream();
        var follower = Copy()
            .RunAsync(pod, () => Task.FromResult(new LogLocation(pod.Tag, "a", ended)), Follow, sink, CancellationToken.None);
        await PassAsync(looks: 3);
        Assert.False(follower.IsCompleted);
        Output.Add(pod.Tag, SampleStream.Frame("log", "a", "last words\n"));
        ended = true;
        Board.Publish(pod, Status(pod) with { JobId = "ended" });
        await PassUntilAsync(() => follower.IsCompletedSuccessfully);
        Assert.Equal("begun\nlast words\n", Encoding.UTF8.GetString(sink.ToArray()));
    }

    [Fact]
    public async Task A_pod_that_is_deleted_ends_its_followers_and_one_that_lives_elsewhere_is_asked_each_time()
    {
        var (pod, container) = (PodUid.Parse("pod"), (string?)"a");
        Begin(pod);
        Board.Forget(pod);
        var follower = Copy().RunAsync(pod, Asked(pod, () => container), Follow, Stream.Null, CancellationToken.None);
        await PassAsync(looks: 3);
        Assert.InRange(Asks, 3, Output.Looks + 1);
        container = null;
        await PassUntilAsync(() => follower.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_follower_that_leaves_is_gone_at_once()
    {
        var pod = PodUid.Parse("pod");
        Begin(pod);
        using var left = new CancellationTokenSource();
        var follower = Copy().RunAsync(pod, Asked(pod), Follow, Stream.Null, left.Token);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => follower.WaitAsync(Soon));
        var looks = Output.Looks;
        Clock.Advance(10 * Interval);
        Assert.Equal(looks, Output.Looks);
    }

    [Theory]
    [InlineData(false, false, true, "why\n")]
    [InlineData(true, false, true, "")]
    [InlineData(false, true, true, "begun\n")]
    [InlineData(false, false, false, "why\n")]
    public async Task Words_stand_where_there_is_no_log_and_never_in_one(bool previous, bool hasLog, bool follow, string expected)
    {
        var pod = PodUid.Parse("pod");
        if (hasLog)
            Begin(pod);
        using var sink = new MemoryStream();
        await Copy()
            .RunAsync(
                pod,
                () => Task.FromResult(new LogLocation(pod.Tag, "a", Ended: true, "why")),
                Follow with
                {
                    Previous = previous,
                    Follow = follow,
                },
                sink,
                CancellationToken.None
            );
        Assert.Equal(expected, Encoding.UTF8.GetString(sink.ToArray()));
    }

    [Fact]
    public async Task An_earlier_log_that_is_known_not_to_be_is_an_error_and_no_empty_log()
    {
        var pod = PodUid.Parse("pod");
        Begin(pod);
        var place = new LogLocation(pod.Tag, "a", Ended: false) { NoPrevious = "none" };
        using var sink = new MemoryStream();
        var query = Follow with { Follow = false };
        var error = await Assert.ThrowsAsync<NoSuchLogException>(() =>
            Copy().RunAsync(pod, () => Task.FromResult(place), query with { Previous = true }, sink, CancellationToken.None)
        );
        Assert.Equal(("none", 0L), (error.Message, sink.Length));
        await Copy().RunAsync(pod, () => Task.FromResult(place), query, sink, CancellationToken.None);
        Assert.NotEqual(0, sink.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_log_that_has_to_be_fetched_is_as_new_as_the_question_or_as_the_last_answer_of_the_schedd(bool answers)
    {
        var pod = PodUid.Parse("pod");
        Begin(pod);
        Fetches.Show(pod.Tag, new(7, 0));
        Fetches.Fetched(pod.Tag, Clock.GetUtcNow() - TimeSpan.FromSeconds(1), 10);
        using var sink = new MemoryStream();
        var reader = Copy().RunAsync(pod, Asked(pod), Follow with { Follow = false }, sink, CancellationToken.None);
        Assert.False(reader.IsCompleted);
        Assert.Equal(Clock.GetUtcNow(), Fetches.Running.Single().Value.WantedAt);
        if (answers)
        {
            Output.Add(pod.Tag, SampleStream.Frame("log", "a", "just now\n"));
            Fetches.Fetched(pod.Tag, Clock.GetUtcNow(), 20);
        }
        await PassUntilAsync(() => reader.IsCompletedSuccessfully);
        Assert.Equal(answers ? "begun\njust now\n" : "begun\n", Encoding.UTF8.GetString(sink.ToArray()));
    }

    [Fact]
    public async Task A_log_that_another_node_fetches_is_as_new_as_the_question()
    {
        var pod = PodUid.Parse("pod");
        Begin(pod);
        var isFetched = false;
        using var sink = new MemoryStream();
        var reader = Copy().RunAsync(pod, () => Elsewhere(pod, isFetched), Follow with { Follow = false }, sink, default);
        await PassUntilAsync(() => Asks >= 3);
        Assert.False(reader.IsCompleted);
        Output.Add(pod.Tag, SampleStream.Frame("log", "a", "just now\n"));
        isFetched = true;
        await PassUntilAsync(() => reader.IsCompletedSuccessfully);
        Assert.Equal("begun\njust now\n", Encoding.UTF8.GetString(sink.ToArray()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_that_does_not_fetch_a_log_in_time_keeps_the_reader_waiting_for_five_seconds(bool answers)
    {
        var pod = PodUid.Parse("pod");
        Begin(pod);
        using var sink = new MemoryStream();
        var (began, reader) = (Clock.GetUtcNow(), Copy().RunAsync(pod, AskAsync, Follow with { Follow = false }, sink, default));
        await PassUntilAsync(() => reader.IsCompletedSuccessfully);
        Assert.Equal("begun\n", Encoding.UTF8.GetString(sink.ToArray()));
        Assert.True(Clock.GetUtcNow() - began >= TimeSpan.FromSeconds(5));
        Assert.InRange(Asks, 2, 21);

        // A pod whose node was killed does not answer.
        Task<LogLocation> AskAsync() =>
            Elsewhere(pod, isFetched: false) is var answer && (answers || Asks == 1)
                ? answer
                : new TaskCompletionSource<LogLocation>().Task;
    }

    [Fact]
    public async Task A_follower_tells_the_node_that_fetches_the_log_every_two_seconds_that_it_is_still_there()
    {
        var pod = PodUid.Parse("pod");
        Begin(pod);
        using var stop = new CancellationTokenSource();
        using var sink = new MemoryStream();
        var began = Clock.GetUtcNow();
        // Also while its job does not run: after the pod has moved, the queue is not seen at once.
        var reader = Copy().RunAsync(pod, () => Elsewhere(pod, isFetched: true), Follow, sink, stop.Token);
        await PassUntilAsync(() => Asks >= 5);
        Assert.True(Clock.GetUtcNow() - began >= TimeSpan.FromSeconds(8));
        Assert.InRange(Output.Looks, Asks, 6 * Asks); // it looks every half second
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader);
    }

    [Fact]
    public async Task A_follower_whose_pod_does_not_answer_for_a_while_reads_on()
    {
        var pod = PodUid.Parse("pod");
        Begin(pod);
        using var stop = new CancellationTokenSource();
        using var sink = new MemoryStream();
        var reader = Copy().RunAsync(pod, AskAsync, Follow, sink, stop.Token);
        await PassUntilAsync(() => Asks >= 4);
        Output.Add(pod.Tag, SampleStream.Frame("log", "a", "still here\n"));
        await PassUntilAsync(() => Encoding.UTF8.GetString(sink.ToArray()) == "begun\nstill here\n");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader);

        Task<LogLocation> AskAsync() =>
            Elsewhere(pod, isFetched: true) is var answer && Asks == 1
                ? answer
                : Task.FromException<LogLocation>(new TimeoutException("no answer"));
    }

    private async Task<LogLocation> Elsewhere(PodUid pod, bool isFetched) =>
        await Asked(pod)() with
        {
            FetchedBy = "another node",
            IsFetched = isFetched,
        };
}
