using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.Actors.Tests.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Streams.SampleStream;

namespace HtcondorActors.Actors.Tests.Scheduling;

public sealed class StreamWatcherActorSpecs : TestKit
{
    private readonly GrowingOutput _output = new();
    private readonly CleanupCountingFolders _folders = new();

    private IActorRef Watch()
    {
        var options = Sample.Options with { StreamInterval = TimeSpan.FromMilliseconds(20) };
        var watcher = Sys.ActorOf(Props.Create(() => new StreamWatcherActor(_output, _folders, options, TimeProvider.System)));
        watcher.Tell(new WatchStream(Sample.Uid.Tag, new(7, 0)), TestActor);
        return watcher;
    }

    [Fact]
    public void One_stream_that_cannot_be_read_keeps_no_other_pod_from_being_heard_and_is_told_when_it_can()
    {
        var (bad, other, otherPod) = (Sample.Uid.Tag, JobTag.Parse("other"), CreateTestProbe());
        _output.Add(bad, Frame("run", "-", "r1"));
        _output.Add(other, Frame("run", "-", "r2"));
        _output.Break(bad);
        Watch().Tell(new WatchStream(other, new(8, 0)), otherPod);
        Assert.Equal("r2", otherPod.ExpectMsg<RunSeen>().Run.RunId);
        _output.Add(other, Frame("start", "one"));
        Assert.Contains("one", otherPod.ExpectMsg<RunSeen>().Run.Containers.Keys);
        ExpectNoMsg(TimeSpan.Zero);

        _output.Mend(bad);
        Assert.Equal("r1", ExpectMsg<RunSeen>().Run.RunId);
    }

    [Fact]
    public void A_run_that_has_written_just_as_much_as_the_one_before_is_told()
    {
        _output.Add(Sample.Uid.Tag, Frame("run", "-", "r1"));
        Watch();
        Assert.Equal("r1", ExpectMsg<RunSeen>().Run.RunId);
        _output.Again(Sample.Uid.Tag, Frame("run", "-", "r2"));
        Assert.Equal("r2", ExpectMsg<RunSeen>().Run.RunId);
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
    public void Another_run_is_told_with_those_before_it_and_the_first_that_ended_is_the_last_that_counts()
    {
        var tag = Sample.Uid.Tag;
        _output.Add(tag, Frame("run", "-", "r1"));
        _output.Again(tag, Frame("run", "-", "r2"));
        Watch();
        var first = ExpectMsg<RunSeen>();
        Assert.Equal(("r2", "r1"), (first.Run.RunId, Assert.Single(first.Before).RunId));
        AwaitCondition(() => _folders.Times == 1);

        _output.Add(tag, Frame("end", "-", "143 Stopped"));
        Assert.Empty(ExpectMsg<RunSeen>().Before);
        _output.Again(tag, Frame("run", "-", "r3"), Frame("end", "-", "0"));
        var third = ExpectMsg<RunSeen>();
        Assert.Equal(("r3", "r1 r2"), (third.Run.RunId, string.Join(' ', third.Before.Select(run => run.RunId))));

        _output.Again(tag, Frame("run", "-", "r4"));
        var fourth = ExpectMsg<RunSeen>();
        Assert.Equal(("r3", 0), (fourth.Run.RunId, fourth.Run.End?.Code));
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
