using HtcondorActors.CondorIo;
using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>How often the sidecar asks, and how long it waits.</summary>
internal static class TimingSection
{
    public static ConfigSection Section { get; } =
        new(
            "Intervals and limits",
            "docs/performance.md says what the defaults cost with 10,000 pods.",
            [
                Key.Number(
                    nameof(SidecarConfig.PollIntervalSeconds),
                    "One condor_q asks for all pods in each interval.",
                    0.5,
                    3600,
                    (c, v) => c with { PollIntervalSeconds = v }
                ) with
                {
                    Unit = "seconds",
                },
                Key.Number(
                    nameof(SidecarConfig.StreamIntervalSeconds),
                    "How often the output of a running job is read where the kernel does not tell of new output (a network file "
                        + "system), of a followed log, and of a spooled job. Where the kernel tells, as on any local disk, new output is "
                        + "read at once, and all output is also read after ten times this interval.",
                    0.1,
                    60,
                    (c, v) => c with { StreamIntervalSeconds = v }
                ) with
                {
                    Unit = "seconds",
                },
                Key.Number(
                    nameof(SidecarConfig.CreateReplyWithinSeconds),
                    "A create that takes longer is answered with the pod's UID as its job id. The pod is safe by then. interLink "
                        + "gives up after 120 seconds.",
                    0.1,
                    100,
                    (c, v) => c with { CreateReplyWithinSeconds = v }
                ) with
                {
                    Unit = "seconds",
                },
                Key.Whole(
                    nameof(SidecarConfig.MaxPendingCreates),
                    "Creates that are under way at once. One more is refused with 503, before its body is read.",
                    1,
                    1000000,
                    (c, v) => c with { MaxPendingCreates = v }
                ),
                Key.Number(
                    nameof(SidecarConfig.RetryAfterSeconds),
                    "First wait before a call to the scheduler is tried again. Each further wait is twice as long.",
                    0.1,
                    600,
                    (c, v) => c with { RetryAfterSeconds = v }
                ) with
                {
                    Unit = "seconds",
                },
                Key.Number(
                    nameof(SidecarConfig.RetryAtMostSeconds),
                    "The longest such wait. Not less than RetryAfterSeconds.",
                    1,
                    3600,
                    (c, v) => c with { RetryAtMostSeconds = v }
                ) with
                {
                    Unit = "seconds",
                },
                Key.Number(
                    nameof(SidecarConfig.QueryTimeLimitSeconds),
                    "Time limit of condor_q, condor_history, condor_rm and the like. Then the tool is killed.",
                    1,
                    600,
                    (c, v) => c with { QueryTimeLimitSeconds = v }
                ) with
                {
                    Unit = "seconds",
                },
                Key.Number(
                    nameof(SidecarConfig.SubmitTimeLimitSeconds),
                    "Time limit of condor_submit. Then it is killed, and the job is searched for in the queue.",
                    1,
                    3600,
                    (c, v) => c with { SubmitTimeLimitSeconds = v }
                ) with
                {
                    Unit = "seconds",
                },
                Key.Number(
                    nameof(SidecarConfig.AbandonedAfterMinutes),
                    "The schedd removes a submitted job that nobody released for this time. The sidecar removes a spooled job whose "
                        + "files never arrived. More than SubmitTimeLimitSeconds and QueryTimeLimitSeconds together.",
                    1,
                    1440,
                    (c, v) => c with { AbandonedAfterMinutes = v }
                ) with
                {
                    Unit = "minutes",
                },
                Key.Whole(
                    nameof(SidecarConfig.MaxCondorProcesses),
                    "Condor tools that run at once.",
                    1,
                    CondorIoOptions.MostProcesses,
                    (c, v) => c with { MaxCondorProcesses = v }
                ),
                Key.Whole(
                    nameof(SidecarConfig.SubmitBatch),
                    "Most jobs in one condor_submit.",
                    1,
                    CondorIoOptions.MostInBatch,
                    (c, v) => c with { SubmitBatch = v }
                ) with
                {
                    Unit = "jobs",
                },
                Key.Number(
                    nameof(SidecarConfig.OutputMissingMinutes),
                    "Missing output of an ended job is searched for this long, for example while a file system is away. The pod does "
                        + "not show its end meanwhile. Then the job's own exit code decides.",
                    0,
                    1440,
                    (c, v) => c with { OutputMissingMinutes = v }
                ) with
                {
                    Unit = "minutes",
                },
                Key.Number(
                    nameof(SidecarConfig.ExplainIdleAfterMinutes),
                    "A pod whose job waits in the queue for longer says why: one sentence from condor_q -better-analyze, which runs at "
                        + "most once a minute for all pods, and never while other condor tools wait. 0: never.",
                    0,
                    1440,
                    (c, v) => c with { ExplainIdleAfterMinutes = v }
                ) with
                {
                    Unit = "minutes",
                },
                Key.Number(
                    nameof(SidecarConfig.RememberDeletedDays),
                    "A create of a deleted pod is refused for this time. A UID that was never a pod here is remembered for one hour "
                        + "of the sidecar's run time.",
                    1,
                    365,
                    (c, v) => c with { RememberDeletedDays = v }
                ) with
                {
                    Unit = "days",
                },
            ]
        );
}
