using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Journal;
using HtcondorActors.CondorIo;
using HtcondorActors.TestPool;
using Microsoft.Extensions.Time.Testing;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A pod whose job is spooled to the schedd: its output is fetched while the job runs.</summary>
public sealed class FetchedPodSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-fetched.").FullName;

    public void Dispose() => TestFolder.Remove(_folder);

    [Fact]
    public void The_output_of_a_job_is_fetched_as_long_as_the_queue_shows_that_it_runs_and_the_pod_is_not_deleted()
    {
        var running = Released.Apply(new JobAdUpdated(Ad(7, JobStatus.Running), Noon));
        Assert.Equal(new JobId(7, 0), running.RunningJob);

        Assert.Null(Released.RunningJob);
        Assert.Null(running.Apply(new JobAdUpdated(Ad(7, JobStatus.Idle), Noon)).RunningJob);
        Assert.Null(running.Apply(new JobAdUpdated(Ad(7, JobStatus.Completed), Noon)).RunningJob);
        Assert.Null(running.Apply(new JobGoneFromQueue(null)).RunningJob);
        Assert.Null(Finished.RunningJob);
        Assert.Null(running.Apply(new DeletionAsked(Uid, Noon)).RunningJob); // its output goes with condor_rm
    }

    [Fact]
    public async Task The_pod_shows_its_running_job_to_the_fetcher_of_its_node_and_takes_it_back_when_its_actor_ends()
    {
        await PodTestBed.WriteReleasedAsync(_folder);
        await using var pods = new PodTestBed(_folder, fetches: new FetchBoard(TimeProvider.System));
        await pods.StatusAsync(Uid);
        var question = new GetLogLocation(Uid, "") { AskedAgo = TimeSpan.FromSeconds(1) };
        Assert.Equal(true, (await pods.AskAsync<LogLocation>(question)).IsFetched); // it does not run
        Assert.Empty(pods.Fetches!.Running);

        pods.Tell(Uid, new JobSeen(Ad(7, JobStatus.Running)));
        var asked = await pods.AskAsync<LogLocation>(question);
        Assert.Equal((pods.Fetches.Id, false), (asked.FetchedBy, asked.IsFetched));
        Assert.True(pods.Fetches.Running.Single().Value.WantedAt > Noon);
        pods.Fetches.Fetched(Uid.Tag, TimeProvider.System.GetUtcNow(), 10);
        asked = await pods.AskAsync<LogLocation>(question with { AskedAgo = TimeSpan.FromMinutes(1) });
        Assert.Equal(true, asked.IsFetched);

        PodTestBed.RefuseWrites(_folder);
        await pods.AskAsync<DeleteReply>(new DeletePod(Uid));
        await pods.UntilStoppedAsync(Uid);
        Assert.Empty(pods.Fetches.Running);
    }

    [Fact]
    public void A_reader_on_another_node_is_noted_and_hears_whether_a_fetch_has_begun_since_its_request_came()
    {
        var clock = new FakeTimeProvider(Noon);
        var board = new FetchBoard(clock);
        board.Show(Uid.Tag, new JobId(7, 0));
        board.Fetched(Uid.Tag, Noon.AddSeconds(-2), 10);
        Assert.Equal([false, true], IsFetched());
        Assert.Equal(Noon, board.Running.Single().Value.WantedAt);

        board.Show(Uid.Tag, new JobId(7, 0)); // the queue shows it again
        Assert.Equal([false, true], IsFetched());
        board.Show(Uid.Tag, new JobId(8, 0)); // another job
        Assert.Equal([false, false], IsFetched());
        board.Show(Uid.Tag, null);
        Assert.Equal([true, true], IsFetched());

        bool?[] IsFetched() =>
            [
                board.Noted(new LogLocation(Uid.Tag, "a", Ended: false), TimeSpan.FromSeconds(1)).IsFetched,
                board.Noted(new LogLocation(Uid.Tag, "a", Ended: false), TimeSpan.FromSeconds(3)).IsFetched,
            ];
    }
}
