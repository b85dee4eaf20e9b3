using System.Diagnostics;
using HtcondorActors.TestPool;
using static HtcondorActors.Bench.Samples;

namespace HtcondorActors.Bench.Pool;

/// <summary>
/// Creates on a real schedd, so many at a time, against as many <c>condor_submit</c> of one job each, called at the same rate by hand. Both
/// are measured in turn, so that the machine's noise is in both. No machine fits the pods: they stay in the queue.
/// </summary>
internal static class Creates
{
    private const int Rounds = 5;

    // As the sidecar writes it for the pods of this bench, except for the names.
    private const string SubmitFile = """
        universe = vanilla
        executable = /bin/true
        output = /dev/null
        error = /dev/null
        should_transfer_files = YES
        when_to_transfer_output = ON_EXIT
        request_cpus = 1
        request_memory = 128
        notification = never
        leave_in_queue = JobStatus == 4
        hold = true
        periodic_remove = JobStatus == 5 && HoldReasonCode == 15 && (time() - EnteredCurrentStatus) > 600
        requirements = TARGET.Machine == "nowhere"
        queue 1
        """;

    /// <summary>Seconds of CPU of the tools and of whoever waits for them, and seconds of each call.</summary>
    private sealed record Round(double Wall, double Cpu, IReadOnlyList<double> Each);

    public static async Task RunAsync()
    {
        using var pool = new CondorPool();
        using var sidecar = new RealSidecar(pool, "");
        await sidecar.StartedAsync();
        await CreatedAsync(sidecar, atOnce: 4, count: 40); // warm-up, and the queue shows jobs from here on
        await Task.Delay(TimeSpan.FromSeconds(3));
        foreach (var atOnce in (int[])[1, 4, 16, 64, 256])
        {
            var count = Math.Max(20, atOnce);
            List<Round> ours = [],
                byHand = [];
            for (var round = 0; round < Rounds; round++)
            {
                byHand.Add(ByHand(pool, atOnce, count));
                ours.Add(await CreatedAsync(sidecar, atOnce, count));
            }
            SayRatio(atOnce, count, ours, byHand);
        }
    }

    private static void SayRatio(int atOnce, int count, List<Round> ours, List<Round> byHand)
    {
        static double Median(IEnumerable<Round> rounds) => rounds.SelectMany(round => round.Each).Median() * 1000;
        var (rate, bare) = (count / ours.Select(round => round.Wall).Median(), count / byHand.Select(round => round.Wall).Median());
        Say(
            $"{atOnce} at a time: a create is answered after {Median(ours):0} ms, a condor_submit by hand takes {Median(byHand):0} ms, "
                + $"ratio {Median(ours) / Median(byHand):0.00}; {rate:0}/s against {bare:0}/s, ratio {rate / bare:0.00}; CPU of a create "
                + $"with its tools {Cpu(ours):0} ms, of a condor_submit {Cpu(byHand):0} ms"
        );

        double Cpu(List<Round> rounds) => rounds.Select(round => round.Cpu).Median() / count * 1000;
    }

    private static async Task<Round> CreatedAsync(RealSidecar sidecar, int atOnce, int count)
    {
        var (cpu, clock, each) = (sidecar.CpuSecondsWithTools, Stopwatch.StartNew(), new double[count]);
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce },
            async (i, _) =>
            {
                var asked = clock.Elapsed;
                await sidecar.CreateIdleAsync(Guid.NewGuid().ToString());
                each[i] = (clock.Elapsed - asked).TotalSeconds;
            }
        );
        var wall = clock.Elapsed.TotalSeconds;
        while (sidecar.Tools > 0)
            await Task.Delay(50); // the releases follow the answers
        return new Round(wall, sidecar.CpuSecondsWithTools - cpu, each);
    }

    private static Round ByHand(CondorPool pool, int atOnce, int count)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, SubmitFile);
        var (cpu, clock, each) = (ProcessCost.CpuSecondsOfChildren(Environment.ProcessId), Stopwatch.StartNew(), new double[count]);
        var next = 0;
        Thread[] callers = [.. Enumerable.Range(0, atOnce).Select(_ => new Thread(Submit))];
        foreach (var caller in callers)
            caller.Start();
        foreach (var caller in callers)
            caller.Join();
        var wall = clock.Elapsed.TotalSeconds;
        File.Delete(file);
        return new Round(wall, ProcessCost.CpuSecondsOfChildren(Environment.ProcessId) - cpu, each);

        void Submit()
        {
            for (int i; (i = Interlocked.Increment(ref next) - 1) < count; )
            {
                var asked = clock.Elapsed;
                if (pool.Tool("condor_submit", "-terse", file) is { ExitCode: not 0 } failed)
                    throw new InvalidOperationException(failed.Output);
                each[i] = (clock.Elapsed - asked).TotalSeconds;
            }
        }
    }
}
