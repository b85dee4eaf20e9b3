using System.Net;
using HtcondorActors.Http.Cli;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Told to stop, or asked for more than it may hold: what was acknowledged is kept, what was not is refused in words.</summary>
public sealed class DrainSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    private const int Pending = 30;

    protected override string Config => $"MaxPendingCreates: {Pending}\n";

    [Fact]
    public async Task Stopped_under_load_it_ends_well_and_forgets_nothing_that_it_acknowledged()
    {
        var followed = new PodBody("followed").Container("main", "echo up; sleep 600");
        await Calls.CreateAsync(followed);
        var followers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Calls.FollowAsync(followed, "main")));
        Assert.Equal("up", await followers[0].ReadLineAsync());
        var acknowledged = 0;
        var pods = Enumerable.Range(0, Pending).Select(i => new PodBody($"pod-{i}").Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"").Container("main", "true")).ToArray();
        var creates = pods.Select(async pod =>
        {
            try
            {
                var (code, body) = await Calls.PostAsync("/create", pod.Json);
                if (code == HttpStatusCode.OK) Interlocked.Increment(ref acknowledged);
                else Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
                return code == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false; // unknown to whoever asked, who asks again
            }
        }).ToArray();
        await Wait.UntilAsync("some to be acknowledged", () => Task.FromResult(Volatile.Read(ref acknowledged) > 0));

        Assert.Equal(0, await Sidecar.StopAsync());
        foreach (var follower in followers)
        {
            await follower.ReadToEndAsync();
            follower.Dispose();
        }
        var kept = pods.Zip(await Task.WhenAll(creates), (pod, said) => said ? pod : null).OfType<PodBody>().ToArray();
        await Sidecar.StartAgainAsync();

        // One whose job was not seen again yet is left out for a moment.
        await Wait.UntilAsync("all to be told again", async () => kept.Select(pod => pod.Uid).Append(followed.Uid).Order().SequenceEqual((await Calls.StatusOfAllAsync([.. kept, followed])).Select(entry => (string)entry!["UID"]!).Order()));
        await Wait.UntilAsync("one job of each to be in the queue", () => Task.FromResult(kept.All(pod => Queue(pod).Count == 1)));
        await Calls.UntilPhaseAsync(followed, PodPhase.Running);
    }

    [Fact]
    public async Task One_create_more_than_may_wait_is_refused_in_words_before_anything_of_it_is_written()
    {
        var held = await HoldJournalAsync();
        var pods = Enumerable.Range(0, Pending + 1).Select(i => new PodBody($"pod-{i}").Container("main", "true")).ToArray();
        var creates = pods.Select(pod => Calls.PostAsync("/create", pod.Json)).ToArray();
        // None of those that wait for the journal can be answered before the one that may not.
        var refused = await Task.WhenAny(creates);
        var more = pods[Array.IndexOf(creates, refused)];
        Assert.Equal((HttpStatusCode.ServiceUnavailable, $"{Pending} pods are being created already; ask again"), await refused);
        Assert.False(Directory.Exists(JobFolder(more)));
        Assert.Empty(await Calls.StatusOfAllAsync(more));

        await held.DisposeAsync();
        await Task.WhenAll(creates);
        await Wait.UntilAsync("room for it", async () => (await Calls.PostAsync("/create", more.Json)).Code == HttpStatusCode.OK);
    }
}
