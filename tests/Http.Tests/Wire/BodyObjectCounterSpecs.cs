using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;

namespace HtcondorActors.Http.Tests.Wire;

/// <summary>Tests that count what the whole process allocates: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AllocationsOfTheProcess
{
    public const string Name = "allocations of the process";
}

/// <summary>Bodies that are small on the wire and large in memory.</summary>
[Collection(AllocationsOfTheProcess.Name)]
public sealed class BodyObjectCounterSpecs
{
    private const string Head =
        """{"pod":{"metadata":{"name":"demo","namespace":"default","uid":"11111111-2222-4333-8444-555555555555"},"spec":{""";

    [Theory]
    [InlineData("/create")]
    [InlineData("/explain")]
    public async Task Sixty_megabytes_of_empty_containers_are_refused_before_anything_is_made_of_them(string path)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes(Head + "\"containers\":["),
            .. Enumerable.Repeat("{},"u8.ToArray(), 20_000_000).SelectMany(each => each),
            .. "{}]}}}"u8,
        ];
        var before = GC.GetTotalAllocatedBytes();
        var (code, _, text) = await sidecar.SendAsync(HttpMethod.Post, path, body);
        var bytes = GC.GetTotalAllocatedBytes() - before;

        Assert.Equal(
            (HttpStatusCode.BadRequest, "spec.containers: there are more than 10000, init containers counted; no site takes more"),
            (code, text)
        );
        Assert.True(bytes < body.Length * 3L / 2, $"{bytes} bytes were allocated"); // the body itself, once
    }

    [Fact]
    public async Task A_pod_over_a_limit_of_the_site_is_asked_first_whether_it_was_accepted_before()
    {
        await using var sidecar = await RunningSidecar.StartAsync(config => config with { MaxContainers = 2, ExportPodData = true });
        var containers = string.Join(',', Enumerable.Range(0, 3).Select(i => $$"""{"name":"c{{i}}","image":"i"}"""));
        var mounting = """{"name":"m","image":"i","volumeMounts":[{"name":"v","mountPath":"/v"}]}""";
        string[] bodies =
        [
            $"{Head}\"containers\":[{containers}]}}}}}}",
            $"{Head}\"containers\":[{mounting}],\"volumes\":[{{\"name\":\"v\",\"configMap\":{{\"name\":\"gone\"}}}}]}}}}}}",
        ];
        foreach (var body in bodies)
            Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Post, "/create", body)).Code);
        Assert.Equal([3, 1], sidecar.Gateway.Created.Select(pod => pod.Containers.Count));
    }

    [Theory]
    [InlineData("\"containers\":[{},{},{}]")]
    [InlineData("\"containers\":[null,null,null]")]
    [InlineData("\"containers\":[1,\"x\",[[]]]")]
    [InlineData("\"initContainers\":[{}],\"containers\":[{},{}]")]
    [InlineData("\"CONTAINERS\":[{\"containers\":[{}]},{}],\"InitContainers\":[{}]")]
    [InlineData("\"c\\u006fntainers\":[{},{},{}]")]
    [InlineData("\"containers\":[{}],\"containers\":[{},{}]")]
    public void Containers_are_counted_however_they_are_written(string spec)
    {
        var fault = Assert.Throws<WireFaultException>(() => Require(Head + spec + "}}}", 2));
        Assert.Equal("spec.containers: there are more than 2, init containers counted; no site takes more", fault.Message);
        Assert.Throws<WireFaultException>(() => Require("[" + Head + spec + "}}}]", 2));
        Require(Head + spec + "}}}", 3);
    }

    [Theory]
    [InlineData("""{"container":[{},{},{}],"pod":{"status":{"containers":[{},{},{}]},"spec":{"containers":[{"args":["a","b","c"]}]}}}""")]
    [InlineData("""{"pod":{"spec":{"volumes":[{"containers":[{},{}]},{},{}],"containers":[{"env":[{},{},{}]}]}}}""")]
    [InlineData("""{"spec":{"containers":[{},{},{}]},"pod":{"containers":[{},{},{}]}}""")]
    public void Other_lists_are_no_containers(string body) => Require(body, 1);

    [Theory]
    [InlineData("{\"pod\":{\"metadata\":{\"annotations\":{", "\"a\":1,", "\"b\":1}}}}")]
    [InlineData("{\"pod\":{\"spec\":{\"containers\":[{\"name\":\"a\",\"env\":[", "{},", "{}]}]}}}")]
    [InlineData("{\"pod\":{\"spec\":{\"volumes\":[{\"x\":[", "[],", "[]]}]}}}")]
    [InlineData("{\"jobConfig\":[", "0,", "0]}")]
    [InlineData("[", "{},", "{}]")]
    public void Names_and_values_are_counted_wherever_they_are(string head, string each, string end) =>
        Assert.Equal(
            "body: more than 1000000 names and values",
            Assert.Throws<WireFaultException>(() => Require(head + string.Concat(Enumerable.Repeat(each, 1_000_000)) + end, 2000)).Message
        );

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("{\"pod\":{\"spec\":{\"containers\":[{},")]
    public void What_is_no_JSON_is_left_to_the_reader(string body) => Require(body, 1);

    [Fact]
    public void References_to_whole_maps_are_counted_before_they_are_followed()
    {
        var keys = string.Join(',', Enumerable.Range(0, 2000).Select(i => $"\"K{i}\":\"v\""));
        var references = string.Join(',', Enumerable.Repeat("""{"configMapRef":{"name":"m"}}""", 5000));
        var volumes = string.Join(',', Enumerable.Range(0, 5000).Select(i => "{\"name\":\"v" + i + "\",\"configMap\":{\"name\":\"m\"}}"));
        var data = "},\"container\":[{\"name\":\"main\",\"configMaps\":[{\"metadata\":{\"name\":\"m\"},\"data\":{" + keys + "}}]}]}";
        AssertRefused(
            Head + "\"containers\":[{\"name\":\"main\",\"image\":\"x\",\"envFrom\":[" + references + "]}]}" + data,
            "spec.containers[0].envFrom[250]"
        );
        AssertRefused(
            Head + "\"containers\":[{\"name\":\"main\",\"image\":\"x\"}],\"volumes\":[" + volumes + "]}" + data,
            "spec.volumes[250].configMap"
        );
    }

    [Fact]
    public void All_annotations_asked_for_a_thousand_times_are_made_once()
    {
        var env = string.Join(
            ',',
            Enumerable
                .Range(0, 1000)
                .Select(i => "{\"name\":\"A" + i + "\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"metadata.annotations\"}}}")
        );
        var body =
            Head.Replace("\"uid\"", "\"annotations\":{\"a\":\"" + new string('x', 100_000) + "\"},\"uid\"", StringComparison.Ordinal)
            + "\"containers\":[{\"name\":\"main\",\"image\":\"x\",\"env\":["
            + env
            + "]}]}}}";
        var before = GC.GetAllocatedBytesForCurrentThread();
        Map(body);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 << 20);
    }

    private static void AssertRefused(string body, string field) =>
        Assert.Equal(
            field + ": the ConfigMaps and Secrets that the pod refers to come to more than 500000 files and variables",
            Map(body).Faults.ToString()
        );

    private static PodSpec Map(string body) => PodMapping.ToPodSpec(RequestBody.ReadCreate(new(Encoding.UTF8.GetBytes(body))));

    private static void Require(string body, int most) =>
        BodyObjectCounter.Require(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body)), most);
}
