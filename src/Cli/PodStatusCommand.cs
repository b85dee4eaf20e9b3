using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.Cli;

/// <summary><c>pod status</c>: prints the pod as the Virtual Kubelet would see it now.</summary>
internal sealed class PodStatusCommand(PodSession session)
{
    public async Task<int> RunAsync(bool watch, CancellationToken stop)
    {
        var pods = session.Recall().ToList();
        if (watch)
        {
            return await PodWatch.AllAsync(session, pods, withLogs: false, stop);
        }
        foreach (var pod in pods)
        {
            var answer = await session.Client.StatusAsync(pod.Json, stop);
            foreach (var misreading in VirtualKubeletFold.Defects(answer, pod.Outline))
                session.Terminal.Warn(misreading);
            var read = StatusAnswer.Read(answer);
            if (read.Entries.All(entry => entry.Uid != pod.Applied.Uid))
                throw new CliException($"the sidecar does not know pod {pod.Label} (uid {pod.Applied.Uid})");
            var applied = session.Applied.Learn(pod.Label, pod.Applied, read);
            foreach (var line in PodTable.Lines(pod.Label, applied, VirtualKubeletFold.Next(VirtualKubeletFold.Begin(pod.Outline), answer)))
                session.Terminal.Line(line);
        }
        return 0;
    }
}
