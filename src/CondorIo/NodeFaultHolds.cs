namespace HtcondorActors.CondorIo;

/// <summary>How a job is held after a node fault. The runner ends by a signal, and the job's on_exit_hold then holds the job.</summary>
public static class NodeFaultHolds
{
    /// <summary>
    /// SIGPROF by its Linux number. It leaves no core, and neither HTCondor nor the kernel sends it to a job that has not asked for it.
    /// </summary>
    public const int Signal = 27;

    /// <summary>HTCondor's hold code for a job's own policy.</summary>
    public const int Code = 3;

    /// <summary>The sidecar's own subcode, which distinguishes this hold from those of a site's policy.</summary>
    public const int SubCode = 2727;
}
