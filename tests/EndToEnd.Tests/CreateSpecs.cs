using System.Net;
using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Points 1, 2, 6b and bad input.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class CreateSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    [Fact]
    public async Task Concurrent_and_repeated_creates_of_one_pod_give_one_job_and_the_same_answer()
    {
        var pod = new PodBody().Container("main", "sleep 600");
        var jobs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Calls.CreateAsync(pod)));
        Assert.Single(jobs.Distinct());
        Assert.Equal(jobs[0], await Calls.CreateAsync(pod));
        await Sidecar.KillAsync();
        await Sidecar.StartAgainAsync();
        Assert.Equal(jobs[0], await Calls.CreateAsync(pod));
        Assert.Equal(1, JobsEver(pod));
    }

    [Fact]
    public async Task A_create_of_another_pod_under_the_same_UID_is_refused_and_the_first_pod_goes_on()
    {
        var pod = new PodBody().Container("main", "sleep 600");
        var job = await Calls.CreateAsync(pod);
        var (code, words) = await Calls.PostAsync("/create", pod.Json.Replace("sleep 600", "sleep 601", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Conflict, code);
        Assert.Contains("another spec", words, StringComparison.Ordinal);
        Assert.Equal(job, await Calls.CreateAsync(pod));
        Assert.Equal(1, JobsEver(pod));
    }

    [Fact]
    public async Task A_repeated_create_is_answered_as_before_although_the_site_would_refuse_the_pod_now()
    {
        PodBody Mounting() =>
            new PodBody()
                .Volume("host", "hostPath", JsonNode.Parse("""{"path":"/cvmfs/x"}""")!)
                .Container("main", "sleep 600", c => c["volumeMounts"] = JsonNode.Parse("""[{"name":"host","mountPath":"/x"}]"""));
        var pod = Mounting();
        var job = await Calls.CreateAsync(pod);
        await Sidecar.StopAsync();
        await File.AppendAllTextAsync(Path.Combine(Sidecar.Folder, "SidecarConfig.yaml"), "AllowedHostPaths: []\n");
        await Sidecar.StartAgainAsync();
        Assert.Equal(job, await Calls.CreateAsync(pod));
        Assert.Equal(HttpStatusCode.BadRequest, (await Calls.PostAsync("/create", Mounting().Json)).Code);
    }

    [Fact]
    public async Task A_repeated_create_is_answered_as_before_although_the_limits_of_the_site_are_lower_now()
    {
        PodBody Large() => new PodBody().Container("main", "sleep 600").Container("second", "sleep 600").Container("third", "sleep 600");
        var pod = Large();
        var job = await Calls.CreateAsync(pod);
        await Sidecar.StopAsync();
        await File.AppendAllTextAsync(Path.Combine(Sidecar.Folder, "SidecarConfig.yaml"), "MaxContainers: 2\n");
        await Sidecar.StartAgainAsync();
        Assert.Equal(job, await Calls.CreateAsync(pod));
        Assert.Equal(
            (HttpStatusCode.BadRequest, "spec.containers: there are 3, init containers counted; the limit is 2 (MaxContainers)"),
            await Calls.PostAsync("/create", Large().Json)
        );
    }

    [Fact]
    public async Task A_hundred_pods_at_once_become_a_hundred_jobs()
    {
        var pods = Enumerable.Range(0, 100).Select(i => new PodBody($"pod-{i}").Container("main", "sleep 600")).ToArray();
        var jobs = await Task.WhenAll(pods.Select(pod => Calls.PostAsync("/create", pod.Json)));
        Assert.All(jobs, job => Assert.Equal(HttpStatusCode.OK, job.Code));
        Assert.Equal(100, jobs.Select(job => (string?)JsonNode.Parse(job.Body)!["PodJID"]).Distinct().Count());
        Assert.All(pods, pod => Assert.Single(Queue(pod)));
    }
}
