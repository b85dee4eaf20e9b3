using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Journal;
using HtcondorActors.CondorIo;
using HtcondorActors.TestPool;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>An answer that never comes, or comes when nobody waits for it any more.</summary>
public sealed class LostAnswerSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-lost.").FullName;

    public void Dispose() => TestFolder.Remove(_folder);

    private static PodState Taking(PodState pod, Step step) => pod.Apply(new StepTaken(step));

    private static StepLost Lost(PodState pod) => new(pod.StepNumber);

    [Fact]
    public void A_submit_whose_answer_is_lost_is_looked_for_in_queue_and_history_before_anything_else()
    {
        var pod = Taking(Accepted, Step.Submitting);
        Assert.Equal([new Look(AlsoHistory: true)], Hear(pod, Lost(pod)).Effects);
        var looking = Next(pod, Lost(pod));
        // Nothing there: the submit may still arrive, so no other one at once.
        Assert.Empty(Hear(looking, Found()).Effects);
        Assert.NotNull(Hear(looking, Found()).RemindAfter);
        // It has arrived: it is the pod's job.
        Assert.Contains(new Release(new(7, 0)), Hear(looking, Found(Gated(7))).Effects);
    }

    [Fact]
    public void A_read_whose_answer_is_lost_neither_ends_the_pod_nor_makes_its_job_void()
    {
        foreach (
            var ad in (JobAd[])[Ad(7, JobStatus.Completed), Ad(7, JobStatus.Removed) with { FromHistory = true, NumJobStarts = 1 }, Void(7)]
        )
        {
            var pod = Next(Released, new JobSeen(ad));
            Assert.Equal(Step.Reading, pod.Step);
            Assert.DoesNotContain(Hear(pod, Lost(pod)).Facts, fact => fact is DurableFact);
            Assert.NotNull(Hear(pod, Lost(pod)).RemindAfter);
            Assert.Equal((Stage.Released, Step.None), Next(pod, Lost(pod)) is var after ? (after.Stage, after.Step) : default);
        }
    }

    [Fact]
    public void Whatever_step_a_deleted_pod_was_at_a_lost_answer_leads_on_to_the_removal_of_its_jobs()
    {
        foreach (var step in (Step[])[Step.Writing, Step.Submitting, Step.Releasing, Step.Reading, Step.Acknowledging])
        {
            var pod = Taking(Deleting, step);
            Assert.Equal([new RemoveAll()], Hear(pod, Lost(pod)).Effects);
        }
        foreach (var step in (Step[])[Step.Removing, Step.Looking, Step.RemovingFiles])
        {
            var pod = Taking(Deleting, step);
            var decision = Hear(pod, Lost(pod));
            Assert.True(
                decision.RemindAfter is not null || decision.Effects.Contains(new Look(AlsoHistory: false)),
                $"{step} is waited for"
            );
        }
    }

    [Fact]
    public void An_answer_that_comes_late_is_not_taken_for_that_of_the_step_of_now()
    {
        var writing = Taking(PodState.Of(Uid).Apply(new CreateStarted(Outline)), Step.Writing);
        var late = new StepAnswered(writing.StepNumber, new FilesWritten(null));
        var again = Next(Next(writing, Lost(writing)), Create);
        Assert.Equal(Step.Writing, again.Step);
        Assert.Same(Decision.Nothing, Hear(again, late));
        Assert.Contains(Hear(again, new StepAnswered(again.StepNumber, new FilesWritten(null))).Facts, fact => fact is PodAccepted);
    }

    [Fact]
    public void An_answer_is_heard_once_and_a_loss_that_is_told_late_is_none()
    {
        var pod = Taking(Released, Step.Releasing);
        var done = Next(pod, new StepAnswered(pod.StepNumber, new ReleaseEnded(null)));
        Assert.Equal(Step.None, done.Step);
        Assert.Same(Decision.Nothing, Hear(done, new StepAnswered(pod.StepNumber, new ReleaseEnded(null))));
        Assert.Same(Decision.Nothing, Hear(done, Lost(pod)));
        var next = Taking(done, Step.Reading);
        Assert.Same(Decision.Nothing, Hear(next, Lost(pod)));
        Assert.Same(Decision.Nothing, Hear(next, new StepAnswered(pod.StepNumber, new RunRead(RunView.Empty, null))));
    }

    [Fact]
    public void The_numbers_of_steps_go_on_when_the_pod_becomes_a_tombstone()
    {
        var pod = Taking(Deleting, Step.RemovingFiles);
        var deleted = Next(pod, new StepAnswered(pod.StepNumber, new FilesRemoved(null)));
        Assert.Equal((Stage.Deleted, pod.StepNumber), (deleted.Stage, deleted.StepNumber));
    }

    [Fact]
    public async Task A_pod_that_hears_nothing_of_its_submit_looks_for_its_job_by_itself()
    {
        await using var pods = new PodTestBed(_folder, stepTimeLimit: TimeSpan.FromMilliseconds(300));
        _ = pods.AskAsync<CreateReply>(Create);
        await UntilAsync(pods, calls => calls.Contains("look"));
        Assert.Equal(["write", "submit", "look"], (await pods.CallsAsync()).Take(3));
    }

    [Fact]
    public async Task A_pod_that_is_told_that_its_step_goes_on_waits_however_long_that_takes()
    {
        await using var pods = new PodTestBed(_folder, stepTimeLimit: TimeSpan.FromMilliseconds(500));
        pods.GoesOnEvery(TimeSpan.FromMilliseconds(50));
        _ = pods.AskAsync<CreateReply>(Create);
        await UntilAsync(pods, calls => calls.Count(call => call == "goes on") > 40); // four times the limit
        Assert.DoesNotContain("look", await pods.CallsAsync());
        pods.GoesOnEvery(Timeout.InfiniteTimeSpan);
        await UntilAsync(pods, calls => calls.Contains("look"));
    }

    private static async Task UntilAsync(PodTestBed pods, Func<IReadOnlyList<string>, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition(await pods.CallsAsync()))
            await Task.Delay(20, limit.Token);
    }
}
