using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Streams;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>Followers of logs, on outputs that grow and a clock that goes on as the test says.</summary>
public abstract class LogTransferTestBed
{
    private protected static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);
    private protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private protected static readonly LogQuery Follow = new() { Container = "a", Follow = true };

    private int _asks;

    private protected LogTransferTestBed() => Fetches = new FetchBoard(Clock);

    private protected FakeTimeProvider Clock { get; } = new();
    private protected GrowingOutput Output { get; } = new();
    private protected StatusBoard Board { get; } = new(new OneByte());
    private protected FetchBoard Fetches { get; }

    /// <summary>How often a follower asked where the log of its pod is.</summary>
    private protected int Asks => Volatile.Read(ref _asks);

    private protected LogTransfer Copy() => new(Output, Board.Find, Fetches, Interval, Clock);

    private protected Func<Task<LogLocation>> Asked(PodUid pod, Func<string?>? container = null) =>
        () =>
        {
            Interlocked.Increment(ref _asks);
            return Task.FromResult(new LogLocation(pod.Tag, container is null ? "a" : container(), Ended: false));
        };

    private protected void Begin(PodUid pod)
    {
        Output.Add(
            pod.Tag,
            SampleStream.Frame("run", "-", pod.Value),
            SampleStream.Frame("start", "a"),
            SampleStream.Frame("log", "a", "begun\n")
        );
        Board.Publish(pod, Status(pod));
    }

    /// <summary>Time goes on until the followers have looked so often, at least.</summary>
    private protected Task PassAsync(int looks)
    {
        var target = Output.Looks + looks;
        return PassUntilAsync(() => Output.Looks >= target);
    }

    // A follower that has looked may not have begun to wait yet when the time goes on: so it goes on again.
    private protected async Task PassUntilAsync(Func<bool> condition)
    {
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); !condition(); await Task.Yield())
        {
            Clock.Advance(Interval);
            Assert.True(waited.Elapsed < Soon, "it does not come to this");
        }
    }

    private protected static PodStatus Status(PodUid pod) => new(pod, "p", "default", "1.0", [], []);

    private sealed class OneByte : IPodStatusFormat
    {
        public ReadOnlyMemory<byte> Render(PodStatus status) => new[] { (byte)status.JobId.Length };
    }
}
