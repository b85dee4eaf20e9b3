using System.Diagnostics;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>Waits for a condition and says what was seen last when it does not come.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(150);

    public static async Task<T> Sees<T>(Func<Task<T>> look, Func<T, bool> isSo, Func<T, string>? show = null)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var seen = await look();
            if (isSo(seen))
                return seen;
            if (clock.Elapsed > Limit)
                Assert.Fail($"not so after {Limit.TotalSeconds} s; last seen: {(show is null ? seen?.ToString() : show(seen))}");
            await Task.Delay(Between);
        }
    }

    public static Task<T> Sees<T>(Func<T> look, Func<T, bool> isSo) => Sees(() => Task.FromResult(look()), isSo);
}
