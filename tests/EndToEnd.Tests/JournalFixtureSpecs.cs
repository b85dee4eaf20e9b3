using System.Net;
using System.Text.Json.Nodes;
using HtcondorActors.Http.Cli;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>
/// What a released version has left on a site's disk: this version goes on from it. HTCONDORACTORS_WRITE_FIXTURES=1 writes that of this version, once before each
/// release, into a folder of its own under tests/Fixtures/journals; those of former versions are never changed.
/// </summary>
public sealed class JournalFixtureSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    private static string Folder(string version) => Path.Combine(RepositoryRoot.Path, "tests", "Fixtures", "journals", version);

    private string Journal => Path.Combine(Sidecar.DataRoot, "journal.sqlite");

    [Theory]
    [InlineData("0.1")]
    public async Task A_journal_of_a_former_version_is_gone_on_from_and_nothing_is_submitted_anew(string version)
    {
        if (Environment.GetEnvironmentVariable("HTCONDORACTORS_WRITE_FIXTURES") == "1") await WriteAsync(Folder(version));
        Assert.Equal(0, await Sidecar.StopAsync());
        foreach (var file in Directory.GetFiles(Sidecar.DataRoot, "journal.sqlite*")) File.Delete(file);
        File.Copy(Path.Combine(Folder(version), "journal.sqlite"), Journal);
        await Sidecar.StartAgainAsync();

        var said = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder(version), "said.json")))!;
        var (finished, running, deleted) = (new KeptPod(said["finished"]!), new KeptPod(said["running"]!), new KeptPod(said["deleted"]!));
        Assert.Equal(said["status"]!.ToJsonString(), Assert.Single(await Calls.StatusOfAllAsync(finished, deleted))!.ToJsonString());
        Assert.Equal((string)said["job"]!, await Calls.CreateAsync(running));
        Assert.Equal(HttpStatusCode.Conflict, (await Calls.PostAsync("/create", deleted.Json)).Code);
        Assert.All([finished, running, deleted], pod => Assert.Equal(0, JobsEver(pod)));
        await Calls.DeleteAsync(running);
        await Wait.UntilAsync("the deletion to be carried out", async () => (await Calls.PostAsync("/create", running.Json)).Code == HttpStatusCode.Conflict);
    }

    private async Task WriteAsync(string folder)
    {
        var finished = new PodBody("finished").Spec(spec => spec["restartPolicy"] = "OnFailure").Init("init", "echo ready").Container("main", "[ -e /tmp/again ] && exit 0; touch /tmp/again; echo words >/dev/termination-log; exit 3",
                c => c["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = "tmp", ["mountPath"] = "/tmp" }))
            .Volume("tmp", "emptyDir", new JsonObject());
        var running = new PodBody("running").Container("main", "sleep 600");
        var deleted = new PodBody("deleted").Container("main", "exit 4");
        foreach (var pod in (PodBody[])[finished, running, deleted]) await Calls.CreateAsync(pod);
        await Calls.EndAsync(finished);
        await Calls.EndAsync(deleted);
        await Calls.UntilPhaseAsync(running, PodPhase.Running);
        await Calls.DeleteAsync(deleted);
        await Wait.UntilAsync("the files to go", () => Task.FromResult(!Directory.Exists(JobFolder(deleted))));
        await Wait.UntilAsync("the finished job to leave", () => Task.FromResult(Queue(finished).Count == 0));
        var said = new JsonObject
        {
            ["status"] = (await Calls.StatusAsync(finished))!.DeepClone(),
            ["job"] = await Calls.CreateAsync(running),
        };
        foreach (var (name, pod) in new[] { (nameof(finished), finished), (nameof(running), running), (nameof(deleted), deleted) })
            said[name] = new JsonObject { ["uid"] = pod.Uid, ["body"] = JsonNode.Parse(pod.Json) };
        Assert.Equal(0, await Sidecar.StopAsync());
        Directory.CreateDirectory(folder);
        using (var connection = new SqliteConnection($"Data Source={Journal};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"VACUUM INTO '{Path.Combine(folder, "journal.sqlite")}'";
            command.ExecuteNonQuery();
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "said.json"), said.ToJsonString(new() { WriteIndented = true }) + "\n");
        Pool.Tool("condor_rm", "-all");
        await Sidecar.StartAgainAsync();
    }
}
