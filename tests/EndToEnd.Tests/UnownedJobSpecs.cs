using System.Text.Json.Nodes;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>
/// The ways in which a job loses its pod, beside a lost journal (LostJournalSpecs): what an operator sees and is told to do.
/// </summary>
[Collection(ThirdPoolCollection.Name)]
public sealed class UnownedJobSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    protected override string Config => "InstanceName: first-name\n";

    [Fact]
    public async Task After_an_older_journal_was_restored_an_operator_has_the_lost_pod_go_on_with_its_job()
    {
        var copy = await CopyOfJournalAsync();
        var (pod, job) = await RunningAsync();
        await Sidecar.KillAsync();
        Restore(copy);
        await Sidecar.StartAgainAsync();
        await ListedAsync(job, "podUnknown");

        var would = Sidecar.Run("jobs", "adopt", job);
        Assert.Equal(0, would.ExitCode);
        Assert.StartsWith(
            $"job {job}: would be adopted (Running) as the job of pod default/train ({pod.Uid})\nnothing was adopted; say --yes to adopt",
            would.Stdout,
            StringComparison.Ordinal
        );
        Assert.Null(await Calls.StatusAsync(pod));

        var adopted = Sidecar.Run("jobs", "adopt", job, "--yes");
        Assert.Equal((0, $"job {job}: pod default/train goes on with it\n"), (adopted.ExitCode, adopted.Stdout));
        await Calls.UntilPhaseAsync(pod, PodPhase.Running); // no create was sent
        Assert.Equal("up\n", await Calls.LogsAsync(pod, "main"));
        Assert.Contains("jobs adopt, asked by ", Sidecar.Printed, StringComparison.Ordinal);
        Assert.Empty(await UnownedLaterAsync());
        Assert.Equal(job, await Calls.CreateAsync(pod)); // a create that comes later is a repetition
        Assert.Equal((1, 1), (JobsEver(pod), JobsEverStarted(pod)));

        await Calls.DeleteAsync(pod);
        await Wait.UntilAsync($"job {job} to go", () => Task.FromResult(Queue(pod).Count == 0));
    }

    [Fact]
    public async Task The_job_of_a_pod_whose_folder_is_lost_too_is_not_adopted_and_the_command_says_why_and_what_to_do()
    {
        var copy = await CopyOfJournalAsync();
        var (pod, job) = await RunningAsync();
        await Sidecar.KillAsync();
        Restore(copy);
        File.Delete(Path.Combine(JobFolder(pod), "pod.accepted"));
        await Sidecar.StartAgainAsync();
        await ListedAsync(job, "podUnknown");
        var adopt = Sidecar.Run("jobs", "adopt", job, "--yes");
        Assert.Equal(1, adopt.ExitCode);
        Assert.Contains("its folder has no file pod.accepted. If Kubernetes still has pod", adopt.Stdout, StringComparison.Ordinal);
        Assert.Equal(job, await Calls.CreateAsync(pod)); // as adopt has said
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        Assert.Equal(1, JobsEverStarted(pod));
    }

    [Fact]
    public async Task After_a_new_data_folder_was_given_the_command_says_that_the_job_may_be_another_sidecars()
    {
        var (pod, job) = await RunningAsync();
        await Sidecar.KillAsync();
        Directory.Move(Sidecar.DataRoot, Sidecar.DataRoot + ".lost");
        await Sidecar.StartAgainAsync();
        await ListedAsync(job, "otherFolder");
        var adopt = Sidecar.Run("jobs", "adopt", job, "--yes");
        Assert.Equal(1, adopt.ExitCode);
        Assert.Contains(
            "give this folder the other folder's files \"instance\" and journal.sqlite",
            adopt.Stdout,
            StringComparison.Ordinal
        );
        Assert.Equal(2, (int)Queue(pod).Single()!["JobStatus"]!); // nobody has touched it

        // As adopt has said.
        await Sidecar.StopAsync();
        TestFolder.Remove(Sidecar.DataRoot);
        Directory.Move(Sidecar.DataRoot + ".lost", Sidecar.DataRoot);
        await Sidecar.StartAgainAsync();
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        Assert.Empty(await UnownedLaterAsync());
        Assert.Equal(1, JobsEverStarted(pod));
    }

    private async Task ListedAsync(string job, string kind)
    {
        var listed = await Wait.ForAsync("the job to be listed", () => Task.FromResult(Unowned().SingleOrDefault()));
        Assert.Equal((job, kind), ((string?)listed["job"], (string?)listed["kind"]));
    }

    [Fact]
    public async Task Another_InstanceName_takes_no_job_from_its_pod_because_the_data_folder_knows_its_own()
    {
        var (pod, job) = await RunningAsync();
        await Sidecar.StopAsync();
        var config = await File.ReadAllTextAsync(Sidecar.ConfigFile);
        await File.WriteAllTextAsync(Sidecar.ConfigFile, config.Replace("first-name", "second-name", StringComparison.Ordinal));
        await Sidecar.StartAgainAsync();
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        Assert.Empty(await UnownedLaterAsync());
        await Calls.DeleteAsync(pod);
        await Wait.UntilAsync($"job {job} to go", () => Task.FromResult(Queue(pod).Count == 0));
    }

    private async Task<(PodBody Pod, string Job)> RunningAsync()
    {
        var pod = new PodBody("train").Container("main", "echo up; sleep 600");
        var job = await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        return (pod, job);
    }

    /// <summary>Empty also before the queue was listed.</summary>
    private IReadOnlyList<JsonNode> Unowned() =>
        Sidecar.Run("jobs", "--unowned", "-o", "json") is { ExitCode: 0, Stdout: var list }
            ? [.. JsonNode.Parse(list)!["items"]!.AsArray().OfType<JsonNode>()]
            : [];

    private async Task<IReadOnlyList<JsonNode>> UnownedLaterAsync()
    {
        await Wait.UntilAsync("the list of jobs", () => Task.FromResult(Sidecar.Run("jobs", "--unowned").ExitCode == 0));
        return Unowned();
    }

    /// <summary>As a backup makes one while the sidecar runs.</summary>
    private async Task<string> CopyOfJournalAsync()
    {
        var file = Path.Combine(Sidecar.Folder, "copy.sqlite");
        await using var journal = await OpenJournalAsync();
        await using var copy = new SqliteConnection($"Data Source={file};Pooling=False");
        await copy.OpenAsync();
        journal.BackupDatabase(copy);
        return file;
    }

    private void Restore(string copy)
    {
        foreach (var file in Directory.GetFiles(Sidecar.DataRoot, "journal.sqlite*"))
            File.Delete(file);
        File.Move(copy, Path.Combine(Sidecar.DataRoot, "journal.sqlite"));
    }
}
