using System.Collections.Concurrent;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.Actors.Tests.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Streams.SampleStream;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>What one job writes into its output keeps no other pod from being heard.</summary>
public sealed class HostileStreamSpecs : TestKit, IJobOutput
{
    private static readonly JobTag Bad = Sample.Uid.Tag;
    private static readonly JobTag Other = JobTag.Parse("other");

    /// <summary>On a machine that does much else.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<JobTag, Func<Stream>> _streams = [];
    private volatile int _opened;
    private volatile int _openNow;
    private volatile int _openAtMost;

    OutputMark? IJobOutput.MarkOf(JobTag tag) =>
        _streams.TryGetValue(tag, out var open) ? new OutputMark("job.stdout", open().Length, default) : null;

    Stream? IJobOutput.OpenRead(JobTag tag, int before)
    {
        if (tag == Bad)
            Interlocked.Increment(ref _opened);
        return before == 0 && _streams.TryGetValue(tag, out var open) ? open() : null;
    }

    private IActorRef Watch()
    {
        var options = Sample.Options with { StreamInterval = TimeSpan.FromMilliseconds(20) };
        var watcher = Sys.ActorOf(
            Props.Create(() => new StreamWatcherActor(this, new CleanupCountingFolders(), options, TimeProvider.System))
        );
        watcher.Tell(new WatchStream(Bad, new(7, 0)), TestActor);
        return watcher;
    }

    [Fact]
    public void A_stream_of_millions_of_frames_is_told_when_it_is_read_and_others_are_read_meanwhile()
    {
        var otherPod = CreateTestProbe();
        _streams[Bad] = () => new HugeStream(Frame("run", "-", "r1"), Of(Frame("ready", "a"), Frame("unready", "a", "no")), 24L << 20);
        _streams[Other] = () => new MemoryStream(Frame("run", "-", "r2"));
        var watcher = Watch();
        AwaitCondition(() => _opened > 2, Long); // it is being read, in goes
        watcher.Tell(new WatchStream(Other, new(8, 0)), otherPod);

        Assert.Equal("r2", otherPod.ExpectMsg<RunSeen>(Long).Run.RunId);
        Assert.Equal("r1", ExpectMsg<RunSeen>(Long).Run.RunId);
    }

    [Fact]
    public void That_a_stream_is_no_stream_is_said_once()
    {
        // It grows, so that it is looked at again and again.
        _streams[Bad] = () => new HugeStream(Frame("run", "-", "r1"), new byte[4096], (5L << 30) + _opened);

        EventFilter
            .Warning(contains: "no frames")
            .Expect(
                1,
                Long,
                () =>
                {
                    Watch();
                    Assert.Equal("r1", ExpectMsg<RunSeen>(Long).Run.RunId);
                    AwaitCondition(() => _opened > 20, Long);
                }
            );
    }

    [Fact]
    public void A_few_streams_are_read_to_their_end_at_once()
    {
        var release = new TaskCompletionSource();
        var tags = Enumerable.Range(0, 20).Select(i => JobTag.Parse($"pod-{i}")).ToArray();
        foreach (var tag in tags)
            _streams[tag] = () => new HeldStream(this, release.Task);
        var watcher = Watch();

        foreach (var tag in tags)
            watcher.Tell(new ReadToEnd(tag, new(7, 0), Step: 1), TestActor);
        AwaitCondition(() => _openNow > 0, Long);
        release.SetResult();

        for (var i = 0; i < tags.Length; i++)
            FishForMessage(message => message is StepAnswered, Long);
        Assert.InRange(_openAtMost, 1, 4);
    }

    /// <summary>Its first read waits.</summary>
    private sealed class HeldStream : MemoryStream
    {
        private readonly HostileStreamSpecs _specs;
        private readonly Task _until;

        public HeldStream(HostileStreamSpecs specs, Task until)
            : base(Frame("run", "-", "r"))
        {
            (_specs, _until) = (specs, until);
            lock (_specs._streams)
                _specs._openAtMost = Math.Max(_specs._openAtMost, ++_specs._openNow);
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _until;
            return await base.ReadAsync(buffer, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            lock (_specs._streams)
                _specs._openNow--;
            base.Dispose(disposing);
        }
    }
}
