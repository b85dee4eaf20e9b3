namespace HtcondorActors.CondorIo;

/// <summary>How a job is held whose node can run no container. The runner ends by a signal; the job's on_exit_hold does the rest.</summary>
public static class NodeFaultHolds
{
    /// <summary>SIGPROF, as Linux numbers it: it leaves no core, and HTCondor and the kernel send it to no job that has not asked for
    /// it.</summary>
    public const int Signal = 27;

    /// <summary>HTCondor's code for what a job's own policy has decided.</summary>
    public const int Code = 3;

    /// <summary>Ours, so that it is told from the holds of a site's policy.</summary>
    public const int SubCode = 2727;
}
