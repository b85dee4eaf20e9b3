using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Streams;

public sealed class RunFoldSpecs
{
    [Fact]
    public void A_run_is_told_from_its_begin_to_its_end()
    {
        var view = SampleStream.View(
            SampleStream.Frame("run", "-", "r1"),
            SampleStream.Frame("start", "a", seconds: 1),
            SampleStream.Frame("log", "a", "hello"),
            SampleStream.Frame("exit", "a", "3", seconds: 2),
            SampleStream.Frame("start", "b", seconds: 1),
            SampleStream.Frame("exit", "b", "143 Stopped", seconds: 4),
            SampleStream.Frame("end", "-", "143 Stopped", seconds: 5),
            SampleStream.Frame("pad", "-", new byte[100])
        );

        Assert.Equal(("r1", SampleStream.Epoch), (view.RunId, view.BeganAt));
        Assert.Equal(
            new(SampleStream.Epoch.AddSeconds(1), new(3, SampleStream.Epoch.AddSeconds(2), Stopped: false), Note: null),
            view.Containers["a"]
        );
        Assert.Equal(new(143, SampleStream.Epoch.AddSeconds(4), Stopped: true), view.Containers["b"].Exit);
        Assert.Equal(new(143, SampleStream.Epoch.AddSeconds(5), Stopped: true), view.End);
    }

    [Fact]
    public void A_container_that_could_not_be_started_has_the_reason_and_no_start()
    {
        var view = SampleStream.View(
            SampleStream.Frame("note", "a", "fetching é"),
            SampleStream.Frame("note", "a", "no such image"),
            SampleStream.Frame("exit", "a", "128", seconds: 2)
        );

        Assert.Equal(
            new(StartedAt: null, new(128, SampleStream.Epoch.AddSeconds(2), Stopped: false), "no such image"),
            view.Containers["a"]
        );
    }

    [Fact]
    public void What_was_waited_for_is_forgotten_when_the_container_starts() =>
        Assert.Null(SampleStream.View(SampleStream.Frame("note", "a", "fetching"), SampleStream.Frame("start", "a")).Containers["a"].Note);

    [Fact]
    public void A_note_about_the_pod_is_about_no_container()
    {
        var view = SampleStream.View(SampleStream.Frame("note", "-", "there is no plan"), SampleStream.Frame("end", "-", "125"));

        Assert.Equal(("there is no plan", 125), (view.Note, view.End!.Code));
        Assert.Empty(view.Containers);
    }

    [Fact]
    public void Another_run_forgets_all_that_was_told_before()
    {
        var view = SampleStream.View(
            SampleStream.Frame("run", "-", "r1"),
            SampleStream.Frame("start", "a"),
            SampleStream.Frame("end", "-", "0"),
            SampleStream.Frame("run", "-", "r2")
        );

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
    public void Words_after_a_code_are_known_in_any_number_and_order_and_others_are_skipped(
        string text,
        bool stopped,
        bool deadline,
        bool memory
    )
    {
        var view = SampleStream.View(
            SampleStream.Frame("start", "a"),
            SampleStream.Frame("exit", "a", text),
            SampleStream.Frame("end", "-", text)
        );

        var exit = view.Containers["a"].Exit!;
        Assert.Equal((stopped, deadline, memory), (exit.Stopped, exit.PodEnd == PodEndReasons.Deadline, exit.OutOfMemory));
        Assert.Equal((stopped, deadline), (view.End!.Stopped, view.End.PodEnd == PodEndReasons.Deadline));
        Assert.Equal(deadline || !stopped, exit.IsFinal && view.End.IsFinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    public void A_code_that_is_none_ends_nothing(string text)
    {
        var view = SampleStream.View(
            SampleStream.Frame("start", "a"),
            SampleStream.Frame("exit", "a", text),
            SampleStream.Frame("end", "-", text)
        );

        Assert.Null(view.Containers["a"].Exit);
        Assert.Null(view.End);
    }
}
