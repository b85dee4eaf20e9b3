using System.Globalization;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.Cli;

/// <summary>Shows a pod's phases, container states and (if wanted) logs as they change, until the pod's end.</summary>
internal sealed class PodWatch : IDisposable
{
    /// <summary>A pod is gone if the sidecar knew it and then answers so many times in a row that it does not.</summary>
    private const int GoneAfter = 5;

    /// <summary>How often the rest of a log is requested after the pod's end.</summary>
    private const int LastLooks = 5;

    private readonly PodSession _session;
    private readonly KnownPod _pod;
    private readonly string _who;
    private readonly int _width;
    private readonly long _began;
    private readonly Dictionary<string, LogPrinter> _logs = [];
    private readonly HashSet<string> _complete = [];
    private readonly HashSet<string> _said = [];
    private AppliedPod _applied;
    private int _absent = -1; // the sidecar does not know the pod yet

    public PodWatch(PodSession session, KnownPod pod, bool withLogs, bool nameThePod)
    {
        var names = pod.Outline.InitContainers.Concat(pod.Outline.Containers).ToList();
        (_session, _pod, _who, _width) = (session, pod, nameThePod ? pod.Label + " " : "", names.Max(name => name.Length));
        _applied = pod.Applied;
        _began = session.Terminal.Clock.GetTimestamp();
        if (!withLogs)
            return;
        foreach (var name in names)
            _logs[name] = new LogPrinter(session, pod.Outline, name, $"         {_who}{name.PadRight(_width)} | ", lastLines: 0);
    }

    /// <returns>The exit code: 0 if all pods succeeded.</returns>
    public static async Task<int> AllAsync(PodSession session, IReadOnlyList<KnownPod> pods, bool withLogs, CancellationToken stop)
    {
        // If one watch cannot go on, because nobody reads its output, no other may go on alone.
        using var all = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var phases = await Task.WhenAll(
            pods.Select(async pod =>
            {
                using var watch = new PodWatch(session, pod, withLogs, pods.Count > 1);
                try
                {
                    return (await watch.ToTheEndAsync(all.Token)).Phase;
                }
                catch (OutputClosedException)
                {
                    await all.CancelAsync();
                    throw;
                }
            })
        );
        return phases.All(phase => phase is PodPhase.Succeeded) ? 0 : CliException.Failed;
    }

    private async Task<ObservedPod> ToTheEndAsync(CancellationToken stop)
    {
        var seen = VirtualKubeletFold.Begin(_pod.Outline);
        Say(seen.Phase.ToString());
        while (!seen.IsFinal)
        {
            try
            {
                var next = Fold(seen, await _session.Client.StatusAsync(_pod.Json, stop));
                await ShowAsync(seen, next, stop);
                seen = next;
            }
            catch (CliException trouble) when (trouble is SidecarRefusedException or SidecarUnreachableException)
            {
                // The Virtual Kubelet also keeps its state and asks again.
                SayOnce(trouble.Message + "; asking again");
            }
            if (!seen.IsFinal)
                await WaitAsync(stop);
        }
        for (var look = 1; _complete.Count < _logs.Count && look < LastLooks; look++)
        {
            await WaitAsync(stop);
            foreach (var container in seen.All)
                await LogAsync(container, isFinal: true, stop);
        }
        return seen;
    }

    public void Dispose()
    {
        foreach (var log in _logs.Values)
            log.Dispose();
    }

    private Task WaitAsync(CancellationToken stop) => Task.Delay(_session.Terminal.PollEvery, _session.Terminal.Clock, stop);

    private ObservedPod Fold(ObservedPod seen, string answer)
    {
        foreach (var misreading in VirtualKubeletFold.Defects(answer, _pod.Outline))
            SayOnce("the Virtual Kubelet would misread this: " + misreading);
        var read = StatusAnswer.Read(answer);
        var known = read.Entries.Any(entry => entry.Uid == _pod.Applied.Uid);
        LearnJob(read);
        _absent =
            known ? 0
            : _absent < 0 ? -1
            : _absent + 1;
        if (_absent == -1)
            SayOnce("the sidecar does not know the pod yet");
        if (_absent >= GoneAfter)
            throw new CliException($"the sidecar does not know pod {_pod.Label} any more");
        return VirtualKubeletFold.Next(seen, answer);
    }

    /// <summary>Says the job's id once, if it came later than the answer to the create.</summary>
    private void LearnJob(StatusAnswer answer)
    {
        var learned = _session.Applied.Learn(_pod.Label, _applied, answer);
        if (learned != _applied)
            Say($"job {learned.JobId}");
        _applied = learned;
    }

    private async Task ShowAsync(ObservedPod before, ObservedPod now, CancellationToken stop)
    {
        foreach (var (was, container) in before.All.Zip(now.All))
        {
            var changed =
                was.State != container.State
                || was.Reason != container.Reason
                || was.Message != container.Message
                || was.RestartCount != container.RestartCount;
            var ended = container.State is StateKind.Terminated;
            if (changed && !ended)
                Say($"{container.Name.PadRight(_width)}   {Words(container)}");
            await LogAsync(container, now.IsFinal, stop);
            // Shown only if the state has changed: a pod's failure puts one reason on all its containers.
            if (ended && was.State != container.State)
                Say($"{container.Name.PadRight(_width)}   {Words(container)}");
        }
        if (before.Phase != now.Phase)
            Say($"{now.Phase}{(now.Reason == now.Phase.ToString() ? "" : $" ({now.Reason})")}");
    }

    /// <summary>
    /// Prints the new lines. After the container's end it prints one last time, because the log is complete when an end is reported.
    /// </summary>
    private async Task LogAsync(ObservedContainer container, bool isFinal, CancellationToken stop)
    {
        var ended = container.HasEnded || (isFinal && container.State is StateKind.Terminated);
        if (!ended)
            _complete.Remove(container.Name);
        if (!_logs.TryGetValue(container.Name, out var log) || !container.HasStarted || _complete.Contains(container.Name))
            return;
        try
        {
            await log.PumpAsync(stop);
            if (!ended)
                return;
            log.End();
            _complete.Add(container.Name);
        }
        catch (CliException trouble) when (trouble is SidecarRefusedException or SidecarUnreachableException)
        {
            SayOnce($"log of {container.Name}: {trouble.Message}; asking again");
        }
    }

    private static string Words(ObservedContainer container)
    {
        var state = container.State switch
        {
            StateKind.Waiting => $"waiting {container.Reason}",
            StateKind.Running => "running",
            _ => "exit " + container.ExitCode!.Value.ToString(CultureInfo.InvariantCulture),
        };
        var last = container.LastExitCode is { } code ? $", last exit {code.ToString(CultureInfo.InvariantCulture)}" : "";
        var restarts =
            container.RestartCount == 0 && last.Length == 0
                ? ""
                : $" (restarts: {container.RestartCount.ToString(CultureInfo.InvariantCulture)}{last})";
        return (state + restarts + (container.Message.Length == 0 ? "" : ": " + container.Message)).TrimEnd();
    }

    private void Say(string words)
    {
        var seconds = _session.Terminal.Clock.GetElapsedTime(_began).TotalSeconds;
        _session.Terminal.Line($"{seconds.ToString("0.0", CultureInfo.InvariantCulture), 6}s  {_who}{OneLine.Of(words)}");
    }

    private void SayOnce(string words)
    {
        if (_said.Add(words))
            _session.Terminal.Warn(_who + words);
    }
}
