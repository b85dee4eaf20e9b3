using HtcondorActors.Actors.Runner;
namespace HtcondorActors.Actors.Tests.Runner;

public sealed class RunFoldSpecs
{
    [Fact]
    public void A_run_is_told_from_its_begin_to_its_end()
    {
        var view = Streams.View(
            Streams.Frame("run", "-", "r1"), Streams.Frame("start", "a", seconds: 1), Streams.Frame("log", "a", "hello"),
            Streams.Frame("exit", "a", "3", seconds: 2), Streams.Frame("start", "b", seconds: 1), Streams.Frame("exit", "b", "143 Stopped", seconds: 4),
            Streams.Frame("end", "-", "143 Stopped", seconds: 5), Streams.Frame("pad", "-", new byte[100]));

        Assert.Equal(("r1", Streams.Epoch), (view.RunId, view.BeganAt));
        Assert.Equal(new(Streams.Epoch.AddSeconds(1), new(3, Streams.Epoch.AddSeconds(2), Stopped: false), Note: null), view.Containers["a"]);
        Assert.Equal(new(143, Streams.Epoch.AddSeconds(4), Stopped: true), view.Containers["b"].Exit);
        Assert.Equal(new(143, Streams.Epoch.AddSeconds(5), Stopped: true), view.End);
    }

    [Fact]
    public void A_container_that_could_not_be_started_has_the_reason_and_no_start()
    {
        var view = Streams.View(Streams.Frame("note", "a", "fetching é"), Streams.Frame("note", "a", "no such image"), Streams.Frame("exit", "a", "128", seconds: 2));

        Assert.Equal(new(StartedAt: null, new(128, Streams.Epoch.AddSeconds(2), Stopped: false), "no such image"), view.Containers["a"]);
    }

    [Fact]
    public void What_was_waited_for_is_forgotten_when_the_container_starts() =>
        Assert.Null(Streams.View(Streams.Frame("note", "a", "fetching"), Streams.Frame("start", "a")).Containers["a"].Note);

    [Fact]
    public void A_note_about_the_pod_is_about_no_container()
    {
        var view = Streams.View(Streams.Frame("note", "-", "there is no plan"), Streams.Frame("end", "-", "125"));

        Assert.Equal(("there is no plan", 125), (view.Note, view.End!.Code));
        Assert.Empty(view.Containers);
    }

    [Fact]
    public void Another_run_forgets_all_that_was_told_before()
    {
        var view = Streams.View(Streams.Frame("run", "-", "r1"), Streams.Frame("start", "a"), Streams.Frame("end", "-", "0"), Streams.Frame("run", "-", "r2"));

        Assert.Equal("r2", view.RunId);
        Assert.Empty(view.Containers);
        Assert.Null(view.End);
    }

    [Theory]
    [InlineData("137 OOMKilled", false, false, true)]
    [InlineData("143 DeadlineExceeded", false, true, false)]
    [InlineData("143 Stopped DeadlineExceeded", true, true, false)]
    [InlineData("1 Unheard OOMKilled Of", false, false, true)]
    [InlineData("1 stopped", false, false, false)]
    public void Words_after_a_code_are_known_in_any_number_and_order_and_others_are_skipped(string text, bool stopped, bool deadline, bool memory)
    {
        var view = Streams.View(Streams.Frame("start", "a"), Streams.Frame("exit", "a", text), Streams.Frame("end", "-", text));

        var exit = view.Containers["a"].Exit!;
        Assert.Equal((stopped, deadline, memory), (exit.Stopped, exit.PodEnd == PodEnds.Deadline, exit.OutOfMemory));
        Assert.Equal((stopped, deadline), (view.End!.Stopped, view.End.PodEnd == PodEnds.Deadline));
        Assert.Equal(deadline || !stopped, exit.IsFinal && view.End.IsFinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    public void A_code_that_is_none_ends_nothing(string text)
    {
        var view = Streams.View(Streams.Frame("start", "a"), Streams.Frame("exit", "a", text), Streams.Frame("end", "-", text));

        Assert.Null(view.Containers["a"].Exit);
        Assert.Null(view.End);
    }
}
