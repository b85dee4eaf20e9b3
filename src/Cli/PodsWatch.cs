using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Operators;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Cli;

/// <summary>
/// <c>pods --watch</c>: prints the list, and then each pod whose line has changed. A pod that is no longer in the list is said to be gone.
/// </summary>
internal sealed class PodsWatch(OperatorCommand common, PodPages pages, PodRows rows)
{
    private static readonly TimeSpan RestForPod = TimeSpan.FromMicroseconds(200);

    private readonly Dictionary<PodUid, (int Line, string Label, int Round)> _shown = [];
    private int _round;
    private string? _stale;

    /// <summary>Runs until it is stopped.</summary>
    public async Task RunAsync(Stream to, CancellationToken stop)
    {
        while (true)
        {
            _round++;
            var mayBeMissing = false;
            var began = common.Terminal.Clock.GetTimestamp();
            await foreach (var page in pages.ReadAsync(stop))
            {
                page.Each((ref pod) => Show(page, ref pod));
                rows.EndPage();
                if (page.Stale is { } stale && stale != _stale)
                    common.Warn(page.AsOf, stale);
                _stale = page.Stale;
                mayBeMissing |= page.Unread > 0;
            }
            await to.FlushAsync(stop);
            foreach (var (uid, (_, label, round)) in _shown)
                if (round < _round && !mayBeMissing && _shown.Remove(uid))
                    await common.Terminal.Error.WriteLineAsync($"{OneLine.Of(label)} is no longer in the list");
            await Task.Delay(RestAfter(common.Terminal.Clock.GetElapsedTime(began)), common.Terminal.Clock, stop);
        }
    }

    /// <summary>
    /// A long list is read less often, so that a watch costs the sidecar a twentieth of a core at most. The first read of a short list may
    /// take long too, because this program has just started. So the number of pods limits the wait.
    /// </summary>
    private TimeSpan RestAfter(TimeSpan read)
    {
        var rest = Math.Min(20 * read.Ticks, _shown.Count * RestForPod.Ticks);
        return TimeSpan.FromTicks(Math.Max(rest, common.Terminal.PollEvery.Ticks));
    }

    private void Show(PodPage page, ref Utf8JsonReader reader)
    {
        var again = reader;
        if (HasChanged(JsonSerializer.Deserialize(ref again, AdminJson.Wire.PodOverview)!))
            rows.Add(page, ref reader);
        else
            reader.Skip();
    }

    /// <summary>The age of a stage is no change.</summary>
    private bool HasChanged(PodOverview pod)
    {
        var line = HashCode.Combine(
            pod.Stage,
            pod.Reason,
            pod.Hold,
            pod.JobId,
            pod.Restarts,
            pod.ReadyContainers,
            pod.SlotHost,
            pod.Message
        );
        var isNew = !_shown.TryGetValue(pod.Uid, out var before) || before.Line != line;
        _shown[pod.Uid] = (line, $"{pod.Namespace}/{pod.Name}", _round);
        return isNew;
    }
}
