namespace HtcondorActors.ChaosRun;

/// <summary>The pool's schedd, taken down and brought up again as an administrator does: by one of them at a time.</summary>
internal sealed class Schedd(CondorPool pool, Pace pace, Func<bool> runs) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _hands = new(1);

    /// <summary>So that it reads its configuration.</summary>
    public async Task StartAnewAsync()
    {
        if (!await IsDownAfterOffAsync())
            throw new TimeoutException("the schedd does not stop");
        await UpAsync();
    }

    /// <summary>True: it was down while <paramref name="meanwhile"/> was done, and is up again.</summary>
    public async Task<bool> DownAsync(Func<Task> meanwhile)
    {
        await _hands.WaitAsync();
        try
        {
            var down = await IsDownAfterOffAsync();
            if (down)
                await meanwhile();
            await UpAsync();
            return down;
        }
        finally
        {
            _hands.Release();
        }
    }

    public void Dispose() => _hands.Dispose();

    private async Task<bool> IsDownAfterOffAsync() =>
        pool.Tool("condor_off", "-schedd", "-fast").ExitCode == 0 && await pace.UntilAsync(() => !runs(), Patience);

    private async Task UpAsync()
    {
        if (
            !await pace.UntilAsync(
                () => pool.Tool("condor_on", "-schedd").ExitCode == 0 && runs() && pool.Tool("condor_q").ExitCode == 0,
                Patience
            )
        )
            throw new TimeoutException("the schedd does not come back");
    }
}
