using System.Collections.Concurrent;
using HtcondorActors.CondorIo;

namespace HtcondorActors.ChaosRun;

/// <summary>Starts the sidecar again whenever it has ended, as systemd would; if asked to, so that it dies at a named point.</summary>
internal sealed class Keeper(SidecarProcess sidecar, Random dice)
{
    private readonly ConcurrentDictionary<string, int> _fired = [];
    private volatile string? _armed;

    public int Starts { get; private set; }

    /// <summary>Points at which it died, and how often.</summary>
    public IReadOnlyDictionary<string, int> Fired => _fired;

    public async Task KeepAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (sidecar.HasExited)
            {
                var point = Interlocked.Exchange(ref _armed, null);
                sidecar.Start(point is null ? null : new Dictionary<string, string> { [FailPoint.Variable] = point });
                Starts++;
            }
            await Task.Delay(dice.Next(50, 400), CancellationToken.None);
        }
    }

    /// <summary>The next start dies at this point (place, of what, at which time).</summary>
    public void Arm(string point) => _armed = point;

    public void Disarm() => _armed = null;

    public void Heard(string line)
    {
        const string Words = "died at the fail point ";
        if (line.StartsWith(Words, StringComparison.Ordinal)) _fired.AddOrUpdate(line[Words.Length..], 1, (_, times) => times + 1);
    }
}
