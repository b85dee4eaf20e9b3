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
            _ => PodReasons.SchedulerUnreachable,
        };
}
