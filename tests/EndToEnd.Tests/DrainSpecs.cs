using System.Diagnostics;
using System.Net;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Told to stop, or asked for more than it may hold: what was acknowledged is kept, what was not is refused in words.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class DrainSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    private const int Pending = 30;

    protected override string Config => $"MaxPendingCreates: {Pending}\nCreateReplyWithinSeconds: 10\n";

    [Fact]
    public async Task Stopped_under_load_it_ends_well_and_forgets_nothing_that_it_acknowledged()
    {
        var followed = new PodBody("followed").Container("main", "echo up; sleep 600");
        await Calls.CreateAsync(followed);
        var followers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Calls.FollowAsync(followed, "main")));
        Assert.Equal("up", await followers[0].ReadLineAsync());
        var acknowledged = 0;
        var pods = Idle(Pending);
        var creates = pods.Select(async pod =>
            {
                var said = await AcknowledgedAsync(pod);
                if (said)
                    Interlocked.Increment(ref acknowledged);
                return said;
            })
            .ToArray();
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
        await Wait.UntilAsync(
            "all to be told again",
            async () =>
                kept.Select(pod => pod.Uid)
                    .Append(followed.Uid)
                    .Order()
                    .SequenceEqual((await Calls.StatusOfAllAsync([.. kept, followed])).Select(entry => (string)entry!["UID"]!).Order())
        );
        await Wait.UntilAsync("one job of each to be in the queue", () => Task.FromResult(kept.All(pod => Queue(pod).Count == 1)));
        await Calls.UntilPhaseAsync(followed, PodPhase.Running);
    }

    [Fact]
    public async Task Stopped_while_the_schedd_is_frozen_it_answers_who_waits_ends_within_ten_seconds_and_forgets_nothing()
    {
        var (early, late) = (Idle(Pending / 2), Idle(Pending / 2));
        PodBody[] all = [.. early, .. late];
        using (new FrozenSchedd(Pool))
        {
            Assert.DoesNotContain(false, await Task.WhenAll(early.Select(AcknowledgedAsync))); // safe, though none has a job
            var creates = late.Select(AcknowledgedAsync).ToArray();
            await Wait.UntilAsync(
                "the last of them to be on disk",
                () => Task.FromResult(late.All(pod => Directory.Exists(JobFolder(pod))))
            );

            var clock = Stopwatch.StartNew();
            Assert.Equal(0, await Sidecar.StopAsync());
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10); // what docs and packaging/htcondor-sidecar.service promise
            Assert.DoesNotContain(false, await Task.WhenAll(creates)); // who waited for a job's id had an answer without one
            await Sidecar.StartAgainAsync();
        }
        await Wait.UntilAsync("all to be told again", async () => (await Calls.StatusOfAllAsync(all)).Count == all.Length);
        // A condor_submit of before the stop may have come through as well: its jobs are behind their gate, and go.
        await Wait.UntilAsync("one job of each to be in the queue", () => Task.FromResult(all.All(pod => Queue(pod).Count == 1)));
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

    /// <summary>Pods for which there is no machine.</summary>
    private static PodBody[] Idle(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    new PodBody($"pod-{i}")
                        .Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"")
                        .Container("main", "true")
                ),
        ];

    private async Task<bool> AcknowledgedAsync(PodBody pod)
    {
        try
        {
            var (code, _) = await Calls.PostAsync("/create", pod.Json);
            Assert.Contains(code, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]);
            return code == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // unknown to whoever asked, who asks again
        }
    }
}
