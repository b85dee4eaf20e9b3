using System.Diagnostics;
using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Streams;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Streams;

public sealed class LogTransferSpecs
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly LogQuery Follow = new() { Container = "a", Follow = true };

    private readonly FakeTimeProvider _clock = new();
    private readonly GrowingOutput _output = new();
    private readonly StatusBoard _board = new(new OneByte());
    private readonly FetchBoard _fetches;
    private int _asks;

    public LogTransferSpecs() => _fetches = new FetchBoard(_clock);

    [Fact]
    public async Task A_thousand_followers_have_no_thread_no_open_file_and_no_question_each()
    {
        var pods = Enumerable.Range(0, 1000).Select(number => PodUid.Parse($"pod-{number}")).ToList();
        var sinks = pods.Select(_ => new MemoryStream()).ToList();
        foreach (var pod in pods)
            Begin(pod);
        var threads = ThreadPool.ThreadCount;
        var followers = pods.Select((pod, i) => Copy().RunAsync(pod, Asked(pod), Follow, sinks[i], CancellationToken.None)).ToList();

        Assert.Equal((1000, 1000), (_asks, _output.Opens));
        await PassAsync(looks: 2000);
        // Followers that wait go on in the thread in which the time goes on: what they need is counted apart from other tests.
        var (looks, allocated) = (_output.Looks, GC.GetAllocatedBytesForCurrentThread());
        // A follower that is still in another thread takes part in a later look, when the pool had time for it.
        for (var waited = Stopwatch.StartNew(); _output.Looks - looks <= 900 && waited.Elapsed < Soon; Thread.Sleep(1))
            _clock.Advance(Interval);
        (looks, allocated) = (_output.Looks - looks, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Assert.Equal((1000, 1000), (_asks, _output.Opens));
        Assert.True(looks > 900 && allocated / looks < 1000, $"{allocated} bytes in {looks} looks");
        Assert.True(ThreadPool.ThreadCount - threads < 500, $"{ThreadPool.ThreadCount - threads} threads more");

        _output.Add(pods[7].Tag, SampleStream.Frame("log", "a", "more\n"));
        await PassUntilAsync(() => sinks[7].Length > 6);
        Assert.Equal((1000, 1001, "begun\nmore\n"), (_asks, _output.Opens, Encoding.UTF8.GetString(sinks[7].ToArray())));

        foreach (var pod in pods)
            _output.Add(pod.Tag, SampleStream.Frame("exit", "a", "0"));
        await PassUntilAsync(() => followers.All(follower => follower.IsCompletedSuccessfully));
        Assert.Equal(1000, _asks);
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
        _output.Add(pod.Tag, SampleStream.Frame("log", "a", "last words\n"));
        ended = true;
        _board.Publish(pod, Status(pod) with { JobId = "ended" });
        await PassUntilAsync(() => follower.IsCompletedSuccessfully);
        Assert.Equal("begun\nlast words\n", Encoding.UTF8.GetString(sink.ToArray()));
    }

    [Fact]
    public async Task A_pod_that_is_deleted_ends_its_followers_and_one_that_lives_elsewhere_is_asked_each_time()
    {
        var (pod, container) = (PodUid.Parse("pod"), (string?)"a");
        Begin(pod);
        _board.Forget(pod);
        var follower = Copy().RunAsync(pod, Ask, Follow, Stream.Null, CancellationToken.None);
        await PassAsync(looks: 3);
        Assert.InRange(_asks, 3, _output.Looks + 1);
        container = null;
        await PassUntilAsync(() => follower.IsCompletedSuccessfully);

        Task<LogLocation> Ask()
        {
            _asks++;
            return Task.FromResult(new LogLocation(pod.Tag, container, Ended: false));
        }
    }

    [Fact]
    public async Task Followers_whose_disk_hangs_when_they_look_at_it_keep_a_few_threads_and_not_one_each()
    {
        const int Followers = 30;
        using var disk = new HungDisk();
        var copy = new LogTransfer(disk, _board.Find, _fetches, Interval, _clock);
        var pod = PodUid.Parse("pod");
        using var left = new CancellationTokenSource();
        var (handled, copies) = (0, new System.Collections.Concurrent.ConcurrentBag<Task>());
        var threads = Enumerable
            .Range(0, Followers)
            .Select(_ => new Thread(() =>
            {
                copies.Add(copy.RunAsync(pod, Asked(pod), Follow, Stream.Null, left.Token));
                Interlocked.Increment(ref handled);
            }))
            .ToList();
        foreach (var thread in threads)
            thread.Start();
        // Each thread hangs in the look, or comes back because its follower waits without a thread.
        Assert.True(SpinWait.SpinUntil(() => disk.Inside + Volatile.Read(ref handled) == Followers, Soon));
        Assert.InRange(disk.Inside, 0, 8);
        await left.CancelAsync();
        disk.Answer();
        foreach (var thread in threads)
            thread.Join();
        await Task.WhenAll(copies).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Soon);
    }

    [Fact]
    public async Task Folders_that_hang_do_not_stop_the_reading_of_others()
    {
        using var disk = new HungDisk();
        using var turns = new DiskReadSlots(atOnce: 2, hungAtMost: 3);
        LogTransfer Of(CondorIo.IJobOutput output) => new(output, _board.Find, _fetches, Interval, _clock, turns);
        var copies = new List<Task>();
        foreach (var folder in (string[])["hung-1", "hung-2"])
            Hang(folder);
        Assert.True(SpinWait.SpinUntil(() => disk.Inside == 2, Soon));

        // Both turns are theirs. When they have given no sign for a while, another reader is next.
        var pod = PodUid.Parse("pod");
        Begin(pod);
        using var sink = new MemoryStream();
        var reader = Of(_output).RunAsync(pod, () => Task.FromResult(new LogLocation(pod.Tag, "a", Ended: true)), Follow, sink, default);
        Assert.False(reader.IsCompleted);
        await PassUntilAsync(() => reader.IsCompletedSuccessfully);
        Assert.Equal("begun\n", Encoding.UTF8.GetString(sink.ToArray()));

        // A second reader of such a folder keeps no thread, and no more than the bound hang.
        Hang("hung-1");
        foreach (var folder in (string[])["hung-3", "hung-4", "hung-5", "hung-6"])
            Hang(folder);
        await PassUntilAsync(() => disk.Inside == 5 && turns.Hung == 3);
        for (var looks = 0; looks < 100; looks++)
            _clock.Advance(Interval);
        Assert.Equal((5, 3), (disk.Inside, turns.Hung));

        disk.Answer();
        await PassUntilAsync(() => copies.TrueForAll(copy => copy.IsCompleted));
        // By this clock more than two minutes may have passed: then whoever had no turn until now is told so.
        Assert.All(copies, copy => Assert.True(copy.IsCompletedSuccessfully || copy.Exception?.InnerException is TimeoutException));
        Assert.Equal((0, 2), (turns.Hung, turns.Free));

        void Hang(string folder)
        {
            var uid = PodUid.Parse(folder);
            copies.Add(
                Task.Factory.StartNew(
                        () =>
                            Of(disk)
                                .RunAsync(
                                    uid,
                                    () => Task.FromResult(new LogLocation(uid.Tag, "a", Ended: true)),
                                    Follow,
                                    Stream.Null,
                                    default
                                ),
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                    .Unwrap()
            );
        }
    }

    /// <summary>Whoever looks waits until the disk answers.</summary>
    private sealed class HungDisk : CondorIo.IJobOutput, IDisposable
    {
        private readonly ManualResetEventSlim _answers = new();
        private int _inside;

        public int Inside => Volatile.Read(ref _inside);

        public void Answer() => _answers.Set();

        public CondorIo.OutputMark? MarkOf(CondorIo.JobTag tag)
        {
            Interlocked.Increment(ref _inside);
            _answers.Wait();
            Interlocked.Decrement(ref _inside);
            return null;
        }

        public Stream? OpenRead(CondorIo.JobTag tag, int before) => null;

        public void Dispose() => _answers.Dispose();
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
        var looks = _output.Looks;
        _clock.Advance(10 * Interval);
        Assert.Equal(looks, _output.Looks);
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
        _fetches.Show([(pod.Tag, new(7, 0))]);
        _fetches.Fetched(pod.Tag, _clock.GetUtcNow() - TimeSpan.FromSeconds(1), 10);
        using var sink = new MemoryStream();
        var reader = Copy().RunAsync(pod, Asked(pod), Follow with { Follow = false }, sink, CancellationToken.None);
        Assert.False(reader.IsCompleted);
        Assert.Equal(_clock.GetUtcNow(), _fetches.Running.Single().Value.WantedAt);
        if (answers)
        {
            _output.Add(pod.Tag, SampleStream.Frame("log", "a", "just now\n"));
            _fetches.Fetched(pod.Tag, _clock.GetUtcNow(), 20);
        }
        await PassUntilAsync(() => reader.IsCompletedSuccessfully);
        Assert.Equal(answers ? "begun\njust now\n" : "begun\n", Encoding.UTF8.GetString(sink.ToArray()));
    }

    private LogTransfer Copy() => new(_output, _board.Find, _fetches, Interval, _clock);

    private Func<Task<LogLocation>> Asked(PodUid pod) =>
        () =>
        {
            Interlocked.Increment(ref _asks);
            return Task.FromResult(new LogLocation(pod.Tag, "a", Ended: false));
        };

    private void Begin(PodUid pod)
    {
        _output.Add(
            pod.Tag,
            SampleStream.Frame("run", "-", pod.Value),
            SampleStream.Frame("start", "a"),
            SampleStream.Frame("log", "a", "begun\n")
        );
        _board.Publish(pod, Status(pod));
    }

    /// <summary>Time goes on until the followers have looked so often, at least.</summary>
    private Task PassAsync(int looks)
    {
        var target = _output.Looks + looks;
        return PassUntilAsync(() => _output.Looks >= target);
    }

    // A follower that has looked may not have begun to wait yet when the time goes on: so it goes on again.
    private async Task PassUntilAsync(Func<bool> condition)
    {
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); !condition(); await Task.Yield())
        {
            _clock.Advance(Interval);
            Assert.True(waited.Elapsed < Soon, "it does not come to this");
        }
    }

    private static PodStatus Status(PodUid pod) => new(pod, "p", "default", "1.0", [], []);

    private sealed class OneByte : IPodStatusFormat
    {
        public ReadOnlyMemory<byte> Render(PodStatus status) => new[] { (byte)status.JobId.Length };
    }
}
