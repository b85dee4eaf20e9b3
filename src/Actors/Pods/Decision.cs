using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Something to do outside the decider, as data. The answer to each effect is one input, unless the effect's comment says otherwise.
/// </summary>
internal abstract record PodEffect;

/// <param name="Staged">The name of the files if another node has staged them; null if they are here.</param>
internal sealed record WriteFiles(IReadOnlyList<JobFile> Files, string? Staged = null) : PodEffect;

/// <param name="ButLogs">Keep what the job has written (its logs).</param>
internal sealed record RemoveFiles(bool ButLogs = false) : PodEffect;

internal sealed record Submit(int Attempt) : PodEffect;

internal sealed record Look(bool AlsoHistory) : PodEffect;

internal sealed record Release(JobId Job) : PodEffect;

/// <summary>Let a job run again that HTCondor itself holds.</summary>
internal sealed record ReleaseHeld(JobId Job) : PodEffect;

/// <summary>Let the job run again, but not on these machines until the time <c>Until</c>.</summary>
internal sealed record ReleaseOnOtherNodes(JobId Job, NodeFault? Fault, IReadOnlyList<string> Machines, DateTimeOffset Until) : PodEffect;

/// <summary>Every job that carries the pod's tag.</summary>
internal sealed record RemoveAll : PodEffect;

/// <summary>
/// Remove the jobs that lost the election, each by its id and its global id. Not answered: the next look shows whether they are gone.
/// </summary>
internal sealed record RemoveLosers(IReadOnlyList<(JobId Id, string? GlobalJobId)> Jobs) : PodEffect
{
    public static RemoveLosers Of(params IEnumerable<JobAd> ads) => new([.. ads.Select(ad => (ad.Id, ad.GlobalJobId))]);
}

/// <summary>Say that no pod owns this job, although it carries a pod's tag. Not answered.</summary>
internal sealed record ReportUnownedJob(JobId Job) : PodEffect;

internal sealed record Acknowledge(JobId Job) : PodEffect;

/// <summary>Read the stream to its end. The output of a spooled job is fetched first.</summary>
internal sealed record ReadStream(JobId Job) : PodEffect;

/// <summary>Watch the job and (unless the pod has ended) its stream from now on; may be repeated. It has no answer of its own.</summary>
internal sealed record StartWatching(JobId Job, bool Stream) : PodEffect;

internal sealed record StopWatching : PodEffect;

/// <summary>Let the poller report the job that is watched already once more. It has no answer of its own.</summary>
internal sealed record ReportJob(JobId Job) : PodEffect;

/// <summary>Ask why the job is idle. Answered with <see cref="WhyIdle"/> when somebody knows, and on each change.</summary>
internal sealed record AskWhyIdle(JobId Job) : PodEffect;

/// <summary>Delete the pod's events from the journal. The tombstone stays unless <c>TombstoneToo</c>. Not answered.</summary>
internal sealed record ForgetEvents(bool TombstoneToo) : PodEffect;

/// <summary>Nothing is left to do for this pod until somebody asks for it: the actor may leave memory.</summary>
internal sealed record Passivate : PodEffect;

/// <summary>What follows from one input: first the facts (durable ones on disk), then the replies, then the effects.</summary>
internal sealed record Decision
{
    public IReadOnlyList<PodFact> Facts { get; private init; } = [];
    public IReadOnlyList<PodEffect> Effects { get; private init; } = [];

    /// <summary>The answer for all callers that wait for a create of this pod.</summary>
    public CreateReply? CreateReply { get; private init; }

    /// <summary>The answer for the caller of this create alone. Callers of earlier creates go on waiting.</summary>
    public CreateReply? CallerReply { get; private init; }

    /// <summary>The answer for all callers that wait for a delete of this pod.</summary>
    public DeleteReply? DeleteReply { get; private init; }

    /// <summary>When the next reminder is due; null keeps the present reminder.</summary>
    public TimeSpan? RemindAfter { get; private init; }

    public static Decision Nothing { get; } = new();

    public static Decision Of(params PodFact[] facts) => new() { Facts = facts };

    public Decision And(params PodFact[] facts) => this with { Facts = [.. Facts, .. facts] };

    public Decision Run(params PodEffect[] effects) => this with { Effects = [.. Effects, .. effects] };

    /// <summary>The effect is the pod's one step from now on.</summary>
    public Decision Take(Step step, PodEffect effect) => And(new StepTaken(step)).Run(effect);

    /// <summary>Puts this decision's facts and effects before those of the next one. The replies are those of the next one.</summary>
    public Decision Then(Decision next) =>
        next with
        {
            Facts = [.. Facts, .. next.Facts],
            Effects = [.. Effects, .. next.Effects],
            RemindAfter = next.RemindAfter ?? RemindAfter,
        };

    public Decision Answer(CreateReply reply) => this with { CreateReply = reply };

    public Decision AnswerCaller(CreateReply reply) => this with { CallerReply = reply };

    public Decision Answer(DeleteReply reply) => this with { DeleteReply = reply };

    public Decision Remind(TimeSpan after) => this with { RemindAfter = after };
}
