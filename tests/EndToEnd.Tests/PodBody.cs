using System.Text.Json;
using System.Text.Json.Nodes;
using HtcondorActors.Http.Cli;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A pod as interLink sends it. The shell lines of a container are its <c>args</c> after <c>sh -c</c>.</summary>
internal sealed class PodBody
{
    private readonly JsonArray _inits = [];
    private readonly JsonArray _containers = [];
    private readonly JsonArray _volumes = [];
    private readonly JsonArray _content = [];
    private readonly JsonObject _spec = new() { ["restartPolicy"] = "Never", ["terminationGracePeriodSeconds"] = 5 };

    public PodBody(string name = "pod") => Name = name;

    public string Name { get; }
    public string Uid { get; } = Guid.NewGuid().ToString();
    public PodOutline Outline => PodOutline.Of(Pod);

    public PodBody Init(string name, string script, Action<JsonObject>? more = null) => Add(_inits, name, script, more);

    public PodBody Container(string name, string script, Action<JsonObject>? more = null) => Add(_containers, name, script, more);

    public PodBody Grace(int seconds)
    {
        _spec["terminationGracePeriodSeconds"] = seconds;
        return this;
    }

    public PodBody Volume(string name, string kind, JsonNode source)
    {
        _volumes.Add(new JsonObject { ["name"] = name, [kind] = source });
        return this;
    }

    /// <summary>What interLink adds for a container's configMaps, secrets or projected volumes.</summary>
    public PodBody Content(string container, string kind, params JsonNode[] objects)
    {
        var entry = _content.FirstOrDefault(c => (string?)c!["name"] == container);
        if (entry is null) _content.Add(entry = new JsonObject { ["name"] = container });
        entry[kind] = new JsonArray(objects);
        return this;
    }

    public JsonNode Pod
    {
        get
        {
            var spec = (JsonObject)_spec.DeepClone();
            spec["initContainers"] = _inits.Count > 0 ? _inits.DeepClone() : null;
            spec["containers"] = _containers.DeepClone();
            spec["volumes"] = _volumes.DeepClone();
            return new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = Name, ["namespace"] = "default", ["uid"] = Uid, ["creationTimestamp"] = null },
                ["spec"] = spec,
                ["status"] = new JsonObject { ["phase"] = "Pending" },
            };
        }
    }

    public string PodJson => Pod.ToJsonString();

    /// <summary>The body of /create.</summary>
    public string Json => new JsonObject { ["pod"] = Pod, ["container"] = _content.DeepClone(), ["jobConfig"] = new JsonObject() }.ToJsonString();

    private PodBody Add(JsonArray to, string name, string script, Action<JsonObject>? more)
    {
        var container = new JsonObject
        {
            ["name"] = name,
            ["image"] = "busybox",
            ["command"] = new JsonArray("/bin/sh", "-c"),
            ["args"] = new JsonArray(script),
        };
        more?.Invoke(container);
        to.Add(container);
        return this;
    }

}
