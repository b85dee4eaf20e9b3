using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class PodExplainerSpecs
{
    private static readonly CondorIoOptions Condor = new()
    {
        DataRootFolder = "/data",
        Instance = "me",
        TagAttribute = "InterLinkTag",
    };

    [Fact]
    public void A_pod_that_a_create_would_refuse_is_refused_in_the_same_words()
    {
        var pod = Of(Container() with { Requests = new Dictionary<string, string> { ["cpu"] = "x" } });
        Assert.Equal(PodPlanner.Plan(pod, Site).Refusal, PodExplainer.Explain(pod, Site, Condor).Refusal);
    }

    [Fact]
    public void The_submit_file_is_the_one_that_the_pods_job_would_have()
    {
        var pod = Of(Container());
        var explained = PodExplainer.Explain(pod, Site, Condor);

        var job = JobRequest.Of(Planned(pod).Outline, 1, SubmitPreview.ProgramPath(Condor, Actors.Planning.RunnerScript.FileName));
        Assert.Equal(SubmitPreview.Of(job, Condor).SubmitFile, explained.Submit);
        Assert.Null(explained.Refusal);
    }

    /// <summary>Whatever holds the word, it is not in what is shown; all names are.</summary>
    [Property(MaxTest = 50)]
    public Property No_value_of_a_pod_is_shown() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).Select(n => $"hunter{n}").ToArbitrary(),
            secret =>
            {
                var site = Site with { CommandPrefix = $"export TOKEN={secret}" };
                var pod = Of(
                    Container() with
                    {
                        Args = ["$(PASSWORD)", "--password=$(PASSWORD)", "plain"],
                        Env = [new EnvVar("PASSWORD", secret), new EnvVar("EMPTY", "")],
                        Mounts =
                        [
                            new VolumeMount("v", "/v", null, true),
                            new VolumeMount("v", "/w", null, true) { SubPathExpr = "a/$(PASSWORD)" },
                            new VolumeMount("v", "/x", "./shown//path", true),
                        ],
                        LivenessProbe = new ProbeSpec(new ExecHandler(["check", "--password=$(PASSWORD)", "$(PASSWORD)"])),
                    }
                ) with
                {
                    Volumes = [new FilesVolume("v", [Text("folder/key", secret, 0b100_000_000)])],
                };

                var explained = PodExplainer.Explain(pod, site, Condor);

                Assert.DoesNotContain(
                    secret,
                    string.Join('\n', [explained.Submit, explained.Plan, .. explained.Files, .. explained.Warnings]),
                    StringComparison.Ordinal
                );
                Assert.Contains(
                    $"_env_1='PASSWORD=<{Encoding.UTF8.GetByteCount(secret)} bytes>'",
                    explained.Plan,
                    StringComparison.Ordinal
                );
                Assert.Contains("_env_2='EMPTY='", explained.Plan, StringComparison.Ordinal);
                Assert.Contains("='plain'\n", explained.Plan, StringComparison.Ordinal);
                Assert.Contains("_liveness_arg_1='check'\n", explained.Plan, StringComparison.Ordinal);
                Assert.Contains("='volumes/v/shown/path'\n", explained.Plan, StringComparison.Ordinal);
                Assert.Contains($"='volumes/v/<{secret.Length + 2} bytes>'\n", explained.Plan, StringComparison.Ordinal);
                Assert.Contains($"volumes/v/folder/key <{secret.Length} bytes> 0400", explained.Files);
            }
        );

    [Fact]
    public void Of_a_probes_header_and_a_tunnels_text_only_name_and_size_are_shown()
    {
        var probe = new PlannedProbe(new PlannedHandler { Type = "http", Headers = ["Authorization: Bearer x"] }, 0, 10, 1, 1, 3, null);
        var plan = Planned(Of(Container())).Plan!;
        var shown = RedactedPlan.Of(
            plan with
            {
                PreExec = "TOKEN=x",
                Containers = [plan.Containers[0] with { Liveness = probe, PreStop = probe.Handler }],
            },
            Of(Container())
        );

        Assert.Equal("<7 bytes>", shown.PreExec);
        Assert.Equal(["Authorization: <8 bytes>"], shown.Containers[0].Liveness!.Handler.Headers);
        Assert.Equal(["Authorization: <8 bytes>"], shown.Containers[0].PreStop!.Headers);
    }
}
