using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Http.Tests.Wire.PodMappingSpecs;

namespace HtcondorActors.Http.Tests.Wire;

/// <summary>What a container says of its life.</summary>
public sealed class ContainerMappingSpecs
{
    private static ContainerSpec Container(string members) => Read(Pod("""{"name":"v","emptyDir":{}}""", "{}", members)).Containers[0];

    [Fact]
    public void Probes_of_all_kinds_arrive_with_their_numbers()
    {
        var container = Container(
            """
            "startupProbe":{"exec":{"command":["a","b"]},"failureThreshold":30,"terminationGracePeriodSeconds":5},
            "readinessProbe":{"httpGet":{"path":"/r","port":"web","scheme":"HTTPS","host":"h","httpHeaders":[{"name":"A","value":"b"}]},
            "initialDelaySeconds":1,"periodSeconds":2,"timeoutSeconds":3,"successThreshold":4},
            "livenessProbe":{"tcpSocket":{"port":8080}},
            "ports":[{"name":"web","containerPort":8080},{"containerPort":1},{"name":"web","containerPort":2}],
            """
        );
        Assert.Equal(["a", "b"], Assert.IsType<ExecHandler>(container.StartupProbe!.Handler).Command);
        Assert.Equal((30, 5L), (container.StartupProbe.FailureThreshold, container.StartupProbe.TerminationGracePeriodSeconds));
        var http = Assert.IsType<HttpHandler>(container.ReadinessProbe!.Handler);
        Assert.Equal(
            ("HTTPS", "h", "web", "/r", "A", "b"),
            (http.Scheme, http.Host, http.Port, http.Path, http.Headers[0].Key, http.Headers[0].Value)
        );
        Assert.Equal(
            (1, 2, 3, 4),
            (
                container.ReadinessProbe.InitialDelaySeconds,
                container.ReadinessProbe.PeriodSeconds,
                container.ReadinessProbe.TimeoutSeconds,
                container.ReadinessProbe.SuccessThreshold
            )
        );
        Assert.Equal(new TcpHandler(null, "8080"), container.LivenessProbe!.Handler);
        Assert.Equal(8080, Assert.Single(container.NamedPorts).Value);
    }

    [Fact]
    public void Hooks_message_policy_and_security_arrive()
    {
        var container = Container(
            """
            "lifecycle":{"postStart":{"exec":{"command":["x"]}},"preStop":{"sleep":{"seconds":3}},"stopSignal":"SIGINT"},
            "terminationMessagePath":"/m","terminationMessagePolicy":"FallbackToLogsOnError","imagePullPolicy":"Always",
            "restartPolicy":"Always",
            "securityContext":{"runAsUser":0,"runAsGroup":2,"runAsNonRoot":false,"readOnlyRootFilesystem":true,"privileged":true},
            "stdin":true,"stdinOnce":true,
            """
        );
        Assert.True(container.Stdin);
        Assert.Equal(["x"], Assert.IsType<ExecHandler>(container.PostStart).Command);
        Assert.Equal(new SleepHandler(3), container.PreStop);
        Assert.Equal(
            ("SIGINT", "/m", "FallbackToLogsOnError", "Always", "Always"),
            (
                container.StopSignal,
                container.TerminationMessagePath,
                container.TerminationMessagePolicy,
                container.ImagePullPolicy,
                container.RestartPolicy
            )
        );
        Assert.Equal(
            new SecuritySpec
            {
                RunAsUser = 0,
                RunAsGroup = 2,
                RunAsNonRoot = false,
                ReadOnlyRootFilesystem = true,
                Privileged = true,
            },
            container.Security
        );
    }

    [Fact]
    public void A_probe_of_another_kind_is_named()
    {
        Assert.Equal(new UnservedHandler("grpc"), Container(""" "livenessProbe":{"grpc":{"port":1}},""").LivenessProbe!.Handler);
        Assert.Equal(new UnservedHandler(""), Container(""" "livenessProbe":{"periodSeconds":1},""").LivenessProbe!.Handler);
    }

    [Theory]
    [InlineData("readinessProbe", """{"exec":{"command":["x"]},"tcpSocket":{"port":1}}""", "readinessProbe.tcpSocket", "exec")]
    [InlineData("livenessProbe", """{"httpGet":{"port":1},"grpc":{"port":1}}""", "livenessProbe.grpc", "httpGet")]
    [InlineData("lifecycle", """{"preStop":{"exec":{"command":["x"]},"sleep":{"seconds":1}}}""", "lifecycle.preStop.sleep", "exec")]
    [InlineData("lifecycle", """{"postStart":{"httpGet":{"port":1},"tcpSocket":{"port":1}}}""", "lifecycle.postStart.tcpSocket", "httpGet")]
    public void A_probe_or_hook_with_two_handlers_is_refused_by_the_second_ones_field(
        string member,
        string value,
        string field,
        string first
    )
    {
        var pod = Read(Pod("""{"name":"v","emptyDir":{}}""", "{}", $"\"{member}\":{value},"));
        Assert.Equal($"spec.containers[0].{field}: may not be given beside {first}: a probe or hook does one thing", pod.Faults.ToString());
    }

    [Fact]
    public void Another_handler_that_is_null_is_none() =>
        Assert.IsType<ExecHandler>(
            Container(""" "livenessProbe":{"exec":{"command":["x"]},"tcpSocket":null,"grpc":null},""").LivenessProbe!.Handler
        );

    [Theory]
    [InlineData("{}")]
    [InlineData("true")]
    public void A_port_that_is_neither_a_number_nor_a_name_is_refused_by_its_field(string port)
    {
        var fault = Assert.Throws<HtcondorActors.Http.Wire.WireFaultException>(() =>
            Container($$$""" "readinessProbe":{"tcpSocket":{"port":{{{port}}}}},""")
        );
        Assert.Equal("spec.containers[0].readinessProbe.tcpSocket.port", fault.Field);
    }

    [Fact]
    public void What_asks_for_an_amount_of_a_resource_keeps_its_words() =>
        Assert.Equal(
            new EnvVar("A", "", "resourceFieldRef limits.cpu") { Amount = new ResourceReference("c", "limits.cpu", "1m") },
            Container(
                """ "env":[{"name":"A","valueFrom":{"resourceFieldRef":{"containerName":"c","resource":"limits.cpu","divisor":"1m"}}}],"""
            ).Env[0]
        );

    [Fact]
    public void A_subPathExpr_waits_for_the_containers_variables() =>
        Assert.Equal(
            "x/$(N)",
            Read(Pod("""{"name":"v","emptyDir":{}}""", "{}", "", """, "subPathExpr":"x/$(N)" """)).Containers[0].Mounts[0].SubPathExpr
        );
}
