using System.Reflection;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class SpecDigestSpecs
{
    private static readonly ContainerSpec Main = new()
    {
        Name = "main",
        Image = "busybox",
        Command = ["sh", "-c"],
        Args = ["echo a"],
        Env = [new("A", "1"), new("B", "2")],
        Mounts = [new("data", "/data", null, ReadOnly: false)],
        ReadinessProbe = new ProbeSpec(new HttpHandler(null, null, "80", "/", [new("Authorization", "token")])),
    };

    private static readonly PodSpec Pod = new()
    {
        Uid = PodUid.Parse("5d6a8f0e-0000-4000-8000-000000000001"),
        Name = "p",
        Namespace = "default",
        Containers = [Main],
        Volumes = [new FilesVolume("data", [new VolumeFile("key", 420, new byte[] { 1 }, "spec.volumes[0].items")])],
    };

    /// <summary>Resolved anew for each try, or changed by Kubernetes while the pod lives.</summary>
    private static readonly string[] NotCompared =
    [
        "Uid",
        "Annotations",
        "JobScript",
        "OwnerName", // only names in the queue
        "NodeName",
        "KnownContainers",
        "Faults",
        "OtherFields",
        "Env",
        "UnresolvedEnvFrom",
    ];

    [Fact]
    public void What_interLink_resolves_anew_for_each_try_makes_no_other_pod()
    {
        Same(Pod with { Annotations = new Dictionary<string, string> { ["JobID"] = "12.0" } });
        Same(Pod with { JobScript = "#!/bin/sh" });
        Same(Pod with { KnownContainers = new HashSet<string> { "main" } });
        Same(
            Pod with
            {
                Volumes =
                [
                    new FilesVolume("data", [new VolumeFile("key", 420, new byte[] { 2 }, "spec.volumes[0].items")], IsUnbrought: true),
                ],
            }
        );
        Same(Pod with { Containers = [Main with { Env = [new("B", "3"), new("A", "4")] }] });
        Same(
            Pod with
            {
                Containers =
                [
                    Main with
                    {
                        ReadinessProbe = new ProbeSpec(new HttpHandler(null, null, "80", "/", [new("Authorization", "new")])),
                    },
                ],
            }
        );
    }

    [Fact]
    public void A_key_of_a_ConfigMap_or_a_Service_that_came_between_two_tries_makes_no_other_pod()
    {
        EnvVar[] fromService = [new("WEB_SERVICE_HOST", "10.96.0.7"), new("WEB_SERVICE_PORT", "80")];
        Same(Pod with { Containers = [Main with { Env = [.. fromService, new("B", "2"), new("A", "1")] }] });
        Same(Pod with { Containers = [Main with { Env = [.. Main.Env, new("NEW_KEY_OF_ENVFROM", "x")] }] });
        Same(Pod with { Containers = [Main with { Env = [new("A", "1")] }] });
    }

    [Fact]
    public void What_the_author_wrote_makes_another_pod()
    {
        Other(Pod with { Containers = [Main with { Args = ["echo b"] }] });
        Other(Pod with { Containers = [Main with { Command = ["sh"], Args = ["-c", "echo a"] }] });
        Other(Pod with { Containers = [], InitContainers = [Main] });
        Other(Pod with { Containers = [Main, Main with { Name = "second" }] });
        Other(Pod with { Volumes = [new EmptyDirVolume("data")] });
        Other(Pod with { Containers = [Main with { Mounts = [new("data", "/data", null, ReadOnly: true)] }] });
    }

    [Fact]
    public void Every_member_of_a_pod_and_of_a_container_is_compared_or_named_here_as_not_compared()
    {
        foreach (var member in Members<PodSpec>())
            Assert.True(
                Changed(Pod, member) is { } other && SpecDigest.Of(other) != SpecDigest.Of(Pod),
                $"PodSpec.{member.Name} is not compared"
            );
        foreach (var member in Members<ContainerSpec>())
            Assert.True(
                Changed(Main, member) is { } other && SpecDigest.Of(Pod with { Containers = [other] }) != SpecDigest.Of(Pod),
                $"ContainerSpec.{member.Name} is not compared"
            );
    }

    private static IEnumerable<PropertyInfo> Members<T>() =>
        typeof(T)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(member => member.CanWrite && !NotCompared.Contains(member.Name));

    private static T Changed<T>(T spec, PropertyInfo member)
        where T : notnull
    {
        var copy = (T)typeof(T).GetMethod("<Clone>$")!.Invoke(spec, null)!;
        member.SetValue(copy, Another(member.PropertyType));
        return copy;
    }

    private static object Another(Type type)
    {
        if (type == typeof(string))
            return "another";
        if (type == typeof(long?))
            return 4711L;
        if (type == typeof(bool))
            return true;
        if (type == typeof(SecuritySpec))
            return new SecuritySpec { RunAsUser = 4711 };
        if (type == typeof(ResourceSpec))
            return new ResourceSpec(new Dictionary<string, string> { ["cpu"] = "7" }, new Dictionary<string, string>());
        if (type == typeof(DnsSpec))
            return new DnsSpec("None", ["10.0.0.1"], [], []);
        if (type == typeof(ProbeSpec))
            return new ProbeSpec(new TcpHandler(null, "81"));
        if (type == typeof(HandlerSpec))
            return new SleepHandler(7);
        if (type == typeof(IReadOnlyDictionary<string, string>))
            return new Dictionary<string, string> { ["another"] = "one" };
        if (type == typeof(IReadOnlyDictionary<string, int>))
            return new Dictionary<string, int> { ["another"] = 1 };
        if (type == typeof(IReadOnlyList<string>))
            return new[] { "another" };
        if (type == typeof(IReadOnlyList<ContainerSpec>))
            return new[] { Main with { Name = "another" } };
        if (type == typeof(IReadOnlyList<VolumeSpec>))
            return new VolumeSpec[] { new HostPathVolume("another", "/cvmfs", "") };
        if (type == typeof(IReadOnlyList<HostAlias>))
            return new[] { new HostAlias("10.0.0.1", ["another"]) };
        if (type == typeof(IReadOnlyList<PullSecret>))
            return new[] { new PullSecret("another", null) };
        if (type == typeof(IReadOnlyList<EnvVar>))
            return new[] { new EnvVar("ANOTHER", "") };
        if (type == typeof(IReadOnlyList<VolumeMount>))
            return new[] { new VolumeMount("another", "/another", null, false) };
        throw new NotSupportedException($"a member of the new type {type} has come: say here what another value of it is");
    }

    private static void Same(PodSpec pod) => Assert.Equal(SpecDigest.Of(Pod), SpecDigest.Of(pod));

    private static void Other(PodSpec pod) => Assert.NotEqual(SpecDigest.Of(Pod), SpecDigest.Of(pod));
}
