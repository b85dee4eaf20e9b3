using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Manifests;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Cli;

/// <summary>Explains each pod: takes it through the same steps as a request (body, mapping, plan) and prints the result.</summary>
internal sealed class ExplainPods(Terminal terminal, SidecarConfig config)
{
    /// <summary>A placeholder for the UID that Kubernetes would give the pod.</summary>
    private const string Uid = "00000000-0000-4000-8000-000000000000";

    public int Run(ManifestSet manifests)
    {
        var refused = false;
        foreach (var manifest in manifests.Pods)
        {
            var explained = Explain(manifest, manifests);
            terminal.Line($"# pod {manifest.Label}");
            foreach (var warning in explained.Warnings)
                terminal.Line("warning: " + OneLine.Of(warning));
            terminal.Line(explained.Refusal is { } refusal ? "refused: " + OneLine.Of(refusal, FieldFaults.LongestLine) : Text(explained));
            refused |= explained.Refusal is not null;
        }
        return refused ? CliException.Failed : 0;
    }

    private PodExplanation Explain(PodManifest manifest, ManifestSet manifests)
    {
        var body = InterLinkBodies.Body(manifest, manifests, Uid, terminal.Clock.GetUtcNow(), terminal.Warn);
        return config.Explain(JsonSerializer.SerializeToUtf8Bytes(body));
    }

    private static string Text(PodExplanation explained) =>
        $"""

            # submit file
            {OneLine.Each(explained.Submit)}
            # plan (values as their sizes)
            {OneLine.Each(explained.Plan)}
            # files
            {OneLine.Each(string.Join('\n', explained.Files))}

            """;
}
