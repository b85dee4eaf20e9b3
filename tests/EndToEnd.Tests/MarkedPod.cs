using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A pod with another marked word in each place where a secret may stand.</summary>
internal sealed class MarkedPod
{
    private static readonly string Run = Guid.NewGuid().ToString("N")[..12];

    /// <summary>Of a variable.</summary>
    public static string Variable { get; } = Word("variable");
    public static string ConfigMap { get; } = Word("configmap");
    public static string Secret { get; } = Word("secret");
    public static string Token { get; } = Word("token");
    public static string Header { get; } = Word("header");

    /// <summary>Of an argument, and of a command of a probe: on the command line of what is run, in Kubernetes too.</summary>
    public static string Argument { get; } = Word("argument");

    /// <summary>Those that only the pod itself may see.</summary>
    public static IReadOnlyList<string> Hidden { get; } =
    [Variable, ConfigMap, Secret, Token, Header, Registry.Password, Encoded(Secret), Encoded($"{Registry.User}:{Registry.Password}")];

    /// <param name="image">Needs the pod's pull secret.</param>
    /// <param name="registry">Of the image.</param>
    /// <param name="asked">Port of whoever hears the readiness probe.</param>
    /// <param name="script">What its container does.</param>
    public static PodBody Of(string image, string registry, int asked, string script)
    {
        var login = new JsonObject
        {
            ["auths"] = new JsonObject { [registry] = new JsonObject { ["auth"] = Encoded($"{Registry.User}:{Registry.Password}") } },
        };
        return new PodBody("marked")
            .Grace(1)
            .Spec(spec => spec["imagePullSecrets"] = JsonNode.Parse("""[{"name":"pull"}]"""))
            .Volume("login", "secret", JsonNode.Parse("""{"secretName":"pull","defaultMode":256}""")!)
            .Volume("secret", "secret", JsonNode.Parse("""{"secretName":"s","defaultMode":256}""")!)
            .Volume("map", "configMap", JsonNode.Parse("""{"name":"c"}""")!)
            .Volume("token", "projected", JsonNode.Parse("""{"sources":[{"serviceAccountToken":{"path":"token"}}]}""")!)
            .Container(
                "main",
                script,
                c =>
                {
                    (c["image"], c["imagePullPolicy"]) = (image, "Always");
                    c["args"]!.AsArray().Add(Argument);
                    c["env"] = JsonNode.Parse(
                        $$"""[{"name":"PASSWORD","value":"{{Variable}}"},{"name":"URL","value":"https://u:{{Variable}}@h"}]"""
                    );
                    c["volumeMounts"] = JsonNode.Parse(
                        """[{"name":"login","mountPath":"/login"},{"name":"secret","mountPath":"/secret"},"""
                            + """{"name":"map","mountPath":"/map"},{"name":"token","mountPath":"/token"}]"""
                    );
                    c["readinessProbe"] = JsonNode.Parse(
                        $$$"""{"httpGet":{"host":"127.0.0.1","port":{{{asked}}},"path":"/"""
                            + $$$"""ready","httpHeaders":[{"name":"Authorization","value":"Bearer """
                            + $$$"""{{{Header}}}"}]},"periodSeconds":1,"timeoutSeconds":2}"""
                    );
                    c["livenessProbe"] = JsonNode.Parse(
                        $$$"""{"exec":{"command":["/bin/sh","-c","sleep 1; test -n """
                            + $$$"""\"$PASSWORD\"","{{{Argument}}}"]},"periodSeconds":1,"timeoutSeconds":20,"failureThreshold":100}"""
                    );
                }
            )
            .Content("main", "configMaps", JsonNode.Parse($$$"""{"metadata":{"name":"c"},"data":{"k":"{{{ConfigMap}}}"}}""")!)
            .Content("main", "projectedvolumemaps", JsonNode.Parse($$$"""{"metadata":{"name":"token"},"data":{"token":"{{{Token}}}"}}""")!)
            .Content(
                "main",
                "secrets",
                JsonNode.Parse($$$"""{"metadata":{"name":"s"},"data":{"k":"{{{Encoded(Secret)}}}"}}""")!,
                new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = "pull" },
                    ["data"] = new JsonObject { [".dockerconfigjson"] = Encoded(login.ToJsonString()) },
                }
            );
    }

    /// <summary>With the words in the places of their names: <c>@secret</c>.</summary>
    public static string Filled(string text) => Regex.Replace(text, "@([a-z]+)", name => Word(name.Groups[1].Value));

    private static string Word(string kind) => $"marked-{kind}-{Run}";

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
