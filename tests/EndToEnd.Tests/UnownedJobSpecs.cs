using System.Text.Json.Nodes;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>
/// The ways in which a job loses its pod, beside a lost journal (LostJournalSpecs): what an operator sees and is told to do.
/// </summary>
[Collection(OtherPoolCollection.Name)]
public sealed class UnownedJobSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    private const string OlderJournal = "an older copy of the journal";
    private const string NewFolder = "a new data folder";

    protected override string Config => "InstanceName: first-name\n";

    [Theory]
    [InlineData(OlderJournal, "podUnknown", "let interLink send its create again")]
    [InlineData(NewFolder, "otherFolder", "give this folder the other folder's files \"instance\" and journal.sqlite")]
    public async Task A_job_is_listed_with_its_kind_and_what_to_do_after_the_sidecar_was_given(string what, string kind, string advice)
    {
        var copy = await CopyOfJournalAsync();
        var (pod, job) = await RunningAsync();
        await Sidecar.KillAsync();
        if (what == OlderJournal)
            Restore(copy);
        else
            Directory.Move(Sidecar.DataRoot, Sidecar.DataRoot + ".lost");
        await Sidecar.StartAgainAsync();

        var listed = await Wait.ForAsync("the job to be listed", () => Task.FromResult(Unowned().SingleOrDefault()));
        Assert.Equal((job, kind), ((string?)listed["job"], (string?)listed["kind"]));
        var adopt = Sidecar.Run("jobs", "adopt", job);
        Assert.Equal(1, adopt.ExitCode);
        Assert.Contains(advice, adopt.Stdout, StringComparison.Ordinal);
        Assert.Equal(2, (int)Queue(pod).Single()!["JobStatus"]!); // nobody has touched it

        if (what == NewFolder)
        {
            // As adopt has said.
            await Sidecar.StopAsync();
            Directory.Delete(Sidecar.DataRoot, recursive: true);
            Directory.Move(Sidecar.DataRoot + ".lost", Sidecar.DataRoot);
            await Sidecar.StartAgainAsync();
        }
        else
            Assert.Equal(job, await Calls.CreateAsync(pod));
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        Assert.Empty(await UnownedLaterAsync());
        Assert.Equal(1, JobsEverStarted(pod));
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
        var pod = new PodBody("train").Container("main", "sleep 600");
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
