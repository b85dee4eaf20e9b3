using System.Globalization;

namespace HtcondorActors.Bench;

/// <summary>What a process costs, as the kernel counts it.</summary>
internal static class ProcessCost
{
    private const double TicksPerSecond = 100; // USER_HZ of Linux

    /// <summary>Of user and system, in seconds.</summary>
    public static double CpuSeconds(int process) => Seconds(process, 11);

    /// <summary>Of the children that it has waited for, in seconds.</summary>
    public static double CpuSecondsOfChildren(int process) => Seconds(process, 13);

    /// <summary>Of the process and of all its children, those that have ended too, in seconds.</summary>
    public static double CpuSecondsOfFamily(int process)
    {
        var children = File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ofChildren = children.Sum(child => CpuSecondsOrNone(int.Parse(child, CultureInfo.InvariantCulture)));
        return CpuSeconds(process) + CpuSecondsOfChildren(process) + ofChildren;
    }

    /// <summary>A child that ends meanwhile counts with its parent the next time.</summary>
    private static double CpuSecondsOrNone(int process)
    {
        try
        {
            return CpuSeconds(process);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // User time in one field, system time in the next (proc_pid_stat(5)).
    private static double Seconds(int process, int field)
    {
        var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].Split(' ');
        return (long.Parse(fields[field], CultureInfo.InvariantCulture) + long.Parse(fields[field + 1], CultureInfo.InvariantCulture))
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
