using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli;

/// <summary><c>pod delete</c>: sends what interLink sends when somebody deletes a pod.</summary>
internal sealed class DeletePods(PodSession session)
{
    public async Task<int> RunAsync(CancellationToken stop)
    {
        foreach (var pod in session.Recall().ToList())
        {
            var metadata = pod.Json["metadata"]!;
            metadata["deletionTimestamp"] = UtcTime.Of(session.Terminal.Clock.GetUtcNow());
            metadata["deletionGracePeriodSeconds"] = pod.Json["spec"]!["terminationGracePeriodSeconds"]!.DeepClone();
            await session.Client.DeleteAsync(pod.Json, stop);
            session.Applied.Forget(pod.Label);
            session.Terminal.Line($"pod {pod.Label} deleted (uid {pod.Applied.Uid})");
        }
        return 0;
    }
}
