using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A pod, as interLink sends it in each of its requests.</summary>
internal abstract class SentPod
{
    public abstract string Name { get; }
    public string Uid { get; protected init; } = Guid.NewGuid().ToString();
    public AskedPod Outline => AskedPod.Of(Pod);

    /// <summary>The body of /delete, an element of that of /status.</summary>
    public string PodJson => Pod.ToJsonString();

    /// <summary>The body of /create.</summary>
    public abstract string Json { get; }

    protected abstract JsonNode Pod { get; }
}
