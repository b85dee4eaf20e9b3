using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.TestPool;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>Whoever asks for a pod right after a start of the sidecar: an answer that leaves it out would say less than is known a moment
/// later.</summary>
public sealed class CallersWhileBusySpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-early.").FullName;

    public void Dispose() => TestFolder.Remove(_folder);

    private async Task<PodTestBed> StartedAgainAsync()
    {
        await PodTestBed.WriteReleasedAsync(_folder);
        return new PodTestBed(_folder);
    }

    [Fact]
    public async Task A_pod_that_was_just_recovered_answers_when_the_stream_of_its_job_was_looked_at()
    {
        await using var pods = await StartedAgainAsync();
        var asked = pods.AskAsync<RenderedStatus>(new GetPodStatus(Sample.Uid));
        Assert.Null(await pods.StatusAsync(Sample.Uid)); // what came first was taken first
        Assert.False(asked.IsCompleted);
        // An empty stream is no news: HTCondor makes one where the job's folder is away.
        pods.Tell(Sample.Uid, new RunSeen(RunView.Empty));
        Assert.Null(await pods.StatusAsync(Sample.Uid));
        Assert.False(asked.IsCompleted);
        pods.Tell(Sample.Uid, new RunSeen(Sample.Run(0, null, null)));
        Assert.NotNull((await asked).Fragment);
    }

    [Fact]
    public async Task Where_nobody_looks_it_is_left_out_after_a_while_and_from_then_on_at_once()
    {
        await using var pods = await StartedAgainAsync();
        Assert.Null((await pods.AskAsync<RenderedStatus>(new GetPodStatus(Sample.Uid))).Fragment);
        Assert.Null((await pods.AskAsync<RenderedStatus>(new GetPodStatus(Sample.Uid))).Fragment); // kept waiting, it would wait for ever
    }

    [Fact]
    public async Task One_that_is_deleted_meanwhile_is_left_out()
    {
        await using var pods = await StartedAgainAsync();
        var asked = pods.AskAsync<RenderedStatus>(new GetPodStatus(Sample.Uid));
        await pods.AskAsync<HtcondorActors.Actors.Protocol.DeleteReply>(new DeletePod(Sample.Uid));
        Assert.Null((await asked).Fragment);
    }
}
