using System.Text.Json.Nodes;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>What HTCondor gives a job (GPUs, threads) reaches the containers. The pool pretends to have the GPUs aaaa1111 and
/// bbbb2222.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class AssignedResourcesSpecs(AssignedResourcesSpecs.Site site) : IClassFixture<AssignedResourcesSpecs.Site>
{
    public sealed class Site(CondorPool pool) : SharedSidecar(pool);

    private const string Tell =
        "echo cuda=$CUDA_VISIBLE_DEVICES nvidia=$NVIDIA_VISIBLE_DEVICES "
        + "threads=$OMP_NUM_THREADS,$GOMAXPROCS,$MKL_NUM_THREADS,$OPENBLAS_NUM_THREADS cpus=$CPUS";

    private static Action<JsonObject> Asking(string limits, string more = "[]") =>
        c =>
        {
            c["resources"] = JsonNode.Parse($$"""{"limits":{{limits}}}""");
            c["env"] = new JsonArray([
                .. JsonNode.Parse(more)!.AsArray().Select(e => e!.DeepClone()),
                JsonNode.Parse("""{"name":"CPUS","valueFrom":{"resourceFieldRef":{"resource":"limits.cpu"}}}"""),
            ]);
        };

    private async Task<Dictionary<string, string>> SaidAsync(PodBody pod, params string[] containers)
    {
        await site.Calls.CreateAsync(pod);
        var ends = await site.Calls.EndAsync(pod);
        Assert.All(ends.Values, code => Assert.Equal(0, code));
        var said = new Dictionary<string, string>();
        foreach (var name in containers)
            said[name] = (await site.Calls.LogsAsync(pod, name)).TrimEnd('\n');
        return said;
    }

    [Fact]
    public async Task Two_containers_that_ask_for_a_gpu_each_get_one_each_and_a_third_sees_none()
    {
        var said = await SaidAsync(
            new PodBody()
                .Container("one", Tell, Asking("""{"nvidia.com/gpu":"1","cpu":"1"}"""))
                .Container("two", Tell, Asking("""{"nvidia.com/gpu":"1","cpu":"2"}"""))
                .Container("none", Tell, Asking("{}")),
            "one",
            "two",
            "none"
        );

        Assert.Equal("cuda=1111 nvidia=GPU-aaaa1111 threads=1,1,1,1 cpus=1", said["one"]);
        Assert.Equal("cuda=2222 nvidia=GPU-bbbb2222 threads=2,2,2,2 cpus=2", said["two"]);
        Assert.Equal("cuda=10000 nvidia=none threads=3,3,3,3 cpus=3", said["none"]);
    }

    [Fact]
    public async Task A_pod_without_gpus_sees_none_and_its_own_variables_win()
    {
        var said = await SaidAsync(
            new PodBody().Container(
                "main",
                Tell,
                Asking("""{"cpu":"2"}""", """[{"name":"GOMAXPROCS","value":"7"},{"name":"CUDA_VISIBLE_DEVICES","value":"mine"}]""")
            ),
            "main"
        );

        Assert.Equal("cuda=mine nvidia=none threads=2,7,2,2 cpus=2", said["main"]);
    }
}
