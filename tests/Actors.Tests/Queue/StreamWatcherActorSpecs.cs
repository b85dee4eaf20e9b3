using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Queue;
using HtcondorActors.Actors.Tests.Journal;
using HtcondorActors.Actors.Tests.Logs;
using HtcondorActors.Actors.Tests.Pods;
using static HtcondorActors.Actors.Tests.Runner.Streams;

namespace HtcondorActors.Actors.Tests.Queue;

public sealed class StreamWatcherActorSpecs : TestKit
{
    private readonly GrowingOutput _output = new();

    private void Watch()
    {
        var folders = new NoFolders(TestActor);
        var options = Sample.Options with { StreamInterval = TimeSpan.FromMilliseconds(20) };
        Sys.ActorOf(Props.Create(() => new StreamWatcherActor(_output, folders, options))).Tell(new WatchStream(Sample.Uid.Tag, new(7, 0)), TestActor);
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
}
