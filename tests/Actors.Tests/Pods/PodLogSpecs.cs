using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>The log has one line for each transition of a pod, as an operator reads it.</summary>
public sealed class PodLogSpecs : PodLogTestBed
{
    private static readonly PodCaller Session = PodCaller.Of("DeletePod#3");

    private static JobAd Held(int code, int holds = 1) =>
        Ad(7, JobStatus.Held) with
        {
            HoldReasonCode = code,
            HoldReasonSubCode = 2,
            HoldReason = "no such file",
            HoldsByItself = holds,
        };

    private static Terminated Ended(int code) => new(code, code == 0 ? "Completed" : "Error", "its own words", Noon, Noon);

    [Fact]
    public void An_accepted_pod_is_told_with_interLinks_session()
    {
        Note(PodState.Of(Uid), new PodAccepted(Outline, Noon), PodCaller.Of("CreatePod#1"));
        Assert.Equal(
            (LogLevel.Information, "pod default/p (5d6a8f0e-0000-4000-8000-000000000001): accepted from interLink (session CreatePod#1)"),
            Assert.Single(Logged.Entries)
        );
    }

    [Fact]
    public void The_steps_of_a_create_are_for_developers_and_the_job_is_told() =>
        Assert.Equal(
            [
                (LogLevel.Debug, "pod default/p (5d6a8f0e-0000-4000-8000-000000000001): submit 1 begins"),
                (LogLevel.Information, Pod + "job 7.0 elected"),
            ],
            Of(
                After(new PodAccepted(Outline, Noon)),
                new SubmitIntended(1, Noon),
                new ReleaseDecided(new(7, 0), null, Noon),
                Seen(Gated(7))
            )
        );

    [Fact]
    public void A_start_is_told_once_however_often_the_running_job_is_seen() =>
        Assert.Equal([(LogLevel.Information, Pod + "running")], Of(With(Idle), Seen(Started with { NumJobStarts = 0 }), Seen(Started)));

    [Fact]
    public void The_gate_of_a_job_is_no_hold() => Assert.Empty(Of(Released, Seen(Gated(7)), Seen(Idle)));

    [Fact]
    public void An_eviction_is_told() =>
        Assert.Equal(
            [(LogLevel.Information, Pod + "evicted; its job lost its slot and waits for another one")],
            Of(With(Started), Seen(Idle with { NumJobStarts = 1, StartedAt = Noon }))
        );

    [Fact]
    public void An_eviction_that_no_poll_saw_is_told_by_the_next_start() =>
        Assert.Equal(
            [
                (LogLevel.Information, Pod + "evicted; its job lost its slot and waits for another one"),
                (LogLevel.Information, Pod + "running"),
            ],
            Of(With(Started), Seen(Started with { StartedAt = Noon.AddMinutes(1) }))
        );

    [Theory]
    [InlineData(1, 0, "held (hold code 1/2, UserRequest): no such file. The pod waits until a person releases the job (condor_release)")]
    [InlineData(13, 1, "held (hold code 13/2, TransferInputError): no such file. The sidecar releases the job later, try 1 of 3")]
    [InlineData(13, 4, "held (hold code 13/2, TransferInputError): no such file. The pod fails, because its job was held 4 times")]
    [InlineData(34, 1, "held (hold code 34/2, JobOutOfResources): no such file. The pod fails")]
    [InlineData(99, 1, "held (hold code 99/2, HoldCode99): no such file. " + "The sidecar releases the job later, try 1 of 1")]
    public void A_hold_is_told_with_its_code_its_reason_and_what_follows(int code, int holds, string line) =>
        Assert.Equal([(LogLevel.Warning, Pod + line)], Of(With(Started), Seen(Held(code, holds)), Seen(Held(code, holds))));

    [Fact]
    public void A_release_is_told_with_HTCondors_reason() =>
        Assert.Equal(
            [(LogLevel.Information, Pod + "released again: via condor_release (by user admin)")],
            Of(With(Held(1)), Seen(Idle with { ReleaseReason = "via condor_release (by user admin)" }))
        );

    [Fact]
    public void A_job_that_is_held_after_a_restart_of_the_sidecar_is_told_and_one_that_runs_is_not() =>
        Assert.Equal([LogLevel.Warning], Of(Released, Seen(Held(13))).Concat(Of(Released, Seen(Started))).Select(e => e.Level).Distinct());

    [Fact]
    public void A_hold_because_of_a_node_is_for_developers_as_the_node_has_a_line_of_its_own() =>
        Assert.Equal(
            [LogLevel.Debug],
            Of(With(Started), Seen(Held(NodeFaultHolds.Code) with { HoldReasonSubCode = NodeFaultHolds.SubCode })).Select(e => e.Level)
        );

    [Fact]
    public void A_suspension_and_its_end_are_told() =>
        Assert.Equal(
            [
                (LogLevel.Information, Pod + "suspended; HTCondor has stopped its processes"),
                (LogLevel.Information, Pod + "its processes go on after the suspension"),
            ],
            Of(With(Started), Seen(Started with { Status = JobStatus.Suspended }), Seen(Started))
        );

    [Fact]
    public void A_job_that_was_removed_by_somebody_is_told_with_the_reason() =>
        Assert.Equal(
            [(LogLevel.Warning, Pod + "its job was removed: via condor_rm (by user admin)")],
            Of(With(Started), Seen(Started with { Status = JobStatus.Removed, RemoveReason = "via condor_rm (by user admin)" }))
        );

    [Fact]
    public void A_pod_of_which_each_container_ended_with_0_has_succeeded() =>
        Assert.Equal(
            [(LogLevel.Information, Pod + "succeeded")],
            Of(With(Started), new PodFinished([Ended(0)], [Ended(0), Ended(0)], Noon))
        );

    [Fact]
    public void A_failure_of_the_pods_own_names_the_container_and_its_code_and_not_its_words() =>
        Assert.Equal(
            [(LogLevel.Information, Pod + "failed: container two ended with exit code 3 (Error)")],
            Of(With(Started) with { Run = Run(0, 0, 3, ended: true) }, new PodFinished([Ended(0)], [Ended(0), Ended(3)], Noon))
        );

    [Fact]
    public void A_failure_from_outside_says_why() =>
        Assert.Equal(
            [(LogLevel.Warning, Pod + "failed: job 7.0 was removed: via condor_rm; container one ended with exit code 137 (Error)")],
            Of(
                With(Started with { Status = JobStatus.Removed, RemoveReason = "via condor_rm" }),
                new PodFinished([Ended(0)], [Ended(137), Ended(0)], Noon)
            )
        );

    [Fact]
    public void A_refusal_of_HTCondor_is_the_pods_failure() =>
        Assert.Equal(
            [
                (
                    LogLevel.Warning,
                    "pod default/p (5d6a8f0e-0000-4000-8000-000000000001): failed: HTCondor refused its job: not allowed here"
                ),
            ],
            Of(Accepted, new SubmitRefused("not allowed here", Noon))
        );

    [Fact]
    public void A_deletion_names_who_asked_for_it_and_the_deleted_pod_still_has_its_name()
    {
        var deleting = Note(Released, new DeletionAsked(Uid, Noon), Session);
        Note(deleting, new PodDeleted(Uid, Noon), Session);
        Assert.Equal(
            [(LogLevel.Information, Pod + "deletion asked by interLink (session DeletePod#3)"), (LogLevel.Information, Pod + "deleted")],
            Logged.Entries
        );
    }

    [Fact]
    public void A_deletion_of_an_unknown_pod_says_so()
    {
        Note(PodState.Of(Uid), new DeletionAsked(Uid, Noon), PodCaller.ForgottenPods);
        Assert.Equal(
            "pod 5d6a8f0e-0000-4000-8000-000000000001: deletion asked by the sidecar itself (ForgottenPods); "
                + "the pod was never accepted here",
            Assert.Single(Logged.Lines)
        );
    }

    [Fact]
    public void Structured_logs_get_the_pods_identity_as_fields()
    {
        var fields = Released.Logged("CreatePod#1").Fields.ToDictionary();
        Assert.Equal(
            (Uid.Value, "default", "p", "7.0", "CreatePod#1"),
            (fields["PodUid"], fields["PodNamespace"], fields["PodName"], fields["JobId"], fields["Session"])
        );
        Assert.Equal(["PodUid"], PodState.Of(Uid).Logged().Fields.Select(field => field.Key));
    }
}
