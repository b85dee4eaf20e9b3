using System.Runtime.InteropServices;
using HtcondorActors.TestPool;
using static HtcondorActors.Bench.Samples;

namespace HtcondorActors.Bench.Peers;

/// <summary>
/// The product beside the plugin in Python that it replaces: the same requests in turn, the same pods, one real pool. Prints a table of
/// both with ratios.
/// </summary>
internal static class PeersReport
{
    /// <param name="checkout">Of interlink-htcondor-plugin.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string checkout)
    {
        if (PythonPlugin.Trouble(checkout) is { } trouble)
        {
            Console.Error.WriteLine($"bench: {trouble}");
            return 2;
        }
        var stopped = new TaskCompletionSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var pool = new CondorPool();
        using var product = Product.Of(pool);
        using var plugin = PythonPlugin.Of(checkout, pool);
        var measured = MeasuredAsync(checkout, pool, product, plugin);
        if (await Task.WhenAny(measured, stopped.Task) != measured)
            return 130;
        await measured;
        return 0;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true; // what was started is stopped first
            stopped.TrySetResult();
        }
    }

    private static async Task MeasuredAsync(string checkout, CondorPool pool, Peer product, Peer plugin)
    {
        var load = LoadAverage;
        List<PeerRow> rows = [];
        await AddAsync("starts", () => Lives.StartsAsync(product, plugin));
        await Task.WhenAll(product.StartAsync(), plugin.StartAsync());
        await Task.Delay(TimeSpan.FromSeconds(3)); // what a start does after its first answer is not idleness
        var idle = new Memory(product, plugin);
        await AddAsync("one pod three times", () => Lives.RepeatedAsync(pool, product, plugin));
        await AddAsync("ends", () => Lives.EndsAsync(product, plugin));
        await AddAsync("logs", () => PeerLogs.RunAsync(product, plugin));
        var creates = new PeerCreates(pool, product, plugin);
        await AddAsync("creates", creates.RunAsync);
        await creates.FillAsync();
        rows.AddRange(idle.Rows(new Memory(product, plugin), PeerCreates.Pods));
        await AddAsync("statuses", () => PeerStatus.RunAsync(creates));
        rows.AddRange(new Memory(product, plugin).RowsAfterLoad(PeerCreates.Pods));

        Say($"The product {Commit(RepositoryRoot.Path)} and the Python plugin {Commit(checkout)}, in turn, on one pool.");
        Say($"Load average before: {load}, after: {LoadAverage}; {Environment.ProcessorCount} cores.");
        Say("Medians (least to most). Bold: the product is behind.");
        if (plugin.StarterMiB is { } more)
            Say($"The plugin's other process (Flask's debug mode starts two) has {more:0} MiB more.");
        Say("");
        Say("| | product | Python plugin | product to plugin |");
        Say("|---|---|---|---|");
        foreach (var row in rows)
            Say(row.Markdown);

        async Task AddAsync(string what, Func<Task<IReadOnlyList<PeerRow>>> measure)
        {
            Console.Error.WriteLine($"bench: {what}");
            rows.AddRange(await measure());
        }
    }

    private static string LoadAverage => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..2]);

    private static string Commit(string tree)
    {
        var told = Shell.Run("/usr/bin/env", ["git", "-c", "safe.directory=*", "-C", tree, "rev-parse", "--short", "HEAD"]);
        return told.ExitCode == 0 ? told.Stdout.Trim() : "(no commit)";
    }
}
