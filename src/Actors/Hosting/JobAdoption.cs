using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// Has a pod that the journal has lost go on with its job, on an operator's word. The pod's outline comes from the folder of its job
/// (<see cref="OutlineFile"/>). The pod itself looks for its jobs and elects one (<c>PodLife.Adopting.cs</c>).
/// </summary>
/// <param name="folders">The folders of jobs.</param>
/// <param name="operators">Notes the action.</param>
/// <param name="ask">Asks the pod.</param>
/// <param name="log">Gets an entry for each action.</param>
internal sealed class JobAdoption(
    IJobFolders folders,
    IOperatorActions operators,
    Func<AdoptPod, CancellationToken, Task<CreateReply>> ask,
    ILogger log
)
{
    /// <summary>What would be done with a job of an unknown pod.</summary>
    /// <param name="job">As it was asked for.</param>
    /// <param name="seen">The job.</param>
    /// <param name="all">All jobs without a pod.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<UnownedJobAnswer> WouldAsync(string job, UnownedSeen seen, IReadOnlyList<UnownedSeen> all, CancellationToken cancel)
    {
        var (pod, whyNot) = await OutlineAsync(seen.Ad!, all, cancel);
        return pod is null
            ? new(job, false, whyNot!)
            : new(job, true, $"would be adopted ({seen.Ad!.Status}) as the job of pod {pod.Namespace}/{pod.Name} ({pod.Uid})");
    }

    /// <inheritdoc cref="WouldAsync"/>
    /// <param name="by">Who asked.</param>
    public async Task<UnownedJobAnswer> AdoptAsync(
        string job,
        UnownedSeen seen,
        IReadOnlyList<UnownedSeen> all,
        string by,
        CancellationToken cancel
    )
    {
        var (pod, whyNot) = await OutlineAsync(seen.Ad!, all, cancel);
        if (pod is null)
            return new(job, false, whyNot!);
        try
        {
            await operators.NoteJobAdoptionAsync(seen.Ad!.Id.ToString(), pod.Uid, by, cancel);
        }
        catch (ActionNotNotedException fault)
        {
            return new(job, false, "nothing was done: " + fault.Message);
        }
        catch (TimeoutException)
        {
            return new(job, false, "nothing was done, and it is not known whether the journal has the action; try again");
        }
        var named = new LoggedPod(pod.Uid) { Namespace = pod.Namespace, Name = pod.Name };
        log.UnownedJobAdopted(named, seen.Ad.Id, OneLine.Of(by));
        try
        {
            return Answer(job, seen.Ad.Id, pod, await ask(new AdoptPod(pod, OneLine.Of(by)), cancel));
        }
        catch (TimeoutException)
        {
            return new(job, false, "the pod has not answered yet; jobs --unowned shows whether it goes on with the job");
        }
    }

    private static UnownedJobAnswer Answer(string job, JobId id, PodOutline pod, CreateReply reply) =>
        reply switch
        {
            PodCreated { JobId: var elected } when elected == id.ToString() => new(
                job,
                true,
                $"pod {pod.Namespace}/{pod.Name} goes on with it"
            ),
            PodCreated { JobId: var elected } => new(
                job,
                true,
                $"pod {pod.Namespace}/{pod.Name} goes on with job {elected}, and this one is removed"
            ),
            PodNotAccepted { Words: var words } => new(job, false, words),
            PodWasDeleted => new(job, false, "its pod was deleted"),
            _ => new(job, false, "the pod gave another answer: " + reply.GetType().Name),
        };

    /// <summary>The pod of a job, or why it cannot be adopted.</summary>
    private async Task<(PodOutline? Outline, string? WhyNot)> OutlineAsync(
        JobAd ad,
        IReadOnlyList<UnownedSeen> all,
        CancellationToken cancel
    )
    {
        var tag = ad.Tag!;
        if (
            PodLife.WinnerOf([.. all.Select(other => other.Ad).OfType<JobAd>().Where(job => job.Tag == tag)]) is { } winner
            && winner.Id != ad.Id
        )
            return (null, $"its pod would go on with job {winner.Id}; adopt that one, and this one is removed then");
        if (ad.IsSpooling)
            return (null, "it waits for its input files, which nobody sends any more");
        var (outline, fault) = OutlineFile.Read(await folders.ReadAsync(tag, OutlineFile.Name, cancel), PodUid.Parse(tag.Value));
        return outline is not null
            ? (outline, null)
            : (
                null,
                $"the journal has no outline of this pod (its containers, limits and files), and {fault}. "
                    + $"If Kubernetes still has pod {tag}, let interLink send its create again: the sidecar then finds this job "
                    + "by its tag and goes on with it. Else remove the job"
            );
    }
}
