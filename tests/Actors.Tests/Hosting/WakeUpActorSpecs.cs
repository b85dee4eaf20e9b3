using System.Collections.Concurrent;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Tests.Journal;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.Actors.Tests.Scheduling;
using HtcondorActors.CondorIo;
using HtcondorActors.TestPool;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtcondorActors.Actors.Tests.Hosting;

public sealed class WakeUpActorSpecs : TestKit
{
    private static readonly PodUid[] Pods =
    [
        PodUid.Parse("a0000000-0000-0000-0000-000000000001"),
        PodUid.Parse("a0000000-0000-0000-0000-000000000002"),
    ];

    private readonly ConcurrentQueue<int> _unread = [];

    private static readonly PodUid Leftover = PodUid.Parse("a0000000-0000-0000-0000-000000000003");

    [Fact]
    public void A_journal_that_could_not_be_listed_at_the_start_is_listed_again_until_every_pod_is_woken()
    {
        var (pods, asked) = (CreateTestProbe(), 0);
        Func<Task<IReadOnlyList<PodUid>>> list = () =>
            Interlocked.Increment(ref asked) < 3
                ? Task.FromException<IReadOnlyList<PodUid>>(new TimeoutException("locked"))
                : Task.FromResult<IReadOnlyList<PodUid>>(Pods);
        Func<Task<IReadOnlyList<PodUid>>> leftovers = () => Task.FromResult<IReadOnlyList<PodUid>>([Leftover]);
        var waking = Start(pods, CreateTestProbe(), new WakeUpLists(list, leftovers));
        foreach (var uid in Pods)
        {
            Assert.Equal(uid, pods.ExpectMsg<WakeUp>().Uid);
            // or each batch would wait for looks at its jobs
            Assert.Equal(new GetPodStatus(uid, AtOnce: true), pods.ExpectMsg<GetPodStatus>());
        }
        foreach (var uid in Pods)
            waking.Tell(new RenderedStatus(uid, null));
        Assert.Equal(Leftover, pods.ExpectMsg<WakeUp>().Uid);
        Assert.Equal(new GetPodStatus(Leftover, AtOnce: true), pods.ExpectMsg<GetPodStatus>());
        waking.Tell(new RenderedStatus(Leftover, null));
        pods.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(3, asked);
        Assert.Equal([2, 0], _unread); // nothing was said before the journal was listed
    }

    [Fact]
    public void It_is_known_how_many_pods_have_not_answered_yet()
    {
        var pods = CreateTestProbe();
        PodUid[] many = [.. Enumerable.Range(0, 120).Select(number => PodUid.Parse($"a0000000-0000-0000-0000-{number:D12}"))];
        Func<Task<IReadOnlyList<PodUid>>> known = () => Task.FromResult<IReadOnlyList<PodUid>>(many);
        Func<Task<IReadOnlyList<PodUid>>> none = () => Task.FromResult<IReadOnlyList<PodUid>>([]);
        var tombstones = CreateTestProbe();
        var waking = Start(pods, tombstones, new WakeUpLists(known, none));
        foreach (var uid in many)
        {
            pods.ExpectMsg<WakeUp>();
            pods.ExpectMsg<GetPodStatus>();
            waking.Tell(new RenderedStatus(uid, null));
        }
        tombstones.ExpectMsg<WakeUpCompleted>();
        Assert.Equal([120, 70, 20, 0], _unread);
    }

    [Fact]
    public void Old_tombstones_do_not_wait_for_a_scheduler_that_is_away()
    {
        var (pods, tombstones) = (CreateTestProbe(), CreateTestProbe());
        Func<Task<IReadOnlyList<PodUid>>> known = () => Task.FromResult<IReadOnlyList<PodUid>>([Pods[0]]);
        Func<Task<IReadOnlyList<PodUid>>> leftovers = () => Task.FromException<IReadOnlyList<PodUid>>(new IOException("away"));
        var waking = Start(pods, tombstones, new WakeUpLists(known, leftovers));
        pods.ExpectMsg<WakeUp>();
        tombstones.ExpectNoMsg(TimeSpan.Zero); // live pods come first
        waking.Tell(new RenderedStatus(Pods[0], null));
        tombstones.ExpectMsg<WakeUpCompleted>();
    }

    [Fact]
    public async Task Deleted_pods_are_not_woken_and_their_folders_are_no_leftovers()
    {
        var folder = Directory.CreateTempSubdirectory("ila-known.");
        await using (var journal = new JournalTestBed(folder.FullName))
        {
            await journal.WriteAsync(Pods[0], [.. Sample.AcceptedFacts.Cast<DurableFact>()]);
            await journal.WriteAsync(Pods[1], new PodDeleted(Pods[1], Sample.Noon));
            await journal.WriteAsync(Leftover, new UnknownPodDeleted());
            var file = new SqliteStore(JournalFile.Prepare(folder.FullName));
            Assert.Equal([Pods[0]], await WakeUpActor.KnownAsync(file));
            Assert.Empty(await WakeUpActor.LeftoversAsync(file, new ListedFolders([.. Pods, Leftover]), new ScriptedScheduler()));
        }
        TestFolder.Remove(folder.FullName);
    }

    private IActorRef Start(IActorRef pods, IActorRef tombstones, WakeUpLists lists)
    {
        Action<int> unread = _unread.Enqueue;
        return Sys.ActorOf(
            Props.Create(() =>
                new WakeUpActor(pods, lists, TimeSpan.FromMilliseconds(10), tombstones, unread, NullLogger<WakeUpActor>.Instance)
            )
        );
    }

    [Fact]
    public async Task A_folder_without_events_whose_job_is_in_the_queue_is_left_and_nothing_is_known_while_the_scheduler_is_away()
    {
        var folder = Directory.CreateTempSubdirectory("ila-leftovers.");
        var journal = new SqliteStore(JournalFile.Prepare(folder.FullName));
        var scheduler = new ScriptedScheduler
        {
            Find = tags =>
                JobQuery.Of([.. tags.Where(tag => tag == Pods[0].Tag).Select(tag => Sample.Ad(7, JobStatus.Running) with { Tag = tag })]),
        };
        Assert.Equal([Pods[1]], await WakeUpActor.LeftoversAsync(journal, new ListedFolders(Pods), scheduler));
        var unreadable = new UnreadableJob(new(7, 0), Pods[0].Tag, "JobStatus", "-7");
        scheduler.Find = _ => JobQuery.Of([]) with { Unreadable = [unreadable] };
        Assert.Equal([Pods[1]], await WakeUpActor.LeftoversAsync(journal, new ListedFolders(Pods), scheduler));
        scheduler.Find = _ => JobQuery.Of([]) with { Unreadable = [unreadable with { Tag = null }] };
        Assert.Empty(await WakeUpActor.LeftoversAsync(journal, new ListedFolders(Pods), scheduler));
        scheduler.Find = _ => JobQuery.CannotTell(Sample.TimedOut);
        await Assert.ThrowsAsync<IOException>(() => WakeUpActor.LeftoversAsync(journal, new ListedFolders(Pods), scheduler));
        TestFolder.Remove(folder.FullName);
    }

    [Fact]
    public async Task A_folder_without_events_stays_while_another_schedd_answers_than_the_one_that_its_pod_was_sent_to()
    {
        var folder = Directory.CreateTempSubdirectory("ila-leftovers.");
        var journal = new SqliteStore(JournalFile.Prepare(folder.FullName));
        var (here, there) = (ScheddName.Parse("schedd@here"), ScheddName.Parse("schedd@there"));
        var outline = Sample.Outline with { Uid = Pods[0] };
        var folders = new ListedFolders([Pods[0]]) { Outline = OutlineFile.Of(outline, here, DateTimeOffset.UnixEpoch) };
        foreach (var asked in (ScheddName?[])[there, null])
        {
            var other = new ScriptedScheduler { Find = _ => JobQuery.Of([]) with { Schedd = asked } };
            Assert.Empty(await WakeUpActor.LeftoversAsync(journal, folders, other));
        }
        var own = new ScriptedScheduler { Find = _ => JobQuery.Of([]) with { Schedd = here } };
        Assert.Equal([Pods[0]], await WakeUpActor.LeftoversAsync(journal, folders, own));
        TestFolder.Remove(folder.FullName);
    }

    private sealed class ListedFolders(IReadOnlyList<PodUid> pods) : IJobFolders
    {
        public JobFile? Outline { get; init; }

        public IReadOnlyList<JobTag> List(TimeSpan age) => [.. pods.Select(uid => uid.Tag)];

        public Task<CondorFailure?> WriteAsync(JobTag tag, IReadOnlyList<JobFile> files, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<JobFileRead> ReadAsync(JobTag tag, string name, CancellationToken cancel) =>
            Task.FromResult(new JobFileRead(Outline is { } file ? file.Content : (ReadOnlyMemory<byte>?)null));

        public Task<CondorFailure?> RemoveAsync(JobTag tag, CancellationToken cancel) => throw new NotSupportedException();

        public Task<CondorFailure?> RemoveInputAsync(JobTag tag, CancellationToken cancel) => throw new NotSupportedException();

        public Task<CondorFailure?> ShortenOldOutputAsync(JobTag tag, Func<Stream, Task<byte[]?>> rest, CancellationToken cancel) =>
            throw new NotSupportedException();

        public string KeepProgram(string name, ReadOnlyMemory<byte> content) => throw new NotSupportedException();
    }
}
