using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.Cli;

/// <summary><c>pod logs</c>: prints one container's log byte for byte.</summary>
internal sealed class PodLogsCommand(PodSession session)
{
    public async Task<int> RunAsync(string? container, int tail, bool follow, CancellationToken stop)
    {
        if (session.Manifests.Pods.Count > 1)
            throw new CliException("logs shows one pod; these files hold several", CliException.Usage);
        var pod = session.Recall().Single();
        var name = Choose(pod.Outline, container);
        if (!follow)
        {
            await session.Client.LogAsync(pod.Outline, name, tail, body => body.CopyToAsync(session.Terminal.Out, stop), stop);
            await session.Terminal.Out.FlushAsync(stop);
            return 0;
        }
        using var log = new LogPrinter(session, pod.Outline, name, prefix: "", lastLines: tail);
        var seen = VirtualKubeletFold.Begin(pod.Outline);
        while (true)
        {
            seen = VirtualKubeletFold.Next(seen, await session.Client.StatusAsync(pod.Json, stop));
            // The end is checked before the read: when an end is reported the log is complete, so the read after it is the last one.
            var ended = seen.IsFinal || seen.All.Any(each => each.Name == name && each.HasEnded);
            await log.PumpAsync(stop);
            if (ended)
                break;
            await Task.Delay(session.Terminal.PollEvery, session.Terminal.Clock, stop);
        }
        log.End();
        return 0;
    }

    private string Choose(AskedPod pod, string? container)
    {
        var all = pod.InitContainers.Concat(pod.Containers).ToList();
        if (container is not null)
            return all.Contains(container)
                ? container
                : throw new CliException(
                    $"pod {pod.Namespace}/{pod.Name} has no container {OneLine.Of(container)}, only {string.Join(", ", all)}",
                    CliException.Usage
                );
        if (all.Count > 1)
            session.Terminal.Error.WriteLine($"container {pod.Containers[0]} of {string.Join(", ", all)} (choose with -c)");
        return pod.Containers[0];
    }
}
