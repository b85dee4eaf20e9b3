using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class ProbePlanSpecs
{
    private static readonly ProbeSpec Exec = new(new ExecHandler(["true"]));

    private static PodSpec Live(ProbeSpec probe) => Of(Container() with { LivenessProbe = probe });

    private static PodSpec Ready(ProbeSpec probe) => Of(Container() with { ReadinessProbe = probe });

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public void What_is_absent_or_zero_has_Kubernetes_default(int? absent)
    {
        var probe = Exec with
        {
            InitialDelaySeconds = absent,
            PeriodSeconds = absent,
            TimeoutSeconds = absent,
            SuccessThreshold = absent,
            FailureThreshold = absent,
        };
        Assert.Equal(
            ["exec", "0", "10", "1", "1", "3", ""],
            Sourced(
                Planned(Live(probe)),
                "c1_liveness_type",
                "c1_liveness_delay",
                "c1_liveness_period",
                "c1_liveness_timeout",
                "c1_liveness_success",
                "c1_liveness_failure",
                "c1_liveness_grace"
            )
        );
    }

    [Fact]
    public void What_is_given_is_kept_for_each_of_the_three()
    {
        var probe = Exec with { InitialDelaySeconds = 1, PeriodSeconds = 2, TimeoutSeconds = 3, FailureThreshold = 5 };
        var pod = Of(
            Container() with
            {
                StartupProbe = probe with { TerminationGracePeriodSeconds = 7 },
                ReadinessProbe = probe with { SuccessThreshold = 4 },
                LivenessProbe = probe with { FailureThreshold = 6 },
            }
        );
        Assert.Equal(
            ["1", "2", "3", "5", "7", "4", "6"],
            Sourced(
                Planned(pod),
                "c1_startup_delay",
                "c1_startup_period",
                "c1_startup_timeout",
                "c1_startup_failure",
                "c1_startup_grace",
                "c1_readiness_success",
                "c1_liveness_failure"
            )
        );
    }

    [Fact]
    public void The_command_of_a_probe_is_expanded_as_the_kubelet_does_it()
    {
        var container = Container() with
        {
            Env = [new("A", "1")],
            LivenessProbe = new(new ExecHandler(["test", "$(A)$$(A)$(NO)"])),
            PreStop = new ExecHandler(["echo", "$(A)"]),
        };
        Assert.Equal(["1$(A)$(NO)", "$(A)"], Sourced(Planned(Of(container)), "c1_liveness_arg_2", "c1_prestop_arg_2"));
    }

    [Fact]
    public void What_Kubernetes_forbids_is_refused_by_its_field()
    {
        Assert.Equal("spec.containers[0].livenessProbe.periodSeconds: -1 is negative", Refusal(Live(Exec with { PeriodSeconds = -1 })));
        Assert.Equal(
            "spec.containers[0].livenessProbe.successThreshold: must be 1 for a startup or liveness probe",
            Refusal(Live(Exec with { SuccessThreshold = 2 }))
        );
        Assert.Equal(
            "spec.containers[0].readinessProbe.terminationGracePeriodSeconds: must not be set for a readiness probe",
            Refusal(Ready(Exec with { TerminationGracePeriodSeconds = 1 }))
        );
        Assert.Equal(
            "spec.containers[0].livenessProbe.terminationGracePeriodSeconds: 0 is outside 1 to 31536000",
            Refusal(Live(Exec with { TerminationGracePeriodSeconds = 0 }))
        );
        Assert.Equal(
            "spec.containers[0].readinessProbe.grpc: grpc probes are not served: use exec, httpGet or tcpSocket",
            Refusal(Ready(new ProbeSpec(new UnservedHandler("grpc"))))
        );
        Assert.Equal(
            "spec.containers[0].readinessProbe: has none of exec, httpGet and tcpSocket",
            Refusal(Ready(new ProbeSpec(new UnservedHandler(""))))
        );
    }
}
