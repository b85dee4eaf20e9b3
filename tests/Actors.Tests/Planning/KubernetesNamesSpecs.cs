using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

/// <summary>
/// Every name of a pod, as Kubernetes' own rules have it (apimachinery's util/validation): a subdomain has 253 characters and no limit for
/// one of its parts (IsDNS1123Subdomain), a label has 63 (IsDNS1123Label), a key of a ConfigMap or Secret has 253 of <c>-._a-zA-Z0-9</c>
/// (IsConfigMapKey), a variable's name is any printable ASCII but <c>=</c> (IsRelaxedEnvVarName).
/// </summary>
public sealed class KubernetesNamesSpecs
{
    private static string Long(int length) => new('a', length);

    private static PodSpec Variable(string name) => Of(Container() with { Env = [new EnvVar(name, "x")] });

    private static PodSpec Key(string key) =>
        Of(Container() with { Mounts = [new VolumeMount("v", "/v", null, false)] }) with
        {
            Volumes = [new FilesVolume("v", [Text(key, "x")])],
        };

    private static readonly Dictionary<string, Func<string, PodSpec>> Places = new()
    {
        ["metadata.name"] = name => Of(Container()) with { Name = name },
        ["metadata.namespace"] = name => Of(Container()) with { Namespace = name },
        ["spec.containers[0].name"] = name => Of(Container() with { Name = name }),
        ["spec.initContainers[0].name"] = name => Of(Container()) with { InitContainers = [Container() with { Name = name }] },
        ["spec.volumes[0].name"] = name => Of(Container()) with { Volumes = [new EmptyDirVolume(name)] },
        ["spec.hostname"] = name => Of(Container()) with { Hostname = name },
        ["spec.hostAliases[0].hostnames[0]"] = name => Of(Container()) with { HostAliases = [new HostAlias("10.0.0.1", [name])] },
        ["spec.containers[0].env[0].name"] = Variable,
        ["spec.volumes[0].items"] = Key,
    };

    private static readonly string[] Subdomains = ["metadata.name", "spec.hostAliases[0].hostnames[0]"];
    private static readonly string[] Labels =
    [
        "metadata.namespace",
        "spec.containers[0].name",
        "spec.initContainers[0].name",
        "spec.volumes[0].name",
        "spec.hostname",
    ];

    public static TheoryData<string, string, bool> Table
    {
        get
        {
            var table = new TheoryData<string, string, bool>();
            void Add(IEnumerable<string> places, string[] good, string[] bad)
            {
                foreach (var place in places)
                {
                    foreach (var name in good)
                        table.Add(place, name, true);
                    foreach (var name in bad)
                        table.Add(place, name, false);
                }
            }
            Add(
                Subdomains,
                ["a", "1", "a-b", "a.b", Long(64), Long(253), Long(100) + "." + Long(152)],
                ["", "A", "a_b", "-a", "a-", ".a", "a.", "a..b", "a.-b", Long(254), "a b", "a/b", "\u00e4"]
            );
            Add(Labels, ["a", "1", "a-b", Long(63)], ["A", "a_b", "-a", "a-", "a.b", Long(64), "a b", "a/b"]);
            Add(
                ["spec.containers[0].env[0].name"],
                ["A", "a.b", "1A", "my-var", "discovery.type", "A B", "%", Long(1000)],
                ["", "A=B", "A\nB", "\u00e4"]
            );
            Add(
                ["spec.volumes[0].items"],
                ["a", "A", "_x", ".hidden", "app.conf", "-", "a..", Long(253)],
                ["", "..", "..a", "...a", "a\nb"]
            );
            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_name_is_taken_where_Kubernetes_takes_it(string place, string name, bool isOne)
    {
        var pod = Places[place](name);
        if (isOne)
            Planned(pod);
        else
            Assert.StartsWith(place, Refusal(pod), StringComparison.Ordinal);
    }
}
