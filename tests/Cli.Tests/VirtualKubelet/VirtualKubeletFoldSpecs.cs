using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.Cli.Tests.VirtualKubelet;

/// <summary>The phases that the real Virtual Kubelet set when it was given these answers.</summary>
public class VirtualKubeletFoldSpecs
{
    private static readonly AskedPod One = new(S.Uid, "p1", "default", ["c1"], []);
    private static readonly AskedPod Two = new(S.Uid, "p1", "default", ["c1", "c2"], []);
    private static readonly AskedPod WithInit = new(S.Uid, "p1", "default", ["c1", "c2"], ["i1"]);

    [Theory]
    [InlineData("c1=wait c2=wait", "Pending", "")]
    [InlineData("c1=run c2=run", "Running", "Running")]
    [InlineData("c1=exit:0 c2=exit:0", "Succeeded", "Completed")]
    [InlineData("c1=exit:0 c2=exit:3", "Failed", "Error: 3")]
    [InlineData("c1=exit:4 c2=exit:0", "Failed", "Error: 4")]
    [InlineData("c1=run c2=exit:1", "Running", "Running")]
    [InlineData("c1=exit:1 c2=wait", "Pending", "")]
    [InlineData("c1=back:1:3 c2=run", "Running", "Running")]
    [InlineData("c1=back:1:3 c2=back:0:1", "Pending", "")]
    [InlineData("c1=back:1:3 c2=exit:0", "Pending", "")]
    [InlineData("c1=again:2:3 c2=unready", "Running", "Running")]
    [InlineData("c1=unready c2=unready", "Pending", "")]
    [InlineData("c1=state c2=state", "Pending", "")]
    [InlineData("", "Succeeded", "Completed")]
    [InlineData("null", "Succeeded", "Completed")]
    [InlineData("c1=exit:0", "Succeeded", "Completed")]
    [InlineData("c1=nocode c2=nocode", "Succeeded", "Completed")]
    public void Containers_alone_decide_the_phase_of_a_pod_without_init_containers(string containers, string phase, string reason) =>
        AssertPhase(Two, S.Answer(containers), phase, reason);

    [Theory]
    [InlineData("i1=wait", "c1=wait c2=wait", "Pending", "Waiting for init containers")]
    [InlineData("i1=run", "c1=run c2=run", "Pending", "Init")]
    [InlineData("i1=exit:0", "c1=wait c2=wait", "Pending", "")]
    [InlineData("i1=exit:0", "c1=run c2=wait", "Running", "Running")]
    [InlineData("i1=side", "c1=run c2=wait", "Running", "Running")]
    [InlineData("i1=back:3:1", "c1=wait c2=wait", "Pending", "Waiting for init containers")]
    [InlineData("i1=side", "c1=exit:0 c2=exit:0", "Succeeded", "Completed")]
    [InlineData("i1=exit:1", "c1=wait c2=wait", "Pending", "")]
    [InlineData("i1=exit:7", "c1=exit:0 c2=exit:0", "Failed", "Error: 7")]
    [InlineData("i1=exit:7", "c1=exit:9 c2=exit:0", "Failed", "Error: 9")]
    [InlineData("i1=run", "", "Succeeded", "Completed")]
    public void Init_containers_come_first(string inits, string containers, string phase, string reason) =>
        AssertPhase(WithInit, S.Answer(containers, inits), phase, reason);

    [Fact]
    public void While_an_init_container_runs_the_containers_are_shown_waiting()
    {
        var seen = VirtualKubeletFold.Next(VirtualKubeletFold.Begin(WithInit), S.Answer("c1=run c2=run", "i1=run"));
        Assert.All(seen.Containers, each => Assert.Equal((StateKind.Waiting, "Init:0/1"), (each.State, each.Reason)));
    }

    [Fact]
    public void A_failed_pod_puts_the_last_error_on_all_its_containers_and_keeps_their_messages()
    {
        var seen = VirtualKubeletFold.Next(VirtualKubeletFold.Begin(Two), S.Answer("c1=exit:0 c2=exit:3"));
        Assert.All(seen.Containers, each => Assert.Equal(("Error: 3", "m"), (each.Reason, each.Message)));
        Assert.Equal([0, 3], seen.Containers.Select(each => each.ExitCode!.Value));
    }

    [Fact]
    public void Restarts_and_the_last_end_are_kept_and_kubectl_says_why_a_pod_waits()
    {
        var seen = VirtualKubeletFold.Next(VirtualKubeletFold.Begin(Two), S.Answer("c1=run c2=run"));
        seen = VirtualKubeletFold.Next(seen, S.Answer("c1=back:2:7 c2=unready"));
        Assert.Equal((PodPhase.Running, "ContainerNotReady"), (seen.Phase, seen.Status)); // running since it once did, as in Kubernetes
        Assert.Equal(
            (2, 7, "back-off 20 s"),
            (seen.Containers[0].RestartCount, seen.Containers[0].LastExitCode, seen.Containers[0].Message)
        );
        Assert.All(seen.Containers, each => Assert.True(each.HasStarted && !each.HasEnded));

        var init = VirtualKubeletFold.Next(VirtualKubeletFold.Begin(WithInit), S.Answer("c1=wait c2=wait", "i1=back:0:128"));
        Assert.Equal("Init:CrashLoopBackOff", init.Status);
    }

    [Fact]
    public void A_sidecar_that_is_told_as_ended_may_still_write() =>
        Assert.False(
            VirtualKubeletFold.Next(VirtualKubeletFold.Begin(WithInit), S.Answer("c1=run c2=run", "i1=side")).InitContainers[0].HasEnded
        );

    [Fact]
    public void Nothing_after_the_end_is_heard()
    {
        var ended = VirtualKubeletFold.Next(VirtualKubeletFold.Begin(One), S.Answer("c1=exit:1"));
        Assert.Same(ended, VirtualKubeletFold.Next(ended, S.Answer("c1=run")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("[{\"name\":\"\",\"UID\":\"aaaaaaaa-2222-4333-8444-555555555555\",\"containers\":[]}]")]
    [InlineData("[{\"name\":\"p1\",\"UID\":\"another\",\"containers\":[]}]")]
    [InlineData(
        "[{\"name\":\"p1\",\"UID\":\"aaaaaaaa-2222-4333-8444-555555555555\",\"containers\":[{\"name\":\"c1\","
            + "\"state\":{\"running\":{\"startedAt\":\"2026-01-02 03:04:05\"}}}]}]"
    )]
    public void An_answer_that_cannot_be_read_or_is_about_nobody_changes_nothing(string answer)
    {
        var before = VirtualKubeletFold.Begin(One);
        Assert.Same(before, VirtualKubeletFold.Next(before, answer));
    }

    [Property]
    public Property A_whole_answer_is_never_misread_and_succeeds_only_when_every_exit_code_is_0() =>
        Prop.ForAll(
            Gen.Elements("wait", "run", "exit:0", "exit:1", "exit:137").NonEmptyListOf().ToArbitrary(),
            states =>
            {
                var names = Enumerable.Range(0, states.Count).Select(i => $"c{i}").ToList();
                var outline = new AskedPod(S.Uid, "p1", "default", names, []);
                var answer = S.Answer(string.Join(' ', names.Zip(states, (name, state) => $"{name}={state}")));
                var seen = VirtualKubeletFold.Next(VirtualKubeletFold.Begin(outline), answer);
                Assert.Empty(VirtualKubeletFold.Defects(answer, outline));
                Assert.Equal(states.All(state => state == "exit:0"), seen.Phase is PodPhase.Succeeded);
                Assert.Equal(states.All(state => state.StartsWith("exit", StringComparison.Ordinal)), seen.IsFinal);
            }
        );

    private static void AssertPhase(AskedPod pod, string answer, string phase, string reason)
    {
        var seen = VirtualKubeletFold.Next(VirtualKubeletFold.Begin(pod), answer);
        Assert.Equal((phase, reason), (seen.Phase.ToString(), seen.Reason));
    }
}
