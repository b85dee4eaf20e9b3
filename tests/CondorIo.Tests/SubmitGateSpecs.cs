using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>Commands of a job's own on a real schedd: they arrive, and the gate holds beside them.</summary>
[Collection(PoolCollection.Name)]
public sealed class SubmitGateSpecs(CondorPool pool)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Jobs_with_requirements_of_their_own_go_out_together_and_do_not_start_before_they_are_released(bool spooled)
    {
        using var room = new PoolTestBed(pool, options => spooled ? PoolTestBed.Spooled(pool, options) : options);
        var open = await room.Job("true") with
        {
            Commands = [new("requirements", SubmitExpression.Read("true||MY.InterLinkGo")), new("priority", "20")],
        };
        var other = await room.Job("true") with { Commands = [new("requirements", SubmitExpression.Read("TARGET.Cpus>=1"))] };
        var plain = await room.Job("true");

        var results = await room.Room.Scheduler.SubmitAsync([open, other, plain], default);

        Assert.All(results, result => Assert.Null(result.Failure));
        await room.Release((plain.Tag, results[2].Job!.Value));
        await room.Ad(plain.Tag, ad => ad.Status == JobStatus.Completed);
        var waiting = await room.Ad(open.Tag, _ => true);
        Assert.True(waiting.IsGated);
        Assert.False(waiting.EverStarted);
        Assert.Equal(
            "20",
            pool.Tool("condor_q", "-allusers", "-af", "JobPrio", "-constraint", $"ClusterId == {waiting.Id.Cluster}").Stdout.Trim()
        );

        await room.Release((open.Tag, results[0].Job!.Value), (other.Tag, results[1].Job!.Value));
        foreach (var job in new[] { open, other })
            await room.Ad(job.Tag, ad => ad.Status == JobStatus.Completed);
    }
}
