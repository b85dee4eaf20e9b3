using HtcondorActors.Actors.Pods;
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
    public void The_output_of_a_job_is_fetched_as_long_as_the_queue_shows_that_it_runs_also_while_the_pod_is_deleted()
    {
        var running = Released.Apply(new JobAdUpdated(Ad(7, JobStatus.Running), Noon));
        Assert.Equal(new JobId(7, 0), running.RunningJob);
        Assert.Equal(new JobId(7, 0), running.Apply(new DeletionAsked(Uid, Noon)).RunningJob);

        Assert.Null(Released.RunningJob);
        Assert.Null(running.Apply(new JobAdUpdated(Ad(7, JobStatus.Idle), Noon)).RunningJob);
        Assert.Null(running.Apply(new JobAdUpdated(Ad(7, JobStatus.Completed), Noon)).RunningJob);
        Assert.Null(running.Apply(new JobGoneFromQueue(null)).RunningJob);
        Assert.Null(Finished.RunningJob);
        Assert.Null(running.Apply(new DeletionAsked(Uid, Noon)).Apply(new LogsRetained(Uid, Noon)).RunningJob);
    }

    [Fact]
    public async Task The_pod_shows_its_running_job_to_the_fetcher_of_its_node_and_takes_it_back_when_its_actor_ends()
    {
        await using (var journal = new JournalTestBed(_folder))
            await journal.WriteAsync(
                Uid,
                new PodAccepted(Outline, Noon),
                new SubmitIntended(1, Noon),
                new ReleaseDecided(new(7, 0), "schedd@pool#7.0#1767261600", Noon)
            );
        await using var pods = new PodTestBed(_folder, fetches: new FetchBoard(TimeProvider.System));
        await pods.StatusAsync(Uid);
        Assert.False(pods.Fetches!.Has(Uid.Tag));

        pods.Tell(Uid, new JobSeen(Ad(7, JobStatus.Running)));
        var asked = await pods.AskAsync<LogLocation>(new GetLogLocation(Uid, "") { AskedAgo = TimeSpan.FromSeconds(1) });
        Assert.Equal(false, asked.IsFetched);
        Assert.True(pods.Fetches.Running.Single().Value.WantedAt > Noon);

        pods.Fetches.Fetched(Uid.Tag, TimeProvider.System.GetUtcNow(), 10);
        asked = await pods.AskAsync<LogLocation>(new GetLogLocation(Uid, "") { AskedAgo = TimeSpan.FromMinutes(1) });
        Assert.Equal(true, asked.IsFetched);

        pods.Tell(Uid, new JobSeen(Ad(7, JobStatus.Idle)));
        Assert.Null((await pods.AskAsync<LogLocation>(new GetLogLocation(Uid, ""))).IsFetched);
        Assert.Empty(pods.Fetches.Running);
    }

    [Fact]
    public void A_reader_on_another_node_is_noted_and_hears_whether_a_fetch_has_begun_since_its_request_came()
    {
        var clock = new FakeTimeProvider(Noon);
        var board = new FetchBoard(clock);
        Assert.Null(board.NoteReader(Uid.Tag, TimeSpan.Zero));
        board.Show(Uid.Tag, new JobId(7, 0));
        board.Fetched(Uid.Tag, Noon.AddSeconds(-2), 10);
        Assert.False(board.NoteReader(Uid.Tag, TimeSpan.FromSeconds(1)));
        Assert.True(board.NoteReader(Uid.Tag, TimeSpan.FromSeconds(3)));
        Assert.Equal(Noon, board.Running.Single().Value.WantedAt);

        board.Show(Uid.Tag, new JobId(7, 0)); // the queue shows it again
        Assert.True(board.NoteReader(Uid.Tag, TimeSpan.FromSeconds(3)));
        board.Show(Uid.Tag, new JobId(8, 0)); // another run
        Assert.False(board.NoteReader(Uid.Tag, TimeSpan.FromSeconds(3)));
    }
}
