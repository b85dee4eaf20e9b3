using System.Net;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A journal of which a part is spoilt: one pod is left as it is, all others go on.</summary>
[Collection(ThirdPoolCollection.Name)]
public sealed class BadJournalSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    protected override string Config => "RetryAtMostSeconds: 3\nRetryAfterSeconds: 0.5\n";

    [Theory]
    [InlineData("UPDATE journal SET message = x'7b22' WHERE persistence_id = @id AND sequence_number = 2")]
    [InlineData("UPDATE journal SET manifest = 'submit-intended.999' WHERE persistence_id = @id AND sequence_number = 2")]
    [InlineData("UPDATE journal SET writer_uuid = 'somebody-else' WHERE persistence_id = @id AND sequence_number = 2")]
    public async Task A_pod_whose_entries_cannot_be_read_is_left_as_it_is_and_the_others_go_on(string spoil)
    {
        var (bad, good) = (new PodBody("bad").Container("main", "sleep 600"), new PodBody("good").Container("main", "sleep 600"));
        foreach (var pod in (PodBody[])[bad, good])
        {
            await Calls.CreateAsync(pod);
            await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        }
        await Sidecar.KillAsync();
        var kept = (
            await ExecuteAsync(
                "SELECT hex(message), manifest, writer_uuid FROM journal WHERE persistence_id = @id AND sequence_number = 2",
                bad
            )
        ).Single();
        await ExecuteAsync(spoil, bad);
        await Sidecar.StartAgainAsync();

        await Wait.UntilAsync("the log to say it", () => Task.FromResult(Sidecar.Says(bad, "its events in the journal cannot be read")));
        await Wait.UntilAsync("the good one to be told again", async () => (await Calls.StatusOfAllAsync(good)).Count == 1);
        Assert.Equal([good.Uid], (await Calls.StatusOfAllAsync(bad, good)).Select(entry => (string)entry!["UID"]!));
        var again = Calls.PostAsync("/create", bad.Json);
        await Calls.DeleteAsync(good);
        await Wait.UntilAsync("the good one's job to leave", () => Task.FromResult(Queue(good).Count == 0));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await again).Code);
        Assert.Equal((1, 2), (JobsEver(bad), (int)Queue(bad).Single()!["JobStatus"]!));
        Assert.True(Directory.Exists(JobFolder(bad)));

        // Mended, it goes on without a restart.
        await ExecuteAsync(
            $"UPDATE journal SET message = x'{kept[0]}', manifest = '{kept[1]}', writer_uuid = '{kept[2]}' WHERE persistence_id "
                + "= @id AND sequence_number = 2",
            bad
        );
        await Wait.UntilAsync("the pod to be told again", async () => (await Calls.StatusOfAllAsync(bad)).Count == 1);
        await Calls.DeleteAsync(bad);
        await Wait.UntilAsync("the job to leave", () => Task.FromResult(Queue(bad).Count == 0));
    }

    private async Task<List<string[]>> ExecuteAsync(string sql, PodBody pod)
    {
        using var connection = await OpenJournalAsync();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("@id", "pod-" + pod.Uid);
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i).ToString()!)]);
        return rows;
    }
}
