using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.TestPool;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>An event that is not on disk: the pod says so, does nothing because of it, and is gone from memory with all it
/// believed.</summary>
public sealed class FailedPersistSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-refusing.").FullName;

    public void Dispose() => TestFolder.Remove(_folder);

    [Theory]
    [InlineData("fails")]
    [InlineData("rejects")] // Akka itself goes on after this one
    public async Task A_create_whose_event_the_journal_does_not_take_is_not_accepted_nothing_is_submitted_and_the_pod_stops(string how)
    {
        await using var pods = new PodTestBed(_folder, RefusingJournal.Hocon(how));
        var reply = await pods.AskAsync<CreateReply>(Sample.Create);
        Assert.Equal(new PodNotAccepted("the journal could not be written"), reply);
        await pods.UntilStoppedAsync(Sample.Uid);
        Assert.Equal(["write"], await pods.CallsAsync());
        Assert.Null(await pods.StatusAsync(Sample.Uid));
    }

    [Fact]
    public async Task A_pod_whose_deletion_the_journal_does_not_take_is_watched_for_by_nobody_when_it_has_stopped()
    {
        await PodTestBed.WriteReleasedAsync(_folder);
        await using var pods = new PodTestBed(_folder);
        await pods.StatusAsync(Sample.Uid);
        Assert.Equal(["watch", "watch"], await pods.CallsAsync());

        PodTestBed.RefuseWrites(_folder);
        Assert.Equal(
            new DeletionNotAccepted("the journal could not be written"),
            await pods.AskAsync<DeleteReply>(new DeletePod(Sample.Uid))
        );
        await pods.UntilStoppedAsync(Sample.Uid);
        Assert.Contains("unwatch", await pods.CallsAsync());
    }
}
