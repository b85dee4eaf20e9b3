using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Reading;

public sealed class HealthBoardSpecs
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);
    private readonly HealthBoard _board;

    public HealthBoardSpecs() => _board = new HealthBoard(_clock);

    [Fact]
    public void A_sidecar_without_trouble_is_ok() => Assert.Equal("ok", _board.Status);

    [Fact]
    public void Every_trouble_is_said_with_its_source_and_its_time_until_it_is_over()
    {
        _board.Report("streams", "was restarted");
        _clock.Advance(TimeSpan.FromMinutes(1));
        _board.Report("journal", "cannot be written");
        Assert.Equal(
            "degraded: journal: cannot be written, since 1970-01-01T00:01:00Z; streams: was restarted, since 1970-01-01T00:00:00Z",
            _board.Status
        );
        Assert.True(_board.Clear("journal"));
        Assert.Equal("degraded: streams: was restarted, since 1970-01-01T00:00:00Z", _board.Status);
        Assert.True(_board.Clear("streams"));
        Assert.False(_board.Clear("streams"));
        Assert.Equal("ok", _board.Status);
    }

    [Fact]
    public void The_same_trouble_is_news_once()
    {
        Assert.True(_board.Report("journal", "cannot be written"));
        Assert.False(_board.Report("journal", "cannot be written"));
    }

    [Fact]
    public void Other_words_of_one_source_keep_the_time_at_which_its_trouble_began()
    {
        _board.Report("journal", "cannot be written");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_board.Report("journal", "its file was removed"));
        Assert.Equal("degraded: journal: its file was removed, since 1970-01-01T00:00:00Z", _board.Status);
        _board.Clear("journal");
        _board.Report("journal", "cannot be written");
        Assert.Equal("degraded: journal: cannot be written, since 1970-01-01T00:01:00Z", _board.Status);
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
