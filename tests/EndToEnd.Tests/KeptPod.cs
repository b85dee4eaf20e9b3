using System.Text.Json.Nodes;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A pod whose body was kept in a fixture.</summary>
internal sealed class KeptPod : SentPod
{
    private readonly JsonNode _body;

    public KeptPod(JsonNode kept)
    {
        _body = kept["body"]!;
        Uid = (string)kept["uid"]!;
    }

    public override string Name => (string)Pod["metadata"]!["name"]!;
    public override string Json => _body.ToJsonString();
    protected override JsonNode Pod => _body["pod"]!;
}
