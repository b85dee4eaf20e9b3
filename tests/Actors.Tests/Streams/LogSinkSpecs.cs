using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>Readers that do not read.</summary>
public sealed class LogSinkSpecs
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly PodUid Pod = PodUid.Parse("pod");

    private readonly FakeTimeProvider _clock = new();
    private readonly GrowingOutput _output = new();
    private readonly StatusBoard _board = new(new NoBytes());
    private LogLocation _place = new(Pod.Tag, "a", Ended: false);

    public LogSinkSpecs() =>
        _output.Add(
            Pod.Tag,
            SampleStream.Frame("run", "-", "r"),
            SampleStream.Frame("start", "a"),
            SampleStream.Frame("log", "a", "begun\n")
        );

    private Task Follow(Stream sink) =>
        new LogTransfer(_output, _board.Find, new FetchBoard(_clock), TimeSpan.FromSeconds(0.5), _clock).RunAsync(
            Pod,
            () => Task.FromResult(_place),
            new LogQuery { Container = "a", Follow = true },
            sink,
            CancellationToken.None
        );

    private async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(5))
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            for (var i = 0; i < 20; i++)
                await Task.Yield();
            await Task.Delay(1);
        }
    }

    [Fact]
    public async Task One_that_does_not_read_stays_as_long_as_the_pod_lives_and_goes_on_when_it_reads()
    {
        var sink = new BlockedSink();
        var follower = Follow(sink);
        await sink.Waits.WaitAsync(Long);

        await PassAsync(TimeSpan.FromHours(1));
        Assert.False(follower.IsCompleted);

        sink.Read();
        _output.Add(Pod.Tag, SampleStream.Frame("exit", "a", "0"));
        while (!follower.IsCompleted)
            await PassAsync(TimeSpan.FromSeconds(5));
        await follower;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_reads_nothing_for_a_minute_after_the_pod_was_deleted_is_given_up(bool isRetained)
    {
        var sink = new BlockedSink();
        var follower = Follow(sink);
        await sink.Waits.WaitAsync(Long);
        await PassAsync(TimeSpan.FromMinutes(10));

        _place = isRetained ? _place with { Ended = true, IsDeleted = true } : new LogLocation(Pod.Tag, null, Ended: true);
        await PassAsync(SlowReaderLimit.AfterDelete - TimeSpan.FromSeconds(10));
        Assert.False(follower.IsCompleted);
        await PassAsync(TimeSpan.FromSeconds(30));

        await Assert.ThrowsAsync<TimeoutException>(() => follower.WaitAsync(Long));
        Assert.True(sink.WasToldToStop);
    }

    [Fact]
    public async Task A_hundred_that_do_not_read_keep_nobody_else_from_reading()
    {
        var stuck = Enumerable.Range(0, 100).Select(_ => new BlockedSink()).ToArray();
        foreach (var sink in stuck)
            _ = Follow(sink);
        foreach (var sink in stuck)
            await sink.Waits.WaitAsync(Long);

        using var reader = new MemoryStream();
        _place = _place with { Ended = true };
        await Follow(reader).WaitAsync(Long);

        Assert.Equal("begun\n"u8.ToArray(), reader.ToArray());
    }

    [Fact]
    public async Task A_few_read_at_once_and_one_that_takes_long_lets_others_go_first()
    {
        var (output, now, atMost) = (new HeldOutput(), 0, 0);
        output.Reads = async () =>
        {
            lock (output)
                atMost = Math.Max(atMost, ++now);
            await Task.Delay(5);
            lock (output)
                now--;
        };
        var copy = new LogTransfer(output, _board.Find, new FetchBoard(_clock), TimeSpan.FromSeconds(0.5), _clock);
        var place = _place with { Ended = true };

        var readers = Enumerable
            .Range(0, 50)
            .Select(_ =>
                copy.RunAsync(Pod, () => Task.FromResult(place), new LogQuery { Container = "a" }, Stream.Null, CancellationToken.None)
            );
        await Task.WhenAll(readers).WaitAsync(Long);

        Assert.InRange(atMost, 1, 8);
    }

    private sealed class NoBytes : IPodStatusFormat
    {
        public ReadOnlyMemory<byte> Render(PodStatus status) => ReadOnlyMemory<byte>.Empty;
    }

    /// <summary>A connection whose other end does not read until it is told to.</summary>
    private sealed class BlockedSink : MemoryStream
    {
        private readonly TaskCompletionSource _waits = new();
        private readonly TaskCompletionSource _reads = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waits => _waits.Task;
        public bool WasToldToStop { get; private set; }

        public void Read() => _reads.SetResult();

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            _waits.TrySetResult();
            try
            {
                await _reads.Task.WaitAsync(cancellationToken);
            }
            finally
            {
                WasToldToStop = cancellationToken.IsCancellationRequested;
            }
        }
    }

    private sealed class HeldOutput : IJobOutput
    {
        public Func<Task> Reads { get; set; } = () => Task.CompletedTask;

        public OutputMark? MarkOf(JobTag tag) => new OutputMark("job.stdout", 1, default);

        public Stream? OpenRead(JobTag tag, int before) => before == 0 ? new Held(this) : null;

        private sealed class Held(HeldOutput output)
            : MemoryStream(
                SampleStream.Of(
                    SampleStream.Frame("run", "-", "r"),
                    SampleStream.Frame("start", "a"),
                    SampleStream.Frame("log", "a", "begun\n")
                )
            )
        {
            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                await output.Reads();
                return await base.ReadAsync(buffer, cancellationToken);
            }
        }
    }
}
