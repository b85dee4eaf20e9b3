using System.Net;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Http.Tests.Admin;

/// <summary>Jobs without a pod over /admin/v1: they are listed, and removed only by those who may operate.</summary>
public sealed class JobsSpecs
{
    private const string Path = "/admin/v1/jobs/unowned";

    [Fact]
    public async Task Before_the_first_list_of_the_queue_nobody_is_told_that_there_are_none()
    {
        await using var admin = await AdminSidecar.StartAsync();
        admin.Sidecar.Jobs.All = null;
        var (code, text) = await admin.GetAsync(Path);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.Equal("which jobs have no pod is not known: the queue has not been listed twice since the start; ask again", text);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_done_and_does_nothing()
    {
        await using var admin = await AdminSidecar.StartAsync();
        admin.Sidecar.Jobs.Add("7.0");
        var (_, would) = await admin.SendAsync(HttpMethod.Post, Path + "/remove", """{"jobs":["7.0","8.0"],"dryRun":true}""");
        Assert.Equal(
            """{"items":[{"job":"7.0","isDone":true,"words":"would be removed (Running)"},"""
                + """{"job":"8.0","isDone":false,"words":"it is not a job without a pod"}]}""",
            would
        );
        Assert.Empty(admin.Sidecar.Jobs.Removed);
        await admin.SendAsync(HttpMethod.Post, Path + "/remove", """{"jobs":["7.0"]}""");
        Assert.Equal(["7.0"], admin.Sidecar.Jobs.Removed);
    }

    [Fact]
    public async Task A_dry_run_of_an_adoption_changes_nothing_and_the_adoption_has_a_name()
    {
        await using var admin = await AdminSidecar.StartAsync();
        admin.Sidecar.Jobs.Add("7.0");
        var (_, would) = await admin.SendAsync(HttpMethod.Post, Path + "/adopt", """{"jobs":["7.0"],"dryRun":true}""");
        Assert.Contains("would be adopted (Running) as the job of pod default/train", would, StringComparison.Ordinal);
        Assert.Empty(admin.Sidecar.Jobs.Adopted);
        await admin.SendAsync(HttpMethod.Post, Path + "/adopt", """{"jobs":["7.0"]}""");
        Assert.Matches("^7.0 by .+", Assert.Single(admin.Sidecar.Jobs.Adopted));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"jobs":[]}""")]
    [InlineData("""{"jobs":[null]}""")]
    public async Task A_request_without_jobs_is_refused(string body)
    {
        await using var admin = await AdminSidecar.StartAsync();
        var (code, text) = await admin.SendAsync(HttpMethod.Post, Path + "/remove", body);
        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.Equal("jobs: a list of 1 to 100 job ids such as \"123.0\" is expected", text);
    }

    [Fact]
    public async Task A_request_with_too_many_jobs_is_refused_and_removes_none()
    {
        await using var admin = await AdminSidecar.StartAsync();
        var many = string.Join(",", Enumerable.Range(1, UnownedJobsRequest.Most + 1).Select(number => $"\"{number}.0\""));
        var (code, _) = await admin.SendAsync(HttpMethod.Post, Path + "/remove", $"{{\"jobs\":[{many}]}}");
        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.Empty(admin.Sidecar.Jobs.Requests);
    }
}
