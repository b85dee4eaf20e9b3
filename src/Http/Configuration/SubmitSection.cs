using HtcondorActors.CondorIo;
using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>Submit commands, and jobs that HTCondor holds or starts too often.</summary>
internal static class SubmitSection
{
    public static ConfigSection Section { get; } =
        new(
            "Jobs",
            "These keys say what else stands in the submit file, and what becomes of a job that HTCondor holds.",
            [
                ConfigMaps.Lines<SidecarConfig>(
                    nameof(SidecarConfig.SubmitCommands),
                    "Submit commands of every job. Those of a flavor win over these, and those of a pod win over both. Requirements "
                        + "are combined with &&. Commands that the sidecar sets itself are refused (executable, hold, request_cpus, "
                        + "leave_in_queue ...).",
                    "a map of submit commands",
                    (c, v) => c with { SubmitCommands = v },
                    SubmitCommand.FaultOf
                ) with
                {
                    Example = """
                      accounting_group: grid.interlink
                      +ProjectName: '"interlink"'
                    """,
                },
                Key.Words(
                    nameof(SidecarConfig.AllowedSubmitCommands),
                    "Submit commands that a pod may set by annotation (htcondor-job.vk.io/accounting-group ...), with underscores, as in a "
                        + "submit file.",
                    (c, v) => c with { AllowedSubmitCommands = v },
                    SiteKeys.AllowedCommands,
                    SiteKeys.IsAllowedCommand
                ),
                ConfigMaps.Lines<SidecarConfig>(
                    nameof(SidecarConfig.HoldCodes),
                    "What the sidecar does with a job that HTCondor holds, where that differs from docs/hold-codes.md. The key is a "
                        + "HoldReasonCode, or HoldReasonCode/HoldReasonSubCode. The value is wait, fail, or release N: the job is let run "
                        + "again up to N times, then the pod fails. Code 1 is a person's hold: it takes wait or fail. Codes 15 and "
                        + "16 take wait.",
                    "a map of hold codes to actions",
                    (c, v) => c with { HoldCodes = v },
                    SiteKeys.HoldFault
                ) with
                {
                    Example = """
                      "34": release 2
                      26/7: wait
                    """,
                },
                Key.Number(
                    nameof(SidecarConfig.HoldRetryMinutes),
                    "The tries of release N are spread over this time.",
                    0,
                    10080,
                    (c, v) => c with { HoldRetryMinutes = v }
                ) with
                {
                    Unit = "minutes",
                },
                Key.Whole(
                    nameof(SidecarConfig.MaxJobStarts),
                    "A job that HTCondor has started this many times, and that never ended, is held, and its pod fails. 0: no limit.",
                    0,
                    CondorIoOptions.MostJobStarts,
                    (c, v) => c with { MaxJobStarts = v }
                ),
            ]
        );
}
