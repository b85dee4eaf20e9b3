namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Waits for a condition, never for a time.</summary>
internal static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until the answer is not null and gives it.</summary>
    /// <exception cref="TimeoutException">Says what was waited for.</exception>
    public static async Task<T> ForAsync<T>(string what, Func<Task<T?>> ask)
        where T : class
    {
        var deadline = DateTime.UtcNow + Limit;
        while (true)
        {
            if (await ask() is { } answer)
                return answer;
            if (DateTime.UtcNow > deadline)
                throw new TimeoutException($"waited {Limit.TotalSeconds} s in vain for: {what}");
            await Task.Delay(Between);
        }
    }

    public static Task UntilAsync(string what, Func<Task<bool>> condition) => ForAsync(what, async () => await condition() ? "yes" : null);
}
