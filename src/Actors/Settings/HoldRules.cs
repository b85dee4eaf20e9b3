using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Settings;

/// <summary>
/// What is done about a job on hold, by HTCondor's code (its manual, "HoldReasonCode"; those marked in docs/hold-codes.md were provoked on
/// a pool). A person's hold waits for the person; what a policy or a limit decided is an end; what may be a bad node, or a disk that was
/// full for a while, is tried again.
/// </summary>
public static class HoldRules
{
    internal const int HeldByUser = 1;

    /// <summary>Names and answers, in the order of the codes. Any other code is one of a newer HTCondor: tried once more.</summary>
    public static IReadOnlyList<(HoldRule Rule, string Name)> Default { get; } =
    [
        (new(0, null, HoldAnswer.Fail), "Unspecified (an expression in $$() that no machine can answer)"),
        (new(HeldByUser, null, HoldAnswer.Wait), "UserRequest (condor_hold)"),
        (new(3, null, HoldAnswer.Fail), "JobPolicy (periodic_hold, on_exit_hold; MaxJobStarts)"),
        (new(4, null, HoldAnswer.Release, 3), "CorruptedCredential"),
        (new(5, null, HoldAnswer.Fail), "JobPolicyUndefined"),
        (new(6, null, HoldAnswer.Release, 2), "FailedToCreateProcess"),
        (new(7, null, HoldAnswer.Release, 3), "UnableToOpenOutput"),
        (new(8, null, HoldAnswer.Release, 3), "UnableToOpenInput"),
        (new(9, null, HoldAnswer.Release, 3), "UnableToOpenOutputStream"),
        (new(10, null, HoldAnswer.Release, 3), "UnableToOpenInputStream"),
        (new(11, null, HoldAnswer.Release, 3), "InvalidTransferAck"),
        (new(12, null, HoldAnswer.Release, 3), "TransferOutputError (with an exit code: the job has ended, and so has the pod)"),
        (new(13, null, HoldAnswer.Release, 3), "TransferInputError"),
        (new(14, null, HoldAnswer.Release, 3), "IwdError"),
        (new(15, null, HoldAnswer.Wait), "SubmittedOnHold (the gate)"),
        (new(16, null, HoldAnswer.Wait), "SpoolingInput"),
        (new(17, null, HoldAnswer.Release, 3), "JobShadowMismatch"),
        (new(18, null, HoldAnswer.Release, 3), "InvalidTransferGoAhead"),
        (new(19, null, HoldAnswer.Release, 3), "HookPrepareJobFailure"),
        (new(20, null, HoldAnswer.Fail), "MissedDeferredExecutionTime"),
        (new(21, null, HoldAnswer.Fail), "StartdHeldJob (WANT_HOLD of the execute node)"),
        (new(22, null, HoldAnswer.Release, 3), "UnableToInitUserLog"),
        (new(23, null, HoldAnswer.Release, 3), "FailedToAccessUserAccount"),
        (new(24, null, HoldAnswer.Release, 3), "NoCompatibleShadow"),
        (new(25, null, HoldAnswer.Fail), "InvalidCronSettings"),
        (new(26, null, HoldAnswer.Fail), "SystemPolicy (SYSTEM_PERIODIC_HOLD)"),
        (new(27, null, HoldAnswer.Fail), "SystemPolicyUndefined"),
        (new(32, null, HoldAnswer.Fail), "MaxTransferInputSizeExceeded"),
        (new(33, null, HoldAnswer.Fail), "MaxTransferOutputSizeExceeded"),
        (new(34, null, HoldAnswer.Fail), "JobOutOfResources (memory, disk)"),
        (new(35, null, HoldAnswer.Fail), "InvalidDockerImage"),
        (new(36, null, HoldAnswer.Release, 3), "FailedToCheckpoint"),
        (new(43, null, HoldAnswer.Fail), "PreScriptFailed"),
        (new(44, null, HoldAnswer.Fail), "PostScriptFailed"),
        (new(45, null, HoldAnswer.Release, 3), "SingularityTestFailed"),
        (new(46, null, HoldAnswer.Fail), "JobDurationExceeded (allowed_job_duration)"),
        (new(47, null, HoldAnswer.Fail), "JobExecuteExceeded (allowed_execute_duration)"),
        (new(48, null, HoldAnswer.Release, 3), "HookShadowPrepareJobFailure"),
    ];

    /// <summary>
    /// Each wait is this many times as long as the one before. What passes in a minute is tried again soon. What takes longer is given its
    /// time.
    /// </summary>
    private const int Growth = 6;

    /// <summary>The wait before a job on hold is let run again. All waits of a rule together are the time that the site gives such
    /// trouble.</summary>
    /// <param name="rule">One that releases.</param>
    /// <param name="holds">How often HTCondor has held the job by itself: 1 or more, and no more than the rule's times.</param>
    /// <param name="span">All waits together.</param>
    internal static TimeSpan WaitBefore(HoldRule rule, int holds, TimeSpan span)
    {
        var shares = (Math.Pow(Growth, rule.Times) - 1) / (Growth - 1);
        return span * (Math.Pow(Growth, Math.Max(holds, 1) - 1) / shares);
    }

    /// <summary>
    /// The holds that count for the rule of a job on hold. Those by a policy count for the rule about policies only. HTCondor counts those
    /// of nodes that can run no container among them.
    /// </summary>
    internal static int Counted(JobAd ad) =>
        ad.HoldReasonCode == NodeFaultHolds.Code ? ad.HoldsByItself : ad.HoldsByItself - ad.HoldsByPolicy;

    /// <summary>HTCondor's name of a hold code, such as <c>TransferInputError</c>; <c>HoldCodeN</c> for a code of a newer
    /// HTCondor.</summary>
    internal static string NameOf(int code) =>
        Default.FirstOrDefault(known => known.Rule.Code == code).Name?.Split(' ')[0] ?? $"HoldCode{code}";

    /// <summary>The sidecar itself holds jobs with these codes: the gate (15) and spooling (16).</summary>
    internal static bool IsOwnHold(int code) => code is 15 or 16;

    /// <summary>True if the sidecar releases the job by itself.</summary>
    internal static bool Releases(JobAd ad, IReadOnlyList<HoldRule> site) =>
        For(ad, site) is { Answer: HoldAnswer.Release } rule && !IsBeyondRetry(ad, rule);

    /// <summary>True if the job on hold ends the pod: at once, or because it was released as often as the rule says.</summary>
    internal static bool IsBeyondRetry(JobAd ad, HoldRule rule) =>
        rule.Answer == HoldAnswer.Fail || (rule.Answer == HoldAnswer.Release && Counted(ad) > rule.Times);

    /// <param name="ad">A job on hold.</param>
    /// <param name="site">The site's own rules; one with a subcode goes before one without.</param>
    internal static HoldRule For(JobAd ad, IReadOnlyList<HoldRule> site)
    {
        var code = ad.HoldReasonCode ?? 0;
        return site.Where(rule => rule.Code == code && (rule.SubCode is null || rule.SubCode == ad.HoldReasonSubCode))
                .MaxBy(rule => rule.SubCode is not null)
            ?? Default.Select(known => known.Rule).FirstOrDefault(rule => rule.Code == code)
            ?? new HoldRule(code, null, HoldAnswer.Release, 1);
    }
}
