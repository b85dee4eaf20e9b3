using System.Globalization;

namespace HtcondorActors.CondorIo;

/// <summary>HTCondor's number of a job: <c>ClusterId.ProcId</c>. It is unique in one schedd, which gives ids in commit order.</summary>
public readonly record struct JobId(int Cluster, int Proc) : IComparable<JobId>
{
    public int CompareTo(JobId other) => Cluster != other.Cluster ? Cluster.CompareTo(other.Cluster) : Proc.CompareTo(other.Proc);

    public static bool operator <(JobId left, JobId right) => left.CompareTo(right) < 0;

    public static bool operator >(JobId left, JobId right) => left.CompareTo(right) > 0;

    public static bool operator <=(JobId left, JobId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(JobId left, JobId right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Cluster}.{Proc}");

    /// <summary>Reads <c>"123.0"</c>; anything else is not a job id. HTCondor counts clusters from 1.</summary>
    public static bool TryParse(string? text, out JobId id)
    {
        id = default;
        if (text?.Split('.') is not [var cluster, var proc])
            return false;
        if (!int.TryParse(cluster, NumberStyles.None, CultureInfo.InvariantCulture, out var c) || c < 1)
            return false;
        if (!int.TryParse(proc, NumberStyles.None, CultureInfo.InvariantCulture, out var p))
            return false;
        id = new JobId(c, p);
        return true;
    }
}
