using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Admin;
using HtcondorActors.TestPool;

namespace HtcondorActors.Http.Tests.Admin;

/// <summary>
/// The JSON of /admin/v1 is a contract: tests/Fixtures/admin has one answer of each kind, and docs/admin-api.json all types.
/// </summary>
public sealed class AdminAnswersSpecs
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Theory]
    [InlineData("pods.json", "/admin/v1/pods?limit=1")]
    [InlineData("pod.json", "/admin/v1/pods/default%2Fheld")]
    [InlineData("timeline.json", "/admin/v1/pods/7.0/timeline")]
    [InlineData("timeline-at.json", "/admin/v1/pods/7.0/timeline?at=2026-01-31T11:59:00Z")]
    [InlineData("top.json", "/admin/v1/top")]
    [InlineData("jobs.json", "/admin/v1/jobs/unowned")]
    [InlineData("drain.json", "/admin/v1/drain")]
    [InlineData("log-level.json", "/admin/v1/log-level")]
    [InlineData("cluster.json", "/admin/v1/cluster")]
    public async Task Each_answer_stays_as_it_is(string file, string path)
    {
        await using var admin = await AdminSidecar.StartAsync();
        Fill(admin.Pods);
        admin.Sidecar.Jobs.Add("8.0");
        admin.Sidecar.Jobs.All!.Add(new(null, null, null, null, null, null, UnownedKind.Unreadable, "its ad cannot be read: ClusterId"));
        await admin.Actions.DrainAsync(true, "alice", CancellationToken.None);
        admin.Sidecar.Nodes.Members.Add(new("node-a:25520", "up", true, true, true, 3));
        admin.Sidecar.Nodes.Members.Add(new("node-b:25520", "leaving", false, false, false, 0));
        var (code, text) = await admin.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, code);
        // Each start of the sidecar has a number of its own.
        var lasting = Regex.Replace(Pretty(text), "\"continue\": \"[0-9]+[.]", "\"continue\": \"START.");
        Same(lasting, "tests", "Fixtures", "admin", file);
    }

    [Fact]
    public void The_document_of_the_API_is_written_from_the_routes_and_types() =>
        Same(Pretty(AdminOpenApi.Document().ToJsonString()), "docs", "admin-api.json");

    /// <summary>A client that is made from the document must not refuse an answer.</summary>
    [Theory]
    [InlineData("pods.json", "PodList")]
    [InlineData("pod.json", "PodDetail")]
    [InlineData("timeline.json", "PodTimeline")]
    [InlineData("top.json", "TopReport")]
    [InlineData("jobs.json", "UnownedJobList")]
    [InlineData("drain.json", "DrainAnswer")]
    [InlineData("log-level.json", "LogLevelAnswer")]
    [InlineData("cluster.json", "ClusterAnswer")]
    public void Each_answer_has_what_the_document_requires_of_it(string file, string type)
    {
        var answer = JsonNode.Parse(File.ReadAllText(RepositoryRoot.File("tests", "Fixtures", "admin", file)));
        var document = AdminOpenApi.Document();
        Assert.Empty(Lacking(document, document["components"]!["schemas"]![type]!, answer, type));
    }

    private static IEnumerable<string> Lacking(JsonNode document, JsonNode schema, JsonNode? value, string place)
    {
        if ((string?)schema["$ref"] is { } reference)
            schema = reference[2..]
                .Split('/')
                .Aggregate(
                    document,
                    (node, part) => node is JsonArray list ? list[int.Parse(part, CultureInfo.InvariantCulture)]! : node[part]!
                );
        if (value is JsonArray items)
            return items.SelectMany((item, i) => Lacking(document, schema["items"]!, item, $"{place}[{i}]"));
        if (value is not JsonObject members)
            return [];
        var required = (schema["required"] as JsonArray ?? []).Select(name => (string)name!);
        return required
            .Where(name => !members.ContainsKey(name))
            .Select(name => $"{place} has no {name}")
            .Concat(
                members
                    .Where(member => schema["properties"]?[member.Key] is not null)
                    .SelectMany(member => Lacking(document, schema["properties"]![member.Key]!, member.Value, $"{place}.{member.Key}"))
            );
    }

    [Fact]
    public async Task The_sidecar_itself_has_the_document()
    {
        await using var admin = await AdminSidecar.StartAsync();
        var (code, text) = await admin.GetAsync("/admin/v1/openapi.json");
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Equal(AdminOpenApi.Document().ToJsonString(Indented), Pretty(text));
    }

    /// <summary>A pod with every member, and one with as few as possible.</summary>
    private static void Fill(ScriptedDirectory pods)
    {
        var noon = ScriptedDirectory.Noon;
        pods.QueueTrouble = "condor_q: exit code 1";
        var held = pods.Add(
            7,
            "default",
            "held",
            pod =>
                pod with
                {
                    Node = "vk",
                    Stage = PodStage.Held,
                    Reason = PodReasons.JobHeld,
                    Owner = ReasonOwner.Site,
                    Remedy = "Repair the path.",
                    Hold = "TransferInputError",
                    HoldCode = 13,
                    HoldSubCode = 2,
                    Message = "it's \"held\": <none>",
                    AcceptedAt = noon.AddMinutes(-5),
                    WaitsFor = "the release of the hold",
                    NextTryAt = noon.AddMilliseconds(1500),
                    LastFailure = "condor_release: exit code 1",
                    Failures = 2,
                    GlobalJobId = "ap1#7.0#1769860800",
                    Attempt = 1,
                    JobStarts = 3,
                    SlotHost = "slot1_2@wn042.site",
                    Containers = 2,
                    ReadyContainers = 1,
                    Restarts = 4,
                    Cpus = 8,
                    MemoryMiB = 9216,
                    DiskKiB = 1024,
                    Gpus = 1,
                    UsedCpuSeconds = 3600,
                    UsedMemoryMiB = 700,
                }
        );
        pods.Containers[held.Uid] =
        [
            new()
            {
                Name = "setup",
                Image = "busybox",
                IsInit = true,
                State = "terminated",
                Reason = "Completed",
                ExitCode = 0,
                StartedAt = noon.AddMinutes(-4),
                FinishedAt = noon.AddMinutes(-3),
                Ready = true,
            },
            new()
            {
                Name = "main",
                Image = "busybox",
                State = "waiting",
                Reason = "JobHeld",
                Message = "the job is on hold",
                Restarts = 4,
            },
        ];
        pods.Add(8, "physics", "runs");
        pods.Histories[held.Uid] = new PodTimeline(
            held.Uid,
            held.Namespace,
            held.Name,
            [
                new(noon.AddMinutes(-5), TimelineLane.Kubernetes, "create", null, IsDurable: true),
                new(noon, TimelineLane.Htcondor, "job held", "TransferInputError", IsDurable: false),
            ],
            noon.AddMinutes(-1),
            "the sidecar was restarted"
        );
        pods.OnAt = (_, time) => new PodAtTime(time, held with { Hold = null }, """[{"name":"held"}]""", null, null);
    }

    private static string Pretty(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document, Indented);
    }

    private static void Same(string now, params string[] path)
    {
        var file = RepositoryRoot.File(path);
        if (Environment.GetEnvironmentVariable("HTCONDORACTORS_WRITE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, now + "\n");
        }
        Assert.Equal(File.ReadAllText(file), now + "\n");
    }
}
