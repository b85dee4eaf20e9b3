using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace HtcondorActors.ChaosRun;

/// <summary>Asks for all pods' status as interLink does and takes each answer as the Virtual Kubelet would; reads logs in between. What is
/// wrong is kept with the pod.</summary>
internal sealed class StatusPolling(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, TestPod witness, Random dice)
{
    private readonly ConcurrentQueue<(DateTimeOffset From, DateTimeOffset To)> _silences = [];
    private DateTimeOffset _answeredAt = DateTimeOffset.UtcNow;
    private bool _isSilent;

    /// <summary>When the sidecar gave no good answer: from the last one to the next.</summary>
    public IReadOnlyCollection<(DateTimeOffset From, DateTimeOffset To)> Silences => _silences;

    public async Task WatchAsync(CancellationToken stop)
    {
        for (var round = 1; !stop.IsCancellationRequested; round++)
        {
            // Ended ones too, though the Virtual Kubelet does not: an end must stay.
            var asked = pods.Append(witness).Where(pod => pod.Accepted && !pod.DeleteAsked).ToArray();
            if (asked.Length > 0)
                await LookAsync(asked);
            if (asked.Length > 0)
                await LookIntoALogAsync(asked[dice.Next(asked.Length)]);
            if (round % 60 == 0)
                foreach (var pod in asked)
                    Forget(pod);
            await Task.Delay(dice.Next(200, 600), CancellationToken.None);
        }
    }

    private async Task LookAsync(TestPod[] asked)
    {
        var answer = await world.InterLink.StatusAsync(asked);
        if (answer.Outcome != Outcome.Ok)
        {
            _isSilent = true;
            world.Note($"status of {asked.Length} pods: {answer}");
            return;
        }
        if (_isSilent)
            _silences.Enqueue((_answeredAt, DateTimeOffset.UtcNow));
        (_isSilent, _answeredAt) = (false, DateTimeOffset.UtcNow);
        foreach (var words in VirtualKubeletFold.Defects(answer.Body, [.. asked.Select(pod => pod.Body.Outline)]))
            world.Note("misread: " + words);
        var entries = JsonNode.Parse(answer.Body)!.AsArray().ToLookup(entry => (string)entry!["UID"]!);
        foreach (var pod in asked)
            Take(pod, entries[pod.Uid].FirstOrDefault());
    }

    private static void Take(TestPod pod, JsonNode? entry)
    {
        if (entry is null)
            return; // "cannot tell": the Virtual Kubelet changes nothing. One that stays away is lost in the end
        var answer = $"[{entry.ToJsonString()}]";
        pod.Misread.AddRange(VirtualKubeletFold.Defects(answer, pod.Body.Outline));
        if (pod.LastEntry is { } earlier)
            pod.Misread.AddRange(VirtualKubeletFold.Regressions(earlier, answer));
        var before = pod.Seen;
        pod.Seen = VirtualKubeletFold.Next(before, answer);
        if (pod.LastEntry != answer)
            pod.Tell("status", $"{pod.Seen.Phase} {entry["containers"]!.ToJsonString()}");
        pod.LastEntry = answer;
        if (before.Phase == PodPhase.Running && pod.Seen.Phase == PodPhase.Pending)
            pod.WentBack = true;
        if (pod.Seen.IsFinal)
            pod.End ??= entry.DeepClone();
    }

    private static void Forget(TestPod pod)
    {
        pod.Tell("Virtual Kubelet", "restarted");
        pod.Seen = VirtualKubeletFold.Begin(pod.Body.Outline);
    }

    /// <summary>Part of what the container will have written, or words in place of a log; nothing of anybody else.</summary>
    private async Task LookIntoALogAsync(TestPod pod)
    {
        if (pod.Expected.Count == 0)
            return;
        var (name, (_, whole)) = pod.Expected.ElementAt(dice.Next(pod.Expected.Count));
        var answer = await world.InterLink.LogAsync(pod, name);
        if (answer.Outcome != Outcome.Ok || LogText.IsStart(answer.Body, whole))
            return;
        if (pods.Any(other => other != pod && answer.Body.Contains(other.Uid, StringComparison.Ordinal)))
            pod.Misread.Add($"the log of {name} has lines of another pod");
        else if (answer.Body.Contains($"{name} of {pod.Uid}", StringComparison.Ordinal))
            pod.Misread.Add($"the log of {name} is not what it wrote: {LogText.Shown(answer.Body)}");
    }
}
