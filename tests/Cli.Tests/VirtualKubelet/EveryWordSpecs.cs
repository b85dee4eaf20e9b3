using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Wire;
using PodOutline = HtcondorActors.Actors.Planning.PodOutline;

namespace HtcondorActors.Cli.Tests.VirtualKubelet;

/// <summary>Whatever the runner may say, frame by frame: each answer is read by the Virtual Kubelet as it is meant, and none takes back an
/// earlier one.</summary>
public sealed class EveryWordSpecs
{
    private static readonly Arbitrary<int[]> Dice = Gen.Choose(0, 100_000).ArrayOf(60).ToArbitrary();

    [Property(MaxTest = 1000)]
    public Property No_answer_about_a_run_is_misread_and_its_end_is_as_it_was() =>
        Prop.ForAll(
            Dice,
            dice =>
            {
                var outline = ModelOutlines.All[dice[0] % ModelOutlines.All.Count];
                var stream = new ModelStream(outline, marks: dice[1] % 2 == 0 ? "" : " Unheard Of");
                var seen = VirtualKubeletFold.Begin(Names(outline));
                var before = "[]";
                foreach (var die in dice)
                {
                    stream.Step(die);
                    if (stream.IsOver)
                        break;
                    (seen, before) = Read(Running(outline, stream), seen, before);
                    Assert.True(seen.Phase is PodPhase.Pending or PodPhase.Running, seen.Phase.ToString());
                }
                stream.RunToEnd();
                var over = Sample.Next(Running(outline, stream), new RunSeen(stream.View));
                (seen, _) = Read(over, seen, before);
                var wellDone = outline.Containers.Where(c => !c.IsNotOffloaded).All(c => stream.HasSucceeded(c.Name));
                Assert.Equal(wellDone ? PodPhase.Succeeded : PodPhase.Failed, seen.Phase);
            }
        );

    [Fact]
    public void A_pod_with_a_sidecar_is_shown_as_running()
    {
        var outline = ModelOutlines.All.Single(pod => pod.InitContainers.Any(c => c.IsSidecar));
        var running = Enumerable
            .Range(0, 200)
            .Any(seed =>
            {
                var random = new System.Random(seed);
                var stream = new ModelStream(outline);
                var seen = VirtualKubeletFold.Begin(Names(outline));
                for (var i = 0; i < 60 && !stream.IsOver && seen.Phase != PodPhase.Running; i++)
                {
                    stream.Step(random.Next(100_000));
                    if (!stream.IsOver)
                        (seen, _) = Read(Running(outline, stream), seen, "[]");
                }
                return seen.Phase == PodPhase.Running;
            });
        Assert.True(running);
    }

    private static PodState Running(PodOutline outline, ModelStream stream) =>
        Sample.Released with
        {
            Outline = outline,
            Run = stream.View,
            Ad = Sample.Ad(7, JobStatus.Running),
        };

    private static (ObservedPod Seen, string Answer) Read(PodState pod, ObservedPod seen, string before)
    {
        var answer = "[" + Encoding.UTF8.GetString(new PodStatusJson().Render(PodStatusView.Of(pod)!).Span) + "]";
        Assert.Empty(VirtualKubeletFold.Defects(answer, seen.Pod));
        Assert.Empty(VirtualKubeletFold.Regressions(before, answer));
        return (VirtualKubeletFold.Next(seen, answer), answer);
    }

    private static HtcondorActors.Cli.VirtualKubelet.AskedPod Names(PodOutline outline) =>
        new(
            outline.Uid.Value,
            outline.Name,
            outline.Namespace,
            [.. outline.Containers.Select(c => c.Name)],
            [.. outline.InitContainers.Select(c => c.Name)]
        );
}
