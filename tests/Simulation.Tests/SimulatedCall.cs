using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Simulation.Tests;

/// <summary>What became of a call, as far as its caller can tell and beyond.</summary>
internal enum Outcome
{
    Done,

    /// <summary>Exit 1, nothing done: the same job is never taken.</summary>
    Refused,

    /// <summary>Exit 1, nothing done: the same job is taken later.</summary>
    NotNow,

    /// <summary>Exit 1, nothing done: nobody is there.</summary>
    Unreachable,

    /// <summary>No answer in time, nothing done.</summary>
    TimedOut,

    /// <summary>Done, but told as failed.</summary>
    ReplyLost,

    /// <summary>Told as failed, and done later by a child that outlives its parent.</summary>
    DoneLater,

    /// <summary>The tool is not there.</summary>
    Absent,

    /// <summary>Done, and nobody can read what it answers.</summary>
    Garbage,

    /// <summary>Died in the middle, told as failed: of a spooled job the files never arrive.</summary>
    HalfDone,

    /// <summary>Done two times.</summary>
    Doubled,
}

/// <summary>An effect on its way: done at one moment, answered at a later one, or never.</summary>
internal sealed class SimulatedCall(PodEffect effect, long step = 0)
{
    public PodEffect Effect { get; } = effect;

    /// <summary>The number that its answer carries.</summary>
    public long Step { get; } = step;

    /// <summary>The name of the pod's elected job when the call was made; null: it was not known.</summary>
    public string? GlobalJobId { get; init; }

    /// <summary>Its pod has given it up, and goes on; it may still be done, and answered.</summary>
    public bool IsGivenUp { get; set; }
    public bool IsDone { get; set; }

    /// <summary>Tells its caller, where that is a real actor.</summary>
    public Action<IPodInput>? Caller { get; init; }

    /// <summary>Of a look: what the queue showed when it was done.</summary>
    public JobAd[]? Seen { get; set; }

    /// <summary>Of a look: the schedd that was asked.</summary>
    public ScheddName Schedd { get; set; } = SimulatedSchedd.Name;

    /// <summary>Of a submit that says that it succeeded: the job, as condor_submit can tell.</summary>
    public JobAd? Submitted { get; set; }
    public CondorFailure? Failure { get; set; }

    /// <summary>Only tools are processes of their own, which may live on.</summary>
    public bool IsOfATool => Effect is Submit or Release or ReleaseHeld or ReleaseOnOtherNodes or RemoveAll or RemoveLosers or Acknowledge;
}
