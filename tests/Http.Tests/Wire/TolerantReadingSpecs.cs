using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;

namespace HtcondorActors.Http.Tests.Wire;

/// <summary>The recorded bodies, changed at random: what Go would read the same is read the same, and nothing at all brings an unforeseen
/// failure.</summary>
public sealed class TolerantReadingSpecs
{
    private static readonly string[] Bodies = [.. Recorded.Files("create").Select(file => Encoding.UTF8.GetString(Recorded.Body(file)))];

    /// <summary>Objects whose keys are the user's, not the wire's.</summary>
    private static readonly string[] Maps = ["labels", "annotations", "data", "binaryData", "requests", "limits", "nodeSelector"];

    [Property(MaxTest = 60)]
    public void Unknown_fields_and_another_case_of_names_change_nothing(int seed)
    {
        var random = new Random(seed);
        var body = JsonNode.Parse(Bodies[random.Next(Bodies.Length)])!;
        var expected = Meaning(body);
        Assert.Equal(expected, Meaning(Disguised(body, random)!));
    }

    [Property(MaxTest = 300)]
    public void Any_value_in_any_place_is_read_or_refused_by_name(int seed)
    {
        var random = new Random(seed);
        var body = JsonNode.Parse(Bodies[random.Next(Bodies.Length)])!;
        for (var changes = random.Next(1, 4); changes > 0; changes--)
            Break(body, random);
        try
        {
            PodMappingSpecs.Read(Encoding.UTF8.GetBytes(body.ToJsonString()));
        }
        catch (Exception fault) when (fault is WireFaultException or JsonException)
        {
            Assert.False(string.IsNullOrEmpty((fault as WireFaultException)?.Field ?? (fault as JsonException)?.Path));
        }
    }

    [Theory]
    [InlineData("container", "null")]
    [InlineData("container", "[null]")]
    [InlineData("container", "[{\"name\":\"main\",\"configMaps\":null,\"projectedvolumemaps\":null,\"secrets\":null,\"emptyDirs\":null}]")]
    [InlineData("jobConfig", "null")]
    [InlineData("jobConfig", "[1,{}]")]
    [InlineData("jobScript", "\"\"")]
    public void What_may_be_absent_may_be_null(string field, string value)
    {
        var body = JsonNode.Parse(Recorded.Body("create-simple.json"))!;
        body[field] = JsonNode.Parse(value);
        var pod = PodMappingSpecs.Read(Encoding.UTF8.GetBytes(body.ToJsonString()));
        Assert.Equal("main", Assert.Single(pod.Containers).Name);
        Assert.Null(pod.JobScript);
    }

    /// <summary>But for the fields that nothing acts on, which are told by the names that they came under.</summary>
    private static string Meaning(JsonNode body) =>
        JsonSerializer.Serialize(PodMapping.ToPodSpec(body.Deserialize(WireJson.Default.CreateRequest)!) with { OtherFields = [] }, Plain);

    private static readonly JsonSerializerOptions Plain = new()
    {
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };

    private static JsonNode? Disguised(JsonNode? node, Random random)
    {
        if (node is JsonArray list)
            return new JsonArray([.. list.Select(item => Disguised(item, random))]);
        if (node is not JsonObject body)
            return node?.DeepClone();
        var disguised = new JsonObject();
        foreach (var (key, value) in body)
            disguised[Renamed(key, random)] = Maps.Contains(key) ? value?.DeepClone() : Disguised(value, random);
        if (random.Next(3) == 0)
            disguised["somethingNew"] = new JsonArray(1, "two", null);
        return disguised;
    }

    private static string Renamed(string key, Random random) =>
        random.Next(4) switch
        {
            0 => char.ToUpperInvariant(key[0]) + key[1..],
            1 => key.ToLowerInvariant(),
            _ => key,
        };

    private static void Break(JsonNode body, Random random)
    {
        for (var node = body; ; )
        {
            var keys = node is JsonObject o ? o.Select(field => field.Key).ToArray() : [];
            var count = node is JsonArray a ? a.Count : keys.Length;
            if (count == 0)
                return;
            var at = random.Next(count);
            var child = node is JsonArray list ? list[at] : node[keys[at]];
            if (child is JsonObject or JsonArray && random.Next(4) > 0)
            {
                node = child;
                continue;
            }
            var value = random.Next(7) switch
            {
                0 => null,
                1 => (JsonNode)"",
                2 => -1,
                3 => new JsonObject(),
                4 => new JsonArray(),
                5 => "../\0\n\u2028",
                _ => 1e300,
            };
            if (node is JsonArray into)
                into[at] = value;
            else
                node[keys[at]] = value;
            return;
        }
    }
}
