using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>The logs of a job that HTCondor has run several times.</summary>
public sealed class JobRerunLogSpecs
{
    private static readonly JobTag Tag = JobTag.Parse("pod");
    private readonly GrowingOutput _output = new();

    public JobRerunLogSpecs() =>
        _output.Add(
            Tag,
            Run("1"),
            Frame("start"),
            Frame("log", "first\n"),
            Frame("exit", "1"),
            Frame("restart", "1 10"),
            Frame("start"),
            Frame("log", "second\n")
        );

    [Fact]
    public async Task The_previous_log_is_that_of_the_attempt_before_in_whichever_run_it_was()
    {
        Assert.Equal("first\n", await LogAsync(previous: true));
        _output.Again(Tag, Run("2"));
        Assert.Equal(("", "second\n"), (await LogAsync(), await LogAsync(previous: true)));
        _output.Add(Tag, Frame("start"));
        Assert.Equal(("", "second\n"), (await LogAsync(), await LogAsync(previous: true)));
        _output.Add(Tag, Frame("log", "third\n"), Frame("exit", "1"), Frame("restart", "1 10"));
        Assert.Equal(("third\n", "third\n"), (await LogAsync(), await LogAsync(previous: true)));
        _output.Add(Tag, Frame("start"));
        Assert.Equal(("", "third\n"), (await LogAsync(), await LogAsync(previous: true)));
        // A run in which it was not started is none of its own.
        _output.Again(Tag, Run("3"));
        _output.Again(Tag, Run("4"), Frame("start"), Frame("log", "fifth\n"));
        Assert.Equal(("fifth\n", ""), (await LogAsync(), await LogAsync(previous: true)));
    }

    [Fact]
    public async Task The_log_of_a_pod_that_has_ended_is_not_that_of_a_run_that_HTCondor_began_after_its_end()
    {
        _output.Add(Tag, Frame("exit", "0"), SampleStream.Frame("end", "-", "0"));
        _output.Again(
            Tag,
            Run("2"),
            Frame("start"),
            Frame("log", "nobody's\n"),
            Frame("exit", "143 Stopped"),
            SampleStream.Frame("end", "-", "143 Stopped")
        );
        _output.Again(Tag, Run("3"), Frame("start"), Frame("log", "nobody's\n"), Frame("exit", "0"), SampleStream.Frame("end", "-", "0"));

        Assert.Equal(("second\n", "first\n"), (await LogAsync(ended: true), await LogAsync(previous: true, ended: true)));
    }

    [Fact]
    public async Task Who_follows_a_log_gets_all_that_a_run_has_written_before_what_the_next_one_writes()
    {
        var clock = new FakeTimeProvider();
        using var sink = new MemoryStream();
        var isOver = false;
        var follower = Copy(clock)
            .RunAsync(
                PodUid.Parse("pod"),
                () => Task.FromResult(new LogLocation(Tag, "a", isOver)),
                new LogQuery { Container = "a", Follow = true },
                sink,
                CancellationToken.None
            );
        _output.Add(Tag, Frame("log", "just before it was evicted\n"));
        _output.Again(Tag, Run("2"), Frame("start"), Frame("log", "third\n"));
        isOver = true;
        while (!follower.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.Equal("second\njust before it was evicted\nthird\n", Encoding.UTF8.GetString(sink.ToArray()));
    }

    private async Task<string> LogAsync(bool previous = false, bool ended = false)
    {
        using var sink = new MemoryStream();
        await Copy(new FakeTimeProvider())
            .RunAsync(
                PodUid.Parse("pod"),
                () => Task.FromResult(new LogLocation(Tag, "a", ended)),
                new LogQuery { Container = "a", Previous = previous },
                sink,
                CancellationToken.None
            );
        return Encoding.UTF8.GetString(sink.ToArray());
    }

    private LogTransfer Copy(TimeProvider clock)
    {
        var fetches = new FetchBoard(clock);
        return new LogTransfer(_output, new StatusBoard(new Empty()).Find, fetches, TimeSpan.FromSeconds(1), clock);
    }

    private static byte[] Run(string id) => SampleStream.Frame("run", "-", id);

    private static byte[] Frame(string kind, string text = "") => SampleStream.Frame(kind, "a", text);

    private sealed class Empty : IPodStatusFormat
    {
        public ReadOnlyMemory<byte> Render(PodStatus status) => default;
    }
}
