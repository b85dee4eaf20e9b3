using HtcondorActors.CondorIo;

namespace HtcondorActors.ChaosRun;

/// <summary>Starts the sidecar again whenever it has ended, as systemd would; as long as it is to, so that it dies at one of the next
/// points.</summary>
internal sealed class SidecarSupervisor(SidecarProcess sidecar, DeathPoints deaths, Random dice)
{
    private volatile bool _deadly;

    public int Starts { get; private set; }

    /// <summary>The one that runs comes to no such point.</summary>
    public bool IsHarmless { get; private set; } = true;

    /// <summary>True: one that has ended stays down.</summary>
    public bool Rests { get; set; }

    public async Task KeepAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (sidecar.HasExited && !Rests)
            {
                IsHarmless = !_deadly;
                sidecar.Start(_deadly ? new Dictionary<string, string> { [FailPoint.Variable] = deaths.Next() } : null);
                Starts++;
            }
            await Task.Delay(dice.Next(50, 400), CancellationToken.None);
        }
    }

    /// <summary>Whether those that are started from now on die at a point.</summary>
    public void HaveItDie(bool at) => _deadly = at;

    public void Heard(string line)
    {
        const string Words = "died at the fail point ";
        if (line.StartsWith(Words, StringComparison.Ordinal))
            deaths.DiedAt(line[Words.Length..]);
    }
}
