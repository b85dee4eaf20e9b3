using HtcondorActors.CondorIo;

namespace HtcondorActors.Bench.Logs;

/// <summary>The real output of jobs, with a count of who looks at its length.</summary>
internal sealed class CountedOutput(IJobOutput output) : IJobOutput
{
    private int _looks;

    public int Looks => Volatile.Read(ref _looks);

    public OutputMark? MarkOf(JobTag tag)
    {
        Interlocked.Increment(ref _looks);
        return output.MarkOf(tag);
    }

    public Stream? OpenRead(JobTag tag, int before = 0) => output.OpenRead(tag, before);
}
