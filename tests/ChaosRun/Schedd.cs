namespace HtcondorActors.ChaosRun;

/// <summary>The pool's schedd, taken down and brought up again as an administrator does: by one of them at a time.</summary>
internal sealed class Schedd(CondorPool pool, Func<bool> runs) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _hands = new(1);

    /// <summary>So that it reads its configuration.</summary>
    public void StartAnew()
    {
        if (!IsDownAfterOff())
            throw new TimeoutException("the schedd does not stop");
        Up();
    }

    /// <summary>True: it was down while <paramref name="meanwhile"/> was done, and is up again.</summary>
    public async Task<bool> DownAsync(Func<Task> meanwhile)
    {
        await _hands.WaitAsync();
        try
        {
            var down = IsDownAfterOff();
            if (down)
                await meanwhile();
            Up();
            return down;
        }
        finally
        {
            _hands.Release();
        }
    }

    public void Dispose() => _hands.Dispose();

    private bool IsDownAfterOff() =>
        pool.Tool("condor_off", "-schedd", "-fast").ExitCode == 0 && SpinWait.SpinUntil(() => !runs(), Patience);

    private void Up()
    {
        if (
            !SpinWait.SpinUntil(
                () => pool.Tool("condor_on", "-schedd").ExitCode == 0 && runs() && pool.Tool("condor_q").ExitCode == 0,
                Patience
            )
        )
            throw new TimeoutException("the schedd does not come back");
    }
}
