using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>The output of a job is not there: that is another thing than a job that has written nothing.</summary>
public sealed class MissingOutputSpecs
{
    private static readonly JobAd Completed = Ad(7, JobStatus.Completed) with { ExitCode = 0, NumJobStarts = 1 };
    private static readonly RunRead NoFolder = new(RunView.Empty, null) { Place = OutputPresence.NoFolder };
    private static readonly RunRead NoFile = NoFolder with { Place = OutputPresence.NoFile };

    private static PodState Reading(JobAd ad) => Next(Next(Released, new JobSeen(Ad(7, JobStatus.Idle))), new JobSeen(ad));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_pod_is_not_told_as_ended_while_its_output_is_away_and_is_with_what_it_wrote_when_that_is_back(bool folderIsThere)
    {
        var away = folderIsThere ? NoFile : NoFolder;
        var reading = Reading(Completed);
        var decision = Hear(reading, away);
        Assert.DoesNotContain(decision.Facts, fact => fact is PodFinished);
        Assert.NotNull(decision.RemindAfter);
        var waits = Next(reading, away);
        Assert.Contains(
            "its output is missing; the sidecar looks for it again",
            Assert.IsType<Waiting>(PodStatusView.Of(waits)!.Containers[0].State).Message,
            StringComparison.Ordinal
        );

        var again = Next(waits, new JobSeen(Completed), Options.OutputMissing / 2);
        Assert.Equal(Step.Reading, again.Step);
        var ended = Hear(again, new RunRead(Run(0, 3, 4), null), Options.OutputMissing / 2);
        Assert.Equal([3, 4], ended.Facts.OfType<PodFinished>().Single().Containers.Select(c => c.ExitCode));
    }

    /// <summary>HTCondor makes the folder and an empty file anew where they are away when it has something to write.</summary>
    [Fact]
    public void An_empty_output_of_a_job_that_has_completed_is_one_that_is_missing()
    {
        var reading = Reading(Completed with { ExitCode = 3 });
        var waits = Next(reading, new RunRead(RunView.Empty, null));
        Assert.Equal(Stage.Released, waits.Stage);
        var again = Next(waits, new JobSeen(Completed with { ExitCode = 3 }), Options.OutputMissing / 2);
        var ended = Hear(again, new RunRead(Run(0, 0, 3), null), Options.OutputMissing / 2);
        Assert.Equal([0, 3], ended.Facts.OfType<PodFinished>().Single().Containers.Select(c => c.ExitCode));
    }

    [Fact]
    public void After_the_time_that_the_site_gives_it_the_jobs_own_exit_code_decides()
    {
        var waits = Next(Reading(Completed), NoFolder);
        var last = Next(waits, new JobSeen(Completed), Options.OutputMissing);
        var ended = Hear(last, NoFolder, Options.OutputMissing).Facts.OfType<PodFinished>().Single();
        Assert.All(ended.Containers, c => Assert.Equal(0, c.ExitCode));
    }

    [Fact]
    public void What_was_read_before_the_output_went_away_is_kept()
    {
        var running = Next(Next(Released, new JobSeen(Ad(7, JobStatus.Running) with { NumJobStarts = 1 })), new RunSeen(Run(0, 3, null)));
        var last = Next(Next(running, new JobSeen(Completed with { ExitCode = 3 })), NoFolder);
        var ended = Hear(Next(last, new JobSeen(Completed with { ExitCode = 3 }), Options.OutputMissing), NoFolder, Options.OutputMissing);
        Assert.Equal([3, 137], ended.Facts.OfType<PodFinished>().Single().Containers.Select(c => c.ExitCode));
    }

    [Fact]
    public void A_job_that_never_started_has_no_output_to_wait_for()
    {
        var refused = Ad(7, JobStatus.Held) with { HoldReasonCode = 3, HoldReason = "no" };
        Assert.Contains(Hear(Reading(refused), NoFile).Facts, fact => fact is PodFinished);
        // One that the queue says was never started, but whose folder is away, may have run: a queue that was restored has forgotten it.
        Assert.Contains(Hear(Reading(Void(7)), NoFile).Facts, fact => fact is JobVoided);
        Assert.DoesNotContain(Hear(Reading(Void(7)), NoFolder).Facts, fact => fact is JobVoided);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_job_that_was_removed_after_it_got_a_slot_is_waited_for_only_if_it_had_begun(int starts, bool isWaitedFor)
    {
        var removed = Ad(7, JobStatus.Removed) with
        {
            StartedAt = Noon,
            NumJobStarts = starts,
            RemoveReason = "via condor_rm",
            FromHistory = true,
        };
        Assert.Equal(isWaitedFor, !Hear(Reading(removed), NoFile).Facts.Any(fact => fact is PodFinished));
        Assert.DoesNotContain(Hear(Reading(removed), NoFolder).Facts, fact => fact is PodFinished);
    }
}
