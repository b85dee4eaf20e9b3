using System.Security.Cryptography;
using System.Text;
using HtcondorActors.Cli.Manifests;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.Cli;

/// <summary><c>pod apply</c>: creates pods that do not exist yet. Applying the same manifest again finds the same job.</summary>
internal sealed class ApplyPods(PodSession session)
{
    public async Task<int> RunAsync(bool watch, CancellationToken stop)
    {
        var pods = new List<KnownPod>();
        foreach (var manifest in session.Manifests.Pods)
            pods.Add(await ApplyAsync(manifest, stop));
        if (!watch)
            return 0;
        return await PodWatch.AllAsync(session, pods, withLogs: true, stop);
    }

    private async Task<KnownPod> ApplyAsync(PodManifest manifest, CancellationToken stop)
    {
        var content = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest.Json.ToJsonString())));
        var applied =
            await StillThereAsync(manifest, content, stop)
            ?? new AppliedPod(Guid.NewGuid().ToString(), null, content, session.Terminal.Clock.GetUtcNow());
        if (applied.JobId is not null)
        {
            session.Terminal.Line($"pod {manifest.Label} unchanged: uid {applied.Uid}, {JobOf(applied)}");
            return KnownPod.Of(manifest, applied);
        }
        var request = InterLinkBodies.Body(manifest, session.Manifests, applied.Uid, applied.AppliedAt, session.Terminal.Warn);
        // Stored first: if the answer is lost, repeating the command asks with the same UID and gets the same job.
        session.Applied.Remember(manifest.Label, applied);
        try
        {
            applied = applied with { JobId = await session.Client.CreateAsync(request, stop) };
        }
        catch (Exception nothingWasMade)
            when (nothingWasMade is SidecarRefusedException or SidecarUnreachableException { NeverAsked: true })
        {
            session.Applied.Forget(manifest.Label);
            throw;
        }
        session.Applied.Remember(manifest.Label, applied);
        session.Terminal.Line($"pod {manifest.Label} created: uid {applied.Uid}, {JobOf(applied)}");
        return KnownPod.Of(manifest, applied);
    }

    private static string JobOf(AppliedPod applied) => applied.Job is { } job ? $"job {job}" : "its job is not submitted yet";

    /// <returns>The pod; null if it was never applied, or if the sidecar does not know it (deleted by somebody else, another data
    /// folder).</returns>
    private async Task<AppliedPod?> StillThereAsync(PodManifest manifest, string content, CancellationToken stop)
    {
        if (session.Applied.Find(manifest.Label) is not { } applied)
            return null;
        if (applied.JobId is not null)
        {
            var answer = StatusAnswer.Read(await session.Client.StatusAsync(KnownPod.Of(manifest, applied).Json, stop));
            if (answer.Faults.Count == 0 && answer.Entries.All(entry => entry.Uid != applied.Uid))
                return null;
            applied = session.Applied.Learn(manifest.Label, applied, answer);
        }
        return applied.ContentHash == content
            ? applied
            : throw new CliException(
                $"pod {manifest.Label} is there with another content (uid {applied.Uid}); a pod cannot be changed: delete it first"
            );
    }
}
