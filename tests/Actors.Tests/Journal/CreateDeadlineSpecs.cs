using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.TestPool;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>How long the callers of one create wait while the scheduler says nothing.</summary>
public sealed class CreateDeadlineSpecs : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-deadline.").FullName;

    public void Dispose() => TestFolder.Remove(_folder);

    [Fact]
    public async Task A_caller_that_asks_again_and_again_makes_no_earlier_caller_wait_longer()
    {
        const int Often = 100;
        await using var pods = new PodTestBed(_folder, createReplyWithin: Deadline);
        var first = pods.AskAsync<CreateReply>(Sample.Create);
        List<Task<CreateReply>> joined = [];
        while (!first.IsCompleted && joined.Count < Often)
        {
            joined.Add(pods.AskAsync<CreateReply>(Sample.Create));
            await Task.WhenAny(first, Task.Delay(Deadline / 4));
        }
        Assert.True(first.IsCompleted, $"not answered while {Often} more callers came");
        Assert.Equal(new PodCreated(Sample.Uid, Sample.Uid.Value), await first);
        await Task.WhenAll(joined);
    }

    [Fact]
    public async Task A_deadline_that_finds_the_files_being_written_is_met_when_they_are_there()
    {
        var disk = new TaskCompletionSource();
        await using var pods = new PodTestBed(_folder, createReplyWithin: Deadline, beforeWrite: disk.Task);
        var reply = pods.AskAsync<CreateReply>(Sample.Create);
        await Task.WhenAny(reply, Task.Delay(3 * Deadline));
        Assert.False(reply.IsCompleted); // nothing is safe yet
        disk.SetResult();
        Assert.Equal(new PodCreated(Sample.Uid, Sample.Uid.Value), await reply);
    }
}
