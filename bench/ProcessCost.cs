using System.Globalization;

namespace HtcondorActors.Bench;

/// <summary>What a process costs, as the kernel counts it.</summary>
internal static class ProcessCost
{
    private const double TicksPerSecond = 100; // USER_HZ of Linux

    /// <summary>Of user and system, in seconds.</summary>
    public static double CpuSeconds(int process)
    {
        var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture))
            / TicksPerSecond;
    }

    /// <param name="process">Its id.</param>
    /// <param name="kind">VmRSS, VmHWM (the most it ever was) ...</param>
    public static double MiB(int process, string kind) =>
        long.Parse(
            File.ReadLines($"/proc/{process}/status")
                .Single(line => line.StartsWith(kind + ":", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        ) / 1024.0;
}
