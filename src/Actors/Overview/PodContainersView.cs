using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Overview;

/// <summary>Lists a pod's containers with their states, the init containers first (pure).</summary>
internal static class PodContainersView
{
    public static IReadOnlyList<PodContainer> Of(PodState pod)
    {
        if (pod.Outline is not { } outline)
            return [];
        var status = PodStatusView.Of(pod);
        return
        [
            .. outline.InitContainers.Select(container =>
                Of(container.Name, container.Image, status?.InitContainers) with
                {
                    IsInit = true,
                }
            ),
            .. outline.Containers.Select(container => Of(container.Name, container.Image, status?.Containers)),
        ];
    }

    private static PodContainer Of(string name, string image, IReadOnlyList<ContainerStatus>? told)
    {
        var line = new PodContainer { Name = name, Image = image };
        if (told?.FirstOrDefault(each => each.Name == name) is not { } status)
            return line;
        line = line with { Ready = status.Ready, Restarts = status.RestartCount };
        return status.State switch
        {
            Waiting waiting => line with { State = "waiting", Reason = waiting.Reason, Message = waiting.Message },
            Running running => line with { State = "running", StartedAt = running.StartedAt },
            Terminated ended => line with
            {
                State = "terminated",
                Reason = ended.Reason,
                Message = ended.Message,
                ExitCode = ended.ExitCode,
                StartedAt = ended.StartedAt,
                FinishedAt = ended.FinishedAt,
            },
            _ => line,
        };
    }
}
