using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>Jobs of this sidecar that have no pod here: an operator sees them, and removes them or lets a create adopt them.</summary>
public sealed class UnownedJobSpecs
{
    private const string Me = "me";

    /// <summary>A job as a lost journal leaves it.</summary>
    private static Task<string> LostAsync(NodeHost node, string tag) => node.SubmitWithoutPodAsync(JobTag.Parse(tag));

    private static async Task<IReadOnlyList<UnownedJob>> ListedAsync(NodeHost node) =>
        await node.Unowned.ListAsync(CancellationToken.None) ?? [];

    [Fact]
    public async Task A_job_of_an_unknown_pod_is_listed_and_removed_only_when_somebody_says_so()
    {
        await using var node = await NodeHost.StartAsync();
        var uid = NodeHost.Pod(1).Uid;
        var job = await LostAsync(node, uid.Value);
        var listed = Assert.Single(await ListedAsync(node));
        Assert.Equal((uid.Value, UnownedKind.PodUnknown, "Held"), (listed.Tag, listed.Kind, listed.State));
        Assert.Equal("no pod with this UID is in the journal", listed.Why);

        var would = Assert.Single(await node.Unowned.WouldRemoveAsync([job], CancellationToken.None));
        Assert.Equal((true, "would be removed (Held)"), (would.IsDone, would.Words));
        Assert.NotNull(node.Schedd.Of(uid.Tag));

        Assert.True(Assert.Single(await node.Unowned.RemoveAsync([job], Me, CancellationToken.None)).IsDone);
        await NodeHost.UntilAsync("it to go", async () => (await ListedAsync(node)).Count == 0);
        Assert.Contains($"job {job} without a pod (tag {uid}): its removal was asked by me", node.Log);
        Assert.Equal("job-removal-asked.1", Assert.Single(node.EntriesOf(OperatorActor.Id)).Manifest);
    }

    [Fact]
    public async Task A_removal_that_HTCondor_does_not_do_is_told_in_the_answer_and_in_one_line_of_the_log()
    {
        await using var node = await NodeHost.StartAsync();
        string[] jobs = [await LostAsync(node, NodeHost.Pod(1).Uid.Value), await LostAsync(node, NodeHost.Pod(2).Uid.Value)];
        node.Schedd.RemovalFailure = new CondorFailure(CondorFailureKind.TimedOut, "condor_rm", null, "");
        var answers = await node.Unowned.RemoveAsync(jobs, Me, CancellationToken.None);
        Assert.All(answers, answer => Assert.False(answer.IsDone));
        Assert.All(answers, answer => Assert.StartsWith("HTCondor did not remove it: condor_rm", answer.Words, StringComparison.Ordinal));
        Assert.Single(node.Log, line => line.StartsWith($"HTCondor did not remove 2 jobs ({jobs[0]}, ...)", StringComparison.Ordinal));
        Assert.Equal(2, (await ListedAsync(node)).Count);
    }

    [Fact]
    public async Task A_removal_that_the_journal_does_not_take_is_not_done()
    {
        await using var node = await NodeHost.StartAsync();
        var uid = NodeHost.Pod(1).Uid;
        var job = await LostAsync(node, uid.Value);
        using (var disk = new SqliteConnection(node.JournalConnection))
        {
            disk.Open();
            using var trigger = disk.CreateCommand();
            trigger.CommandText = "CREATE TRIGGER refuse BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
            trigger.ExecuteNonQuery();
        }
        var answer = Assert.Single(await node.Unowned.RemoveAsync([job], Me, CancellationToken.None));
        Assert.Equal((false, "nothing was done: the journal could not be written"), (answer.IsDone, answer.Words));
        Assert.DoesNotContain(node.Log, line => line.Contains("its removal was asked", StringComparison.Ordinal));
        Assert.Equal(JobStatus.Held, node.Schedd.Of(uid.Tag)?.Status);
    }

    [Fact]
    public async Task A_create_of_its_pod_adopts_the_job_as_the_refusal_of_an_adoption_says()
    {
        await using var node = await NodeHost.StartAsync();
        var pod = NodeHost.Pod(1);
        var job = await LostAsync(node, pod.Uid.Value);
        var answer = Assert.Single(await node.Unowned.AdoptAsync([job], Me, CancellationToken.None));
        Assert.False(answer.IsDone);
        Assert.Contains("and its folder has no file pod.accepted. ", answer.Words, StringComparison.Ordinal);
        Assert.Contains(
            $"If Kubernetes still has pod {pod.Uid}, let interLink send its create again",
            answer.Words,
            StringComparison.Ordinal
        );

        await node.CreateAsync(pod);
        // A removal that comes too late removes no pod's job, and says so at once, not after the next poll.
        Assert.Empty(await ListedAsync(node));
        var late = Assert.Single(await node.Unowned.RemoveAsync([job], Me, CancellationToken.None));
        Assert.Equal(
            (false, "it is not a job without a pod: the last poll of the queue did not show it, or a pod owns it"),
            (late.IsDone, late.Words)
        );
        Assert.Equal(JobStatus.Running, node.Schedd.Of(pod.Uid.Tag)?.Status);
    }

    [Fact]
    public async Task A_job_whose_tag_is_no_pods_UID_can_be_removed_and_never_adopted()
    {
        await using var node = await NodeHost.StartAsync();
        var job = await LostAsync(node, "No_Uid");
        Assert.Equal(UnownedKind.TagOfNoPod, Assert.Single(await ListedAsync(node)).Kind);
        var answer = Assert.Single(await node.Unowned.AdoptAsync([job], Me, CancellationToken.None));
        Assert.Equal("its tag is not the UID of a pod, so no create can ever name it; remove it", answer.Words);
        Assert.True(Assert.Single(await node.Unowned.RemoveAsync([job], Me, CancellationToken.None)).IsDone);
        await NodeHost.UntilAsync("it to go", async () => (await ListedAsync(node)).Count == 0);
    }

    [Theory]
    [InlineData("7", "this is not a job's id (123.0)")]
    [InlineData("7.0", "it is not a job without a pod: the last poll of the queue did not show it, or a pod owns it")]
    public async Task Whatever_else_is_named_is_left_alone_with_the_reason(string job, string words)
    {
        await using var node = await NodeHost.StartAsync();
        await NodeHost.UntilAsync("a poll", async () => await node.Unowned.ListAsync(CancellationToken.None) is not null);
        var answers = await node.Unowned.RemoveAsync([job], Me, CancellationToken.None);
        Assert.Equal((false, words), (answers[0].IsDone, answers[0].Words));
    }
}
