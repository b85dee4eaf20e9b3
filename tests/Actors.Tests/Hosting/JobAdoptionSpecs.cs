using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>The journal has lost pods whose jobs and folders are there: an operator has them go on with their jobs.</summary>
public sealed class JobAdoptionSpecs
{
    private const string Me = "me";
    private static readonly PodSpec Pod = NodeHost.Pod(1);

    private static PodOutline OutlineOf(PodSpec pod) => PodPlanner.Plan(pod, new SitePolicy()).Plan!.Outline;

    /// <summary>A job and a folder, as a lost journal leaves them.</summary>
    private static async Task<string> LostAsync(NodeHost node, JobFile? file)
    {
        if (file is not null)
            node.Folders.Put(Pod.Uid.Tag, file);
        return await node.SubmitWithoutPodAsync(Pod.Uid.Tag);
    }

    private static JobFile File(PodSpec? pod = null) => OutlineFile.Of(OutlineOf(pod ?? Pod), schedd: null, DateTimeOffset.UnixEpoch);

    private static async Task<UnownedJobAnswer> AdoptAsync(NodeHost node, string job) =>
        Assert.Single(await node.Unowned.AdoptAsync([job], Me, CancellationToken.None));

    [Fact]
    public async Task A_dry_run_names_the_pod_and_changes_nothing()
    {
        await using var node = await NodeHost.StartAsync();
        var job = await LostAsync(node, File());
        var would = Assert.Single(await node.Unowned.WouldAdoptAsync([job], CancellationToken.None));
        Assert.Equal((true, $"would be adopted (Held) as the job of pod default/pod-1 ({Pod.Uid})"), (would.IsDone, would.Words));
        Assert.Empty(node.EntriesOf(Pod.Uid));
        Assert.Empty(node.EntriesOf(OperatorActor.Id));
        Assert.Equal(JobStatus.Held, node.Schedd.Of(Pod.Uid.Tag)?.Status);
    }

    [Fact]
    public async Task The_pod_goes_on_with_its_job_and_submits_no_other_and_the_journal_says_who_asked()
    {
        await using var node = await NodeHost.StartAsync();
        var job = await LostAsync(node, File());
        var answer = await AdoptAsync(node, job);
        Assert.Equal((true, "pod default/pod-1 goes on with it"), (answer.IsDone, answer.Words));
        await NodeHost.UntilAsync("the job to run", () => node.Schedd.Of(Pod.Uid.Tag)?.Status == JobStatus.Running);
        Assert.Equal(1, node.Schedd.Submits);
        Assert.Equal(["pod-accepted.6", "submit-intended.1", "release-decided.1"], node.EntriesOf(Pod.Uid).Select(entry => entry.Manifest));
        Assert.Equal("job-adoption-asked.1", Assert.Single(node.EntriesOf(OperatorActor.Id)).Manifest);
        Assert.Contains($"pod default/pod-1 ({Pod.Uid}): it is to adopt job {job}, asked by me", node.Log);
        Assert.Contains($"pod default/pod-1 ({Pod.Uid}): accepted from jobs adopt, asked by me", node.Log);

        // interLink's create comes after all: it is a repetition.
        Assert.Equal(new PodCreated(Pod.Uid, job), await node.Gateway.CreateAsync(Pod, CancellationToken.None));
        Assert.Equal(1, node.Schedd.Submits);
        Assert.Contains("a pod owns it", (await AdoptAsync(node, job)).Words, StringComparison.Ordinal);
        await node.EndAndDeleteAsync(Pod);
    }

    [Fact]
    public async Task A_create_leaves_the_file_by_which_the_pod_can_be_adopted_later()
    {
        await using var node = await NodeHost.StartAsync();
        await node.CreateAsync(Pod);
        var read = await node.Folders.ReadAsync(Pod.Uid.Tag, OutlineFile.Name, CancellationToken.None);
        Assert.Equal(OutlineOf(Pod).SpecDigest, OutlineFile.Read(read, Pod.Uid).Outline!.SpecDigest);
    }

    [Fact]
    public async Task Of_two_jobs_of_a_pod_only_the_one_that_it_would_go_on_with_can_be_adopted()
    {
        var folders = new MemoryFolders();
        folders.Put(Pod.Uid.Tag, File());
        var adoption = new JobAdoption(folders, null!, null!, NullLogger.Instance);
        UnownedSeen[] both = [Seen(8), Seen(7)];
        var (newer, older) = (
            await adoption.WouldAsync("8.0", both[0], both, default),
            await adoption.WouldAsync("7.0", both[1], both, default)
        );
        Assert.Equal(
            (false, "its pod would go on with job 7.0; adopt that one, and this one is removed then"),
            (newer.IsDone, newer.Words)
        );
        Assert.True(older.IsDone);

        // A job that has passed its gate comes first.
        UnownedSeen[] gated = [Seen(8), Behind(Seen(7))];
        Assert.Contains(
            "would go on with job 8.0",
            (await adoption.WouldAsync("7.0", gated[1], gated, default)).Words,
            StringComparison.Ordinal
        );
        Assert.True((await adoption.WouldAsync("8.0", gated[0], gated, default)).IsDone);

        static UnownedSeen Behind(UnownedSeen seen) =>
            seen with
            {
                Ad = Pods.Sample.Gated(seen.Id!.Value.Cluster) with { Tag = Pod.Uid.Tag },
            };

        static UnownedSeen Seen(int cluster) =>
            new(
                new JobId(cluster, 0),
                new JobAd
                {
                    Id = new(cluster, 0),
                    Tag = Pod.Uid.Tag,
                    Status = JobStatus.Running,
                },
                UnownedKind.PodUnknown
            );
    }

    [Fact]
    public async Task An_adoption_that_the_journal_does_not_take_is_not_done()
    {
        await using var node = await NodeHost.StartAsync();
        var job = await LostAsync(node, File());
        using (var disk = new SqliteConnection(node.JournalConnection))
        {
            disk.Open();
            using var trigger = disk.CreateCommand();
            trigger.CommandText = "CREATE TRIGGER refuse BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
            trigger.ExecuteNonQuery();
        }
        Assert.Equal("nothing was done: the journal could not be written", (await AdoptAsync(node, job)).Words);
        Assert.Equal(JobStatus.Held, node.Schedd.Of(Pod.Uid.Tag)?.Status);
    }

    public static TheoryData<string, string> Spoilt =>
        new()
        {
            { "", "is spoilt, or of another version of the sidecar" },
            { "pod-accepted.99\n{}", "is spoilt, or of another version of the sidecar" },
            { "pod-accepted.5\n{\"Outline\":{}}", "is spoilt, or of another version of the sidecar" },
            { "submit-intended.1\n{\"Attempt\":1,\"At\":\"2026-01-31T12:00:00+00:00\"}", "is about something else" },
        };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task A_file_that_says_nothing_of_the_pod_is_not_believed(string content, string words)
    {
        await using var node = await NodeHost.StartAsync();
        var job = await LostAsync(node, new JobFile(OutlineFile.Name, System.Text.Encoding.UTF8.GetBytes(content)));
        var answer = await AdoptAsync(node, job);
        Assert.False(answer.IsDone);
        Assert.Contains(words, answer.Words, StringComparison.Ordinal);
        Assert.Contains("let interLink send its create again", answer.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_about_another_pod_is_not_believed()
    {
        await using var node = await NodeHost.StartAsync();
        var job = await LostAsync(node, File(NodeHost.Pod(2)));
        Assert.Contains("is about something else", (await AdoptAsync(node, job)).Words, StringComparison.Ordinal);
    }
}
