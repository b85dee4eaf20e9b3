namespace HtcondorActors.Http.Configuration;

/// <summary>What the sidecar does with a pod that interLink does not ask for any more.</summary>
public enum ForgottenPodsRule
{
    /// <summary>It is named in the log and counted in the ping.</summary>
    Report,

    /// <summary>It is named in the log, and deleted with its job and files.</summary>
    Remove,
}
