using System.Text.Json;
using System.Text.Json.Nodes;
using HtcondorActors.Cli;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A pod as interLink sends it. The shell lines of a container are its <c>args</c> after <c>sh -c</c>.</summary>
internal sealed class PodBody : SentPod
{
    private readonly JsonArray _inits = [];
    private readonly JsonArray _containers = [];
    private readonly JsonArray _volumes = [];
    private readonly JsonArray _content = [];
    private readonly JsonArray _owners = [];
    private readonly JsonObject _annotations = [];
    private readonly JsonObject _beside = [];
    private readonly JsonObject _spec = new() { ["restartPolicy"] = "Never", ["terminationGracePeriodSeconds"] = 5 };

    public PodBody(string name = "pod") => Name = name;

    public override string Name { get; }

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

    /// <summary>Changes every container that was added so far.</summary>
    public void InEvery(Action<JsonObject> change)
    {
        foreach (var container in _inits.Concat(_containers))
            change((JsonObject)container!);
    }

    /// <summary>What interLink adds for a container's configMaps, secrets or projected volumes.</summary>
    public PodBody Content(string container, string kind, params JsonNode[] objects)
    {
        var entry = _content.FirstOrDefault(c => (string?)c!["name"] == container);
        if (entry is null)
            _content.Add(entry = new JsonObject { ["name"] = container });
        entry[kind] = new JsonArray(objects);
        return this;
    }

    /// <summary>Members of pod.spec beyond containers and volumes.</summary>
    public PodBody Spec(Action<JsonObject> change)
    {
        change(_spec);
        return this;
    }

    public PodBody Annotation(string key, string value)
    {
        _annotations[key] = value;
        return this;
    }

    /// <summary>The object that made the pod, as a Job's controller writes it.</summary>
    public PodBody MadeBy(string kind, string name)
    {
        _owners.Add(
            new JsonObject
            {
                ["apiVersion"] = "batch/v1",
                ["kind"] = kind,
                ["name"] = name,
                ["uid"] = Guid.NewGuid().ToString(),
                ["controller"] = true,
            }
        );
        return this;
    }

    /// <summary>The body's own members beside pod and container (jobScript ...).</summary>
    public PodBody Beside(string name, JsonNode value)
    {
        _beside[name] = value;
        return this;
    }

    protected override JsonNode Pod
    {
        get
        {
            var spec = (JsonObject)_spec.DeepClone();
            spec["initContainers"] = _inits.Count > 0 ? _inits.DeepClone() : null;
            spec["containers"] = _containers.DeepClone();
            spec["volumes"] = _volumes.DeepClone();
            return new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = Name,
                    ["namespace"] = "default",
                    ["uid"] = Uid,
                    ["annotations"] = _annotations.DeepClone(),
                    ["ownerReferences"] = _owners.DeepClone(),
                    ["creationTimestamp"] = null,
                },
                ["spec"] = spec,
                ["status"] = new JsonObject { ["phase"] = "Pending" },
            };
        }
    }

    public override string Json
    {
        get
        {
            var body = (JsonObject)_beside.DeepClone();
            (body["pod"], body["container"], body["jobConfig"]) = (Pod, _content.DeepClone(), new JsonObject());
            return body.ToJsonString();
        }
    }

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
