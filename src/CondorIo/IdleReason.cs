namespace HtcondorActors.CondorIo;

/// <summary>Why a job waits in the queue, as HTCondor's own analysis tells it.</summary>
/// <param name="Words">One sentence, such as <c>0 of 412 slots fit: asks 9000 GiB memory, the largest slot has 512 GiB</c>.</param>
/// <param name="NoSlotFits">True only if no slot of the pool fits, whether other jobs use the slots now or not.</param>
public sealed record IdleReason(string Words, bool NoSlotFits);

/// <summary>The result of an analysis. A job that it says nothing certain about is not in it.</summary>
public sealed record IdleQuery(IReadOnlyDictionary<JobId, IdleReason> Reasons, CondorFailure? Failure)
{
    public static IdleQuery Of(IReadOnlyDictionary<JobId, IdleReason> reasons) => new(reasons, null);

    public static IdleQuery CannotTell(CondorFailure failure) => new(new Dictionary<JobId, IdleReason>(), failure);
}
