using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Tests.Reading;

public sealed class HealthBoardSpecs
{
    private readonly HealthBoard _board = new();

    [Fact]
    public void A_sidecar_without_trouble_is_ok() => Assert.Equal("ok", _board.Status);

    [Fact]
    public void Every_trouble_is_said_with_its_source_until_it_is_over()
    {
        _board.Report("streams", "was restarted");
        _board.Report("journal", "cannot be written");
        Assert.Equal("degraded: journal: cannot be written; streams: was restarted", _board.Status);
        Assert.True(_board.Clear("journal"));
        Assert.Equal("degraded: streams: was restarted", _board.Status);
        Assert.True(_board.Clear("streams"));
        Assert.False(_board.Clear("streams"));
        Assert.Equal("ok", _board.Status);
    }

    [Fact]
    public void The_same_trouble_is_news_once()
    {
        Assert.True(_board.Report("journal", "cannot be written"));
        Assert.False(_board.Report("journal", "cannot be written"));
        Assert.True(_board.Report("journal", "its file was removed"));
        Assert.Equal("degraded: journal: its file was removed", _board.Status);
    }

    [Fact]
    public async Task It_is_read_while_troubles_come_and_go()
    {
        using var stop = new CancellationTokenSource();
        var reports = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                for (var i = 0; i < 8; i++)
                    _board.Report($"source {i}", "stopped");
                for (var i = 0; i < 8; i++)
                    _board.Clear($"source {i}");
            }
        });
        for (var i = 0; i < 50_000; i++)
        {
            var status = _board.Status;
            Assert.True(status == "ok" || status.StartsWith("degraded: source ", StringComparison.Ordinal), status);
        }
        await stop.CancelAsync();
        await reports;
    }
}
