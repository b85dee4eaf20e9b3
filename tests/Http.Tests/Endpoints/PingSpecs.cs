using System.Text;
using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>The answer to a ping, as the Virtual Kubelet reads it (interLink f632175: pkg/interlink/types.go, PingResponse).</summary>
public sealed class PingSpecs
{
    private static readonly NodeReport Whole = new(
        "128",
        "262144Mi",
        "128",
        [new NodeAccelerator("nvidia.com/gpu", "8"), new NodeAccelerator("xilinx.com/fpga", "2")]
    );

    [Fact]
    public async Task It_has_the_totals_of_the_node_as_texts_and_its_taints()
    {
        await using var sidecar = await RunningSidecar.StartAsync(config =>
            config with
            {
                Taints =
                [
                    new NodeTaint("example.org/maintenance") { Value = "true", Effect = TaintEffect.PreferNoSchedule },
                    new NodeTaint("plain"),
                ],
            }
        );
        sidecar.Gateway.Node = Whole;
        Assert.Equal(
            """
            {"status":"ok","resources":{"cpu":"128","memory":"262144Mi","pods":"128","accelerators":[
            {"resourceType":"nvidia.com/gpu","available":"8"},{"resourceType":"xilinx.com/fpga","available":"2"}]},
            "taints":[{"key":"example.org/maintenance","value":"true","effect":"PreferNoSchedule"},{"key":"plain","effect":"NoSchedule"}]}
            """.ReplaceLineEndings(""),
            await AskAsync(sidecar)
        );
    }

    [Fact]
    public async Task What_is_unknown_is_left_out()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        Assert.Equal("""{"status":"ok"}""", await AskAsync(sidecar));
        sidecar.Gateway.Node = new(null, "1024Mi", null, []);
        Assert.Equal("""{"status":"ok","resources":{"memory":"1024Mi"}}""", await AskAsync(sidecar));
    }

    [Fact]
    public async Task An_empty_list_of_taints_is_said_because_it_removes_those_of_the_node()
    {
        await using var sidecar = await RunningSidecar.StartAsync(config => config with { Taints = [] });
        Assert.Equal("""{"status":"ok","taints":[]}""", await AskAsync(sidecar));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\"")]
    [InlineData("é")]
    [InlineData("𝄞")]
    public async Task It_stays_below_4_kB_however_much_is_wrong(string character)
    {
        await using var sidecar = await RunningSidecar.StartAsync(config =>
            config with
            {
                Taints = [.. Enumerable.Range(0, 10).Select(number => new NodeTaint($"example.org/{new string('k', 60)}{number}"))],
            }
        );
        sidecar.Gateway.Node = Whole;
        sidecar.Gateway.Status = "degraded: " + string.Concat(Enumerable.Repeat(character, 20_000));
        var text = await AskAsync(sidecar);
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 3_000, 4_000);
        var answer = JsonNode.Parse(text)!;
        var status = (string)answer["status"]!;
        Assert.StartsWith("degraded: " + character, status, StringComparison.Ordinal);
        Assert.EndsWith(character + " ...", status, StringComparison.Ordinal);
        Assert.Equal(("128", 10), ((string?)answer["resources"]!["cpu"], answer["taints"]!.AsArray().Count));
    }

    [Fact]
    public async Task System_info_has_the_form_of_the_Slurm_plugin()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.Node = Whole with { QueueAnswers = true, Pool = "3 slots, 128 CPUs" };
        var good = JsonNode.Parse(await sidecar.Client.GetStringAsync("/system-info"))!.AsObject();
        Assert.Equal(["status", "timestamp", "condor_connected", "condor_status"], good.Select(field => field.Key));
        Assert.Equal(
            ("ok", true, "3 slots, 128 CPUs"),
            ((string?)good["status"], (bool)good["condor_connected"]!, (string?)good["condor_status"])
        );
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", (string?)good["timestamp"]);

        sidecar.Gateway.Node = new(null, null, null, []);
        sidecar.Gateway.Status = "degraded: queue-poller polls: the queue cannot be seen";
        var bad = JsonNode.Parse(await sidecar.Client.GetStringAsync("/system-info"))!.AsObject();
        Assert.Equal(["status", "timestamp", "condor_connected", "error"], bad.Select(field => field.Key));
        Assert.Equal(
            ("warning", false, sidecar.Gateway.Status),
            ((string?)bad["status"], (bool)bad["condor_connected"]!, (string?)bad["error"])
        );
    }

    private static async Task<string> AskAsync(RunningSidecar sidecar) => (await sidecar.SendAsync(HttpMethod.Get, "/status", "[]")).Text;
}
