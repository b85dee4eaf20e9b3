using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>A disk that does not answer stops the reading of its own logs and no others.</summary>
public sealed class HungLogDiskSpecs : LogTransferTestBed
{
    [Fact]
    public async Task Followers_whose_disk_hangs_when_they_look_at_it_keep_a_few_threads_and_not_one_each()
    {
        const int Followers = 30;
        using var disk = new HungDisk();
        var copy = new LogTransfer(disk, Board.Find, Fetches, Interval, Clock);
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
    public async Task Whoever_waited_for_a_turn_does_not_go_on_to_the_disk_on_the_thread_of_the_clock()
    {
        using var turns = new DiskReadSlots(atOnce: 1, hungAtMost: 3);
        var first = await turns.TakeAsync("hung", Clock, Timeout.InfiniteTimeSpan, default);
        var second = ThreadOfTurnAsync();
        // It gets no turn, because the first one hangs in the same folder.
        await PassUntilAsync(() => turns is { Hung: 1, Free: 1 });
        turns.Leave(first!);

        var time = new Thread(() =>
        {
            for (; !second.IsCompleted; Thread.Yield())
                Clock.Advance(Interval);
        });
        time.Start();
        Assert.NotEqual(time.ManagedThreadId, await second.WaitAsync(Soon));
        Assert.True(time.Join(Soon));

        async Task<int> ThreadOfTurnAsync()
        {
            await turns.TakeAsync("hung", Clock, Timeout.InfiniteTimeSpan, default).ConfigureAwait(false);
            return Environment.CurrentManagedThreadId;
        }
    }

    [Fact]
    public async Task Folders_that_hang_do_not_stop_the_reading_of_others()
    {
        using var disk = new HungDisk();
        using var turns = new DiskReadSlots(atOnce: 2, hungAtMost: 3);
        LogTransfer Of(CondorIo.IJobOutput output) => new(output, Board.Find, Fetches, Interval, Clock, turns);
        var copies = new List<Task>();
        foreach (var folder in (string[])["hung-1", "hung-2"])
            Hang(folder);
        Assert.True(SpinWait.SpinUntil(() => disk.Inside == 2, Soon));

        // Both turns are theirs. When they have given no sign for a while, another reader is next.
        var pod = PodUid.Parse("pod");
        Begin(pod);
        using var sink = new MemoryStream();
        var reader = Of(Output).RunAsync(pod, () => Task.FromResult(new LogLocation(pod.Tag, "a", Ended: true)), Follow, sink, default);
        Assert.False(reader.IsCompleted);
        await PassUntilAsync(() => reader.IsCompletedSuccessfully);
        Assert.Equal("begun\n", Encoding.UTF8.GetString(sink.ToArray()));

        // A second reader of such a folder keeps no thread, and no more than the bound hang.
        Hang("hung-1");
        foreach (var folder in (string[])["hung-3", "hung-4", "hung-5", "hung-6"])
            Hang(folder);
        await PassUntilAsync(() => disk.Inside == 5 && turns.Hung == 3);
        for (var looks = 0; looks < 100; looks++)
            Clock.Advance(Interval);
        Assert.Equal((5, 3), (disk.Inside, turns.Hung));

        disk.Answer();
        await PassUntilAsync(() => copies.TrueForAll(copy => copy.IsCompleted));
        // By this clock more than two minutes may have passed: then whoever had no turn until now is told so.
        Assert.All(copies, copy => Assert.True(copy.IsCompletedSuccessfully || copy.Exception?.InnerException is TimeoutException));
        Assert.Equal((0, 2), (turns.Hung, turns.Free));

        void Hang(string folder) => this.Hang(disk, turns, folder, copies);
    }

    /// <summary>Begins a reader on a thread of its own.</summary>
    private void Hang(HungDisk disk, DiskReadSlots turns, string folder, List<Task> copies)
    {
        var uid = PodUid.Parse(folder);
        var copy = new LogTransfer(disk, Board.Find, Fetches, Interval, Clock, turns);
        Task<LogLocation> Where() => Task.FromResult(new LogLocation(uid.Tag, "a", Ended: true));
        copies.Add(
            Task.Factory.StartNew(
                    () => copy.RunAsync(uid, Where, Follow, Stream.Null, default),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
                .Unwrap()
        );
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
}
