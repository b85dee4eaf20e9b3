using Akka.Actor;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Sharding;

/// <summary>
/// After a start, wakes every pod that has events or a folder, so that submits, watches and deletions that were under way go on
/// unasked. Instead of remembered entities: those would write every pod's id a second time, and know nothing of folders (ADR 0001).
/// </summary>
internal sealed class WakeUpActor : ReceiveActor
{
    /// <summary>A few at a time: whoever asks for a pod meanwhile wakes it by asking.</summary>
    private const int AtOnce = 50;

    private sealed record Found(IReadOnlyList<PodUid> Pods);
    private sealed record Next;

    public WakeUpActor(IActorRef pods, IJobFolders folders, string journal, ILogger<WakeUpActor> log)
    {
        var left = new Queue<PodUid>();
        var answers = 0;
        Receive<Found>(found =>
        {
            foreach (var uid in found.Pods) left.Enqueue(uid);
            log.LogInformation("{Count} pods of before the start are being woken", left.Count);
            Self.Tell(new Next());
        });
        Receive<Next>(_ => Wake());
        Receive<RenderedStatus>(_ =>
        {
            if (--answers == 0) Wake();
        });
        // A pod whose events cannot be read does not answer: the others go on.
        Receive<ReceiveTimeout>(_ => Wake());
        Receive<Status.Failure>(failed =>
        {
            log.LogError(failed.Cause, "the journal could not be listed: pods go on only when they are asked for");
            Context.Stop(Self);
        });

        Task.Run(() => List(journal, folders)).PipeTo(Self, success: pods => new Found(pods));

        void Wake()
        {
            answers = 0;
            while (answers < AtOnce && left.TryDequeue(out var uid))
            {
                pods.Tell(new WakeUp(uid));
                pods.Tell(new GetPodStatus(uid));
                answers++;
            }
            if (answers == 0) Context.Stop(Self);
            else Context.SetReceiveTimeout(TimeSpan.FromSeconds(10));
        }
    }

    private static IReadOnlyList<PodUid> List(string journal, IJobFolders folders)
    {
        using var connection = new SqliteConnection(journal);
        connection.Open();
        var known = JournalTable.PersistenceIds(connection).Select(PodActor.UidOf).OfType<PodUid>();
        var foldersOf = folders.List().Select(tag => PodUid.TryParse(tag.Value, out var uid) ? uid : null).OfType<PodUid>();
        return [.. known.Union(foldersOf)];
    }
}
