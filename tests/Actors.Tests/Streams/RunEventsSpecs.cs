using System.Text;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>An old run is kept without what its containers wrote, and shows all that it has shown.</summary>
public sealed class RunEventsSpecs
{
    private static string Frame(string kind, string container, string text) =>
        $"@1795524855123 {kind} {container} {Encoding.UTF8.GetByteCount(text)}\n{text}\n";

    [Fact]
    public async Task What_is_left_shows_the_same_run_and_stays_as_it_is()
    {
        var stream =
            Frame("run", "-", "1795524855123.77.0d0c4d8a-0000-4000-8000-000000000001")
            + Frame("start", "init", "")
            + Frame("log", "init", new string('x', 100_000))
            + Frame("exit", "init", "0")
            + Frame("warning", "-", "w\u00e4rning of a node")
            + Frame("start", "main", "")
            + Frame("log", "main", "@1795524855123 exit main 1\n7\n") // a container that writes frames
            + Frame("exit", "main", "137 OOMKilled")
            + Frame("restart", "main", "1 10000")
            + Frame("node", "-", "node1 it can run no container")
            + Frame("unheard-of", "main", "later versions have it")
            + Frame("pad", "-", new string('\0', 131072));
        var left = await RunEvents.OfAsync(new MemoryStream(Encoding.UTF8.GetBytes(stream)));
        Assert.Equal(Text(await ViewOfAsync(Encoding.UTF8.GetBytes(stream))), Text(await ViewOfAsync(left!)));
        Assert.InRange(left!.Length, 1, 1000);
        Assert.Equal(left, await RunEvents.OfAsync(new MemoryStream(left)));
    }

    [Fact]
    public async Task A_run_that_broke_off_in_a_frame_or_is_no_stream_leaves_what_can_be_read()
    {
        var whole = Frame("run", "-", "1.2.3") + Frame("start", "main", "");
        Assert.Equal(whole, await LeftAsync(whole + "@1795524855123 exit main 10\n0"));
        Assert.Equal("", await LeftAsync("no stream at all\n"));
        Assert.Equal("", await LeftAsync(""));
    }

    [Fact]
    public async Task A_run_with_very_many_events_is_not_kept() =>
        Assert.Null(await LeftAsync(string.Concat(Enumerable.Repeat(Frame("ready", "main", ""), 20_000))));

    private static async Task<string?> LeftAsync(string stream) =>
        await RunEvents.OfAsync(new MemoryStream(Encoding.UTF8.GetBytes(stream))) is { } left ? Encoding.UTF8.GetString(left) : null;

    private static async Task<RunView> ViewOfAsync(byte[] stream) =>
        await new RunFollower().ReadAsync(new MemoryStream(stream), CancellationToken.None);

    /// <summary>Records with lists in them are equal only if the lists are the same objects.</summary>
    private static string Text(RunView view) =>
        $"{view with { Containers = RunView.Empty.Containers, ExitOrder = [] }} {string.Join(',', view.ExitOrder)} "
        + string.Join(';', view.Containers.OrderBy(container => container.Key, StringComparer.Ordinal));
}
