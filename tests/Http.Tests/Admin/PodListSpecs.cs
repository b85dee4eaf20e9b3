using System.Net;
using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Http.Tests.Admin;

/// <summary>The list of pods: filters, order and pages.</summary>
public sealed class PodListSpecs
{
    [Theory]
    [InlineData("namespace=b", "b/one")]
    [InlineData("stage=held,idle", "a/two b/one")]
    [InlineData("stage=HELD&namespace=a", "a/two")]
    [InlineData("reason=jobheld", "a/two")]
    [InlineData("hold=transferinputerror", "a/two")]
    [InlineData("hold=13", "a/two")]
    [InlineData("hold=12,13.2", "a/two")]
    [InlineData("hold=13.1", "")]
    [InlineData("text=THREE", "a/three")]
    [InlineData("text=b/o", "b/one")]
    [InlineData("olderThan=1h", "a/three")]
    [InlineData("olderThan=0s", "a/three a/two b/one")]
    [InlineData("sort=-name", "a/two a/three b/one")]
    [InlineData("sort=since", "a/three a/two b/one")]
    [InlineData("sort=stage", "b/one a/three a/two")]
    [InlineData("sort=-memory", "b/one a/three a/two")]
    [InlineData("sort=job", "a/two a/three b/one")]
    [InlineData("", "a/three a/two b/one")]
    public async Task A_list_has_what_was_asked_for_in_the_order_that_was_asked_for(string query, string expected)
    {
        await using var admin = await StartAsync();
        Assert.Equal(expected, Names(await PageAsync(admin, query)));
    }

    [Theory]
    [InlineData("stage=sleeping", "stage: \"sleeping\", one of accepting, submitting,")]
    [InlineData("reason=Bad", "reason: \"Bad\", a reason of docs/reasons.md is expected")]
    [InlineData("olderThan=soon", "olderThan: \"soon\", a time such as 90s")]
    [InlineData("sort=colour", "sort: \"colour\", one of namespace, name,")]
    [InlineData("limit=0", "limit: \"0\", a whole number from 1 to 5000 is expected")]
    [InlineData("continue=x", "continue: \"x\", the token of the answer before is expected")]
    [InlineData("stages=held", "\"stages\": no such parameter; known are namespace, stage,")]
    public async Task A_wrong_parameter_is_refused_and_named(string query, string words)
    {
        await using var admin = await StartAsync();
        var (code, text) = await admin.GetAsync("/admin/v1/pods?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.StartsWith(words, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_pages_together_have_every_pod_once_and_read_the_directory_once()
    {
        await using var admin = await AdminSidecar.StartAsync();
        for (var i = 0; i < 25; i++)
            admin.Pods.Add(i, "n" + i % 3, "p" + i);
        var seen = new List<PodOverview>();
        for (string? next = ""; next is not null; )
        {
            var page = await PageAsync(admin, "limit=10" + (next.Length > 0 ? "&continue=" + next : ""));
            seen.AddRange(page.Items);
            Assert.Equal(25 - seen.Count, page.Remaining);
            next = page.Continue;
        }
        Assert.Equal(admin.Pods.All.Keys.OrderBy(uid => uid.Value), seen.Select(pod => pod.Uid).OrderBy(uid => uid.Value));
        Assert.Equal(seen.Select(pod => pod.Namespace).Order(StringComparer.Ordinal), seen.Select(pod => pod.Namespace));
        Assert.Equal(1, admin.Pods.Reads);
    }

    [Fact]
    public async Task A_page_goes_on_after_its_list_was_forgotten()
    {
        await using var admin = await StartAsync();
        var first = await PageAsync(admin, "limit=1");
        for (var i = 0; i < 10; i++) // more lists than are kept
            await PageAsync(admin, "limit=1");
        Assert.Equal("a/two b/one", Names(await PageAsync(admin, "continue=" + first.Continue)));
    }

    [Fact]
    public async Task While_the_journal_is_read_a_list_says_how_many_pods_are_missing_and_no_pod_is_called_unknown()
    {
        await using var admin = await StartAsync();
        admin.Pods.Unread = 3;
        foreach (var path in (string[])["/admin/v1/pods", "/admin/v1/pods?view=brief", "/admin/v1/top"])
            Assert.Contains("\"unread\":3,", (await admin.GetAsync(path)).Text, StringComparison.Ordinal);
        var (code, text) = await admin.GetAsync("/admin/v1/pods/nobody");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.StartsWith("pod \"nobody\" is not known yet: not all pods have been read", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/admin/v1/pods")]
    [InlineData("/admin/v1/pods/nobody")]
    [InlineData("/admin/v1/top")]
    public async Task Before_the_journal_is_listed_nobody_is_told_that_there_are_no_pods(string path)
    {
        await using var admin = await StartAsync();
        admin.Pods.Unread = null;
        var (code, text) = await admin.GetAsync(path);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.StartsWith("the pods cannot be listed now: the journal has not been read yet", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_goes_on_after_the_sidecar_was_restarted()
    {
        string? next;
        await using (var before = await StartAsync())
            next = (await PageAsync(before, "limit=1")).Continue;
        await using var admin = await StartAsync();
        await PageAsync(admin, "limit=1&namespace=b"); // another list with the same number
        Assert.Equal("a/two b/one", Names(await PageAsync(admin, "continue=" + next)));
    }

    [Fact]
    public async Task A_token_is_of_no_use_for_another_list()
    {
        await using var admin = await StartAsync();
        var first = await PageAsync(admin, "limit=1");
        var (code, text) = await admin.GetAsync("/admin/v1/pods?sort=name&continue=" + first.Continue);
        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.EndsWith("a token for the same parameters is expected", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_has_gone_or_changed_since_the_first_page_is_left_out()
    {
        await using var admin = await StartAsync();
        var first = await PageAsync(admin, "limit=1&olderThan=0s");
        var gone = admin.Pods.All.Values.Single(pod => pod.Name == "two");
        admin.Pods.All.Remove(gone.Uid);
        Assert.Equal("b/one", Names(await PageAsync(admin, "olderThan=0s&continue=" + first.Continue)));
    }

    [Fact]
    public async Task A_brief_list_has_no_words_and_everything_of_a_narrow_table()
    {
        await using var admin = await StartAsync();
        admin.Pods.Add(9, "a", "told", pod => pod with { Message = "words", Restarts = 3 });
        var pod = Assert.Single((await PageAsync(admin, "view=brief&text=told")).Items);
        var whole = Assert.Single((await PageAsync(admin, "text=told")).Items);
        Assert.Equal("words", whole.Message);
        Assert.Equal(whole with { Message = null }, pod);
    }

    [Theory]
    [InlineData("", 10)]
    [InlineData("&view=brief", 0)]
    public async Task A_page_makes_whole_overviews_of_its_own_pods_only(string view, int expected)
    {
        await using var admin = await AdminSidecar.StartAsync();
        for (var i = 0; i < 100; i++)
            admin.Pods.Add(i, "n", "p" + i);
        Assert.Equal(10, (await PageAsync(admin, "limit=10&sort=since" + view)).Items.Count);
        Assert.Equal(expected, admin.Pods.Wholes);
    }

    [Fact]
    public async Task The_next_page_is_named_before_the_pods_so_that_it_can_be_asked_for_early()
    {
        await using var admin = await StartAsync();
        foreach (var view in new[] { "", "&view=brief" })
        {
            var (_, text) = await admin.GetAsync("/admin/v1/pods?limit=1" + view);
            Assert.InRange(text.IndexOf("\"continue\"", StringComparison.Ordinal), 1, text.IndexOf("\"items\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Names_and_namespaces_are_in_the_order_of_their_characters()
    {
        await using var admin = await AdminSidecar.StartAsync();
        string[] names =
        [
            "a",
            "abcdefgh",
            "abcdefgh-2",
            "abcdefghijklmnop",
            "abcdefghijklmnop-b",
            "abcdefghijklmnop-a",
            "ÿb",
            "Āa",
            "ÿÿ",
            "Ā",
        ];
        for (var i = 0; i < names.Length; i++)
        {
            admin.Pods.Add(i, "x", names[i]);
            admin.Pods.Add(100 + i, names[i], "x");
        }
        var all = (await PageAsync(admin, "")).Items;
        Assert.Equal(names.Append("x").Order(StringComparer.Ordinal), all.Select(pod => pod.Namespace).Distinct());
        Assert.Equal(names.Order(StringComparer.Ordinal), all.Where(pod => pod.Namespace == "x").Select(pod => pod.Name));
    }

    [Fact]
    public async Task A_silent_schedd_is_said_with_the_time_of_what_is_known()
    {
        await using var admin = await StartAsync();
        admin.Pods.QueueTrouble = "condor_q: time limit";
        var page = await PageAsync(admin, "");
        Assert.Equal((ScriptedDirectory.Noon, "condor_q: time limit"), (page.AsOf, page.Stale));
    }

    private static async Task<AdminSidecar> StartAsync()
    {
        var admin = await AdminSidecar.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        admin.Pods.Add(3, "b", "one", pod => pod with { Stage = PodStage.Idle, MemoryMiB = 9, Since = now.AddMinutes(-1) });
        admin.Pods.Add(
            1,
            "a",
            "two",
            pod =>
                pod with
                {
                    Stage = PodStage.Held,
                    Reason = PodReasons.JobHeld,
                    Hold = "TransferInputError",
                    HoldCode = 13,
                    HoldSubCode = 2,
                    Since = now.AddMinutes(-2),
                    MemoryMiB = 1,
                }
        );
        admin.Pods.Add(2, "a", "three", pod => pod with { Since = now.AddHours(-2), MemoryMiB = 5 });
        return admin;
    }

    private static string Names(PodList page) => string.Join(' ', page.Items.Select(pod => $"{pod.Namespace}/{pod.Name}"));

    private static async Task<PodList> PageAsync(AdminSidecar admin, string query)
    {
        var (code, text) = await admin.GetAsync("/admin/v1/pods?" + query);
        Assert.True(code == HttpStatusCode.OK, text);
        return JsonSerializer.Deserialize(text, AdminJson.Wire.PodList)!;
    }
}
