using FsCheck.Xunit;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Tests.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;
using static HtcondorActors.Actors.Tests.Streams.SampleStream;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>What a pod asks for and does not get is said where there is room for it.</summary>
public sealed class WarningSpecs
{
    private static readonly string[] Two = ["spec.hostNetwork: not served", "spec.priority: not served"];

    [Fact]
    public void They_come_after_the_words_of_a_waiting_container()
    {
        var pod = Accepted with { Outline = Outline with { Warnings = Two } };
        Assert.All(
            PodStatusView.Of(pod)!.Containers,
            c =>
                Assert.Equal(
                    "the job is being submitted to HTCondor; note: spec.hostNetwork: not served; spec.priority: not served",
                    ((Waiting)c.State).Message
                )
        );
    }

    [Fact]
    public void They_are_never_in_the_message_of_an_end_which_is_the_containers_own()
    {
        var pod = Released with
        {
            Outline = Outline with { InitContainers = [], Warnings = Two },
            Ad = Ad(7, JobStatus.Running),
            Run = SampleStream.View(
                Frame("run", "-", "r1"),
                Frame("start", "one"),
                Frame("warning", "one", "its liveness probe is not tried: no curl"),
                Frame("warning", "-", "no overlay"),
                Frame("message", "one", "mine"),
                Frame("exit", "one", "0"),
                Frame("start", "two"),
                Frame("exit", "two", "0"),
                Frame("end", "-", "0")
            ),
        };
        var told = PodStatusView.Of(Next(pod, new RunSeen(pod.Run)))!.Containers.Select(c => ((Terminated)c.State).Message);
        Assert.Equal(["mine", null], told);
    }

    [Fact]
    public void What_the_node_cannot_do_is_said_where_a_container_waits_each_thing_once()
    {
        byte[] curl = Frame("warning", "one", "its liveness probe is not tried: no curl");
        var pod = Released with
        {
            Outline = Outline with { InitContainers = [], Warnings = Two[..1] },
            Ad = Ad(7, JobStatus.Running),
            Run = SampleStream.View(
                Frame("run", "-", "r1"),
                Frame("warning", "-", "no overlay"),
                Frame("start", "one", "not probed yet"),
                curl,
                curl
            ),
        };
        Assert.Equal(
            "not probed yet; note: spec.hostNetwork: not served; no overlay; container one: its liveness probe is not tried: no curl",
            ((Waiting)PodStatusView.Of(pod)!.Containers[0].State).Message
        );
    }

    [Property]
    public void The_messages_of_all_ended_containers_come_to_at_most_12_KiB_and_none_is_cut_within_a_character(string text, byte more)
    {
        var own = string.Concat(Enumerable.Repeat((text ?? "") + "\u00e9\U0001F600", 600));
        var containers = 1 + more % 60;
        var told = ((Terminated)new Terminated(1, "Error", own, null, null).With([], containers)).Message!;
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(told), 0, StatusMessages.LongestOfPod / containers);
        Assert.StartsWith(told, own, StringComparison.Ordinal);
        Assert.True(told.Length == own.Length || !char.IsHighSurrogate(told[^1]));
    }

    [Property]
    public void They_never_make_a_message_long_and_never_displace_the_states_own_words(ushort words, string[] warnings)
    {
        var own = new string('w', words % 3000);
        var told = (Waiting)new Waiting("R", own).With([.. warnings.Select(w => w ?? "")], 1);
        Assert.InRange((told.Message ?? "").Length, 0, StatusMessages.Longest);
        if (own.Length <= StatusMessages.Longest - 3)
            Assert.StartsWith(own, told.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_is_not_cut_within_a_character()
    {
        var told = (Waiting)new Waiting("R", new string('w', StatusMessages.Longest - 4) + "\U0001F600 and more").With([], 1);
        Assert.Equal(new string('w', StatusMessages.Longest - 4) + "...", told.Message);
    }

    [Fact]
    public void They_are_logged_when_the_pod_is_accepted_and_never_again()
    {
        Assert.Equal(Two, PodFactText.Warnings(new PodAccepted(Outline with { Warnings = Two }, Noon)));
        Assert.Empty(PodFactText.Warnings(new SubmitIntended(1, Noon)));
        Assert.DoesNotContain(
            "hostNetwork",
            PodFactText.Of(new PodAccepted(Outline with { Warnings = Two }, Noon)),
            StringComparison.Ordinal
        );
    }
}
