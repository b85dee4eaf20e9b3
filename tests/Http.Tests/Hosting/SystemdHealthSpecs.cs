using System.Threading.Channels;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Http.Tests.Hosting;

/// <summary>What systemd is told, and when.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit calls DisposeAsync")]
public sealed class SystemdHealthSpecs : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private static readonly HealthReport Good = new([new("actors", null)], [new("journal", null)], []);
    private static readonly HealthReport Unready = Good with { Ready = [new("journal", "cannot be written")] };
    private static readonly HealthReport Dead = Good with { Live = [new("actors", "do not run")] };

    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedGateway _gateway = new();
    private readonly Lifetime _process = new();
    private readonly Channel<string> _said = Channel.CreateUnbounded<string>();
    private readonly SystemdHealth _notices;

    public SystemdHealthSpecs() =>
        _notices = new SystemdHealth(_gateway, _process, _clock, Patience, state => _said.Writer.TryWrite(state.ToString()));

    public Task InitializeAsync() => _notices.StartAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _notices.StopAsync(CancellationToken.None);
        _notices.Dispose();
        _process.Dispose();
    }

    [Fact]
    public async Task It_is_ready_when_it_listens_and_each_check_passes_and_then_says_that_it_is_alive()
    {
        _gateway.Health = Unready;
        _process.Start();
        await LookAsync();
        Assert.False(_said.Reader.TryRead(out _));
        _gateway.Health = Good;
        Assert.Equal("READY=1", await NextAsync());
        Assert.Equal("WATCHDOG=1", await NextAsync());
        Assert.Equal("WATCHDOG=1", await NextAsync());
    }

    [Fact]
    public async Task A_process_that_is_not_alive_says_nothing_until_it_is_and_a_full_disk_is_no_reason_for_silence()
    {
        _process.Start();
        Assert.Equal("READY=1", await NextAsync());
        Assert.Equal("WATCHDOG=1", await NextAsync());
        _gateway.Health = Unready;
        Assert.Equal("WATCHDOG=1", await NextAsync());
        _gateway.Health = Dead;
        await LookAsync();
        while (_said.Reader.TryRead(out _)) { }
        await LookAsync();
        Assert.False(_said.Reader.TryRead(out _));
        _gateway.Health = Good;
        Assert.Equal("WATCHDOG=1", await NextAsync());
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("180000000", null, 180.0)]
    [InlineData("180000000", "own", 180.0)]
    [InlineData("180000000", "1", null)]
    [InlineData("0", null, null)]
    [InlineData("soon", null, null)]
    public void The_patience_is_that_of_systemd_for_this_process(string? time, string? pid, double? seconds)
    {
        var variables = new Dictionary<string, string?>
        {
            ["WATCHDOG_USEC"] = time,
            ["WATCHDOG_PID"] = pid == "own" ? Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture) : pid,
        };
        Assert.Equal(seconds, SystemdHealth.PatienceOf(variables.GetValueOrDefault)?.TotalSeconds);
    }

    /// <summary>The next notice, while the clock goes on.</summary>
    private async Task<string> NextAsync()
    {
        string? said = null;
        await WhileTimeGoesOnAsync(() => _said.Reader.TryRead(out said));
        return said!;
    }

    /// <summary>The health is looked at twice more, so the notice that follows the first look has been given.</summary>
    private Task LookAsync()
    {
        var before = _gateway.HealthReads;
        return WhileTimeGoesOnAsync(() => _gateway.HealthReads >= before + 2);
    }

    private async Task WhileTimeGoesOnAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isSo())
        {
            _clock.Advance(Patience / 10);
            await Task.Delay(5, limit.Token);
        }
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _started = new();

        public CancellationToken ApplicationStarted => _started.Token;
        public CancellationToken ApplicationStopping => default;
        public CancellationToken ApplicationStopped => default;

        public void Start() => _started.Cancel();

        public void StopApplication() { }

        public void Dispose() => _started.Dispose();
    }
}
