namespace HtcondorActors.ChaosRun.Faults;

/// <summary>
/// The sidecar is killed while a condor_submit runs; that one lives on and does its work only when the next sidecar has submitted another
/// job for the same pod, or has let that one through its gate, or that one has run. Seen to have hit when the late job is in the queue as
/// well.
/// </summary>
internal sealed class SubmitOutlivesSidecar() : Fault("submit outlives the sidecar")
{
    private static readonly Func<Committed, bool>[] Moments = [_ => true, job => job.LeftItsGate, job => job.HasCompleted];

    private int _tries;

    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var token = world.FaultyTools.Fail("condor_submit", "waits");
        if (!await SeenAsync(world, () => world.FaultyTools.InputOf(token) is not null))
        {
            world.FaultyTools.Forget(token);
            world.FaultyTools.LetGo(token); // if it was taken this very moment
            return false;
        }
        if (!world.Sidecar.HasExited)
            await world.Sidecar.KillAsync();
        var input = world.FaultyTools.InputOf(token)!;
        var late = pods.Where(pod => input.Contains(pod.Uid, StringComparison.Ordinal)).Select(pod => pod.Uid).ToHashSet();
        // The late one fails as a whole when one of its pods was deleted meanwhile: after a miss it comes sooner.
        var moment = Moments[dice.Next(Math.Max(1, Moments.Length - _tries++))];
        await SeenAsync(world, () => world.QueueLog.Read().Any(job => late.Contains(job.Uid) && moment(job)));
        world.FaultyTools.LetGo(token);
        var hit = await SeenAsync(
            world,
            () => world.QueueLog.Read().Where(job => late.Contains(job.Uid)).GroupBy(job => job.Uid).Any(jobs => jobs.Count() > 1)
        );
        if (hit)
            _tries = 0;
        return hit;
    }
}
