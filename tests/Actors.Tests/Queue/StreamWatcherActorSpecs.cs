using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Queue;
using HtcondorActors.Actors.Tests.Logs;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Runner.Streams;

namespace HtcondorActors.Actors.Tests.Queue;

public sealed class StreamWatcherActorSpecs : TestKit
{
    private readonly GrowingOutput _output = new();

    private void Watch()
    {
        var options = Sample.Options with { StreamInterval = TimeSpan.FromMilliseconds(20) };
        Sys.ActorOf(Props.Create(() => new StreamWatcherActor(_output, new NoFolders(), options))).Tell(new WatchStream(Sample.Uid.Tag, new(7, 0)), TestActor);
    }

    [Fact]
    public void That_there_is_no_stream_yet_is_told_once()
    {
        Watch();
        Assert.Null(ExpectMsg<RunSeen>().Run.RunId);
        var looks = _output.Looks;
        AwaitCondition(() => _output.Looks >= looks + 3);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void What_has_grown_is_told_and_what_has_not_is_not()
    {
        _output.Add(Sample.Uid.Tag, Frame("run", "-", "r1"));
        Watch();
        Assert.Equal("r1", ExpectMsg<RunSeen>().Run.RunId);
        _output.Add(Sample.Uid.Tag, Frame("start", "one"));
        Assert.Contains("one", ExpectMsg<RunSeen>().Run.Containers.Keys);
        var looks = _output.Looks;
        AwaitCondition(() => _output.Looks >= looks + 3);
        ExpectNoMsg(TimeSpan.Zero);
    }

    private sealed class NoFolders : IJobFolders
    {
        public Task<CondorFailure?> WriteAsync(JobTag tag, IReadOnlyList<JobFile> files, CancellationToken cancel) => Task.FromResult<CondorFailure?>(null);
        public Task<CondorFailure?> RemoveAsync(JobTag tag, CancellationToken cancel) => Task.FromResult<CondorFailure?>(null);
        public Task<CondorFailure?> RemoveInputAsync(JobTag tag, CancellationToken cancel) => Task.FromResult<CondorFailure?>(null);
        public Task<CondorFailure?> RemoveOldOutputAsync(JobTag tag, CancellationToken cancel) => Task.FromResult<CondorFailure?>(null);
        public IReadOnlyList<JobTag> List() => [];
        public string KeepProgram(string name, ReadOnlyMemory<byte> content) => name;
    }
}
