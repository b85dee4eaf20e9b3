using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>Finds the reason of the catalogue for a call that failed (pure, total). Statuses and log entries use the same.</summary>
internal static class FailureReasons
{
    public static string Of(CondorFailure failure) =>
        failure.Kind switch
        {
            CondorFailureKind.Refused or CondorFailureKind.Rejected => PodReasons.JobRefused,
            CondorFailureKind.Storage or CondorFailureKind.StorageFull => PodReasons.DataFolderUnusable,
            CondorFailureKind.ToolMissing => PodReasons.ToolMissing,
            CondorFailureKind.OtherSchedd => PodReasons.OtherSchedd,
            _ => PodReasons.SchedulerUnreachable,
        };

    /// <summary>True if the tool may have told the schedd's answer. One that reached its time limit, or that a signal ended, has said
    /// nothing.</summary>
    public static bool SaysNotNow(CondorFailure failure) =>
        failure is { Kind: CondorFailureKind.Failed or CondorFailureKind.TooLate, ExitCode: not (null or > 128) };
}
