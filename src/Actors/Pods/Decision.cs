using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>Something to be done outside: data, not a call. Each is answered by one input, except where it says so.</summary>
internal abstract record PodEffect;

internal sealed record WriteFiles(IReadOnlyList<JobFile> Files) : PodEffect;

/// <param name="ButLogs">All but what the job has written.</param>
internal sealed record RemoveFiles(bool ButLogs = false) : PodEffect;

internal sealed record Submit(int Attempt) : PodEffect;

internal sealed record Look(bool AlsoHistory) : PodEffect;

internal sealed record Release(JobId Job) : PodEffect;

/// <summary>Let it run again, if HTCondor itself holds it.</summary>
internal sealed record ReleaseHeld(JobId Job) : PodEffect;

/// <summary>Let it run again, but until then not on these machines.</summary>
internal sealed record ReleaseOnOtherNodes(JobId Job, NodeFault? Fault, IReadOnlyList<string> Machines, DateTimeOffset Until) : PodEffect;

/// <summary>Every job that carries the pod's tag.</summary>
internal sealed record RemoveAll : PodEffect;

/// <summary>Jobs that lost the election. Not answered: the next look sees what became of it.</summary>
internal sealed record RemoveLosers(IReadOnlyList<JobId> Jobs) : PodEffect;

/// <summary>Say that no pod owns this job, although it carries a pod's tag. Not answered.</summary>
internal sealed record ReportUnownedJob(JobId Job) : PodEffect;

internal sealed record Acknowledge(JobId Job) : PodEffect;

/// <summary>Read the stream to its end, fetched first where that is needed.</summary>
internal sealed record ReadStream(JobId Job) : PodEffect;

/// <summary>Hear of the job and (unless the pod has ended) of its stream from now on; may be repeated. Not answered by itself.</summary>
internal sealed record StartWatching(JobId Job, bool Stream) : PodEffect;

internal sealed record StopWatching : PodEffect;

/// <summary>Drop the pod's events from the journal, but for the tombstone unless that is too old as well. Not answered.</summary>
internal sealed record ForgetEvents(bool TombstoneToo) : PodEffect;

/// <summary>Nothing more is to be done for this pod unless it is asked: the actor may leave memory.</summary>
internal sealed record Passivate : PodEffect;

/// <summary>What follows from one input: first the facts (durable ones on disk), then the replies, then the effects.</summary>
internal sealed record Decision
{
    public IReadOnlyList<PodFact> Facts { get; private init; } = [];
    public IReadOnlyList<PodEffect> Effects { get; private init; } = [];

    /// <summary>For everybody who waits for a create of this pod.</summary>
    public CreateReply? CreateReply { get; private init; }

    /// <summary>For the caller of this create alone: whoever waits for an earlier create goes on waiting.</summary>
    public CreateReply? CallerReply { get; private init; }

    /// <summary>For everybody who waits for a delete of this pod.</summary>
    public DeleteReply? DeleteReply { get; private init; }

    /// <summary>When to be reminded; null leaves a reminder as it is.</summary>
    public TimeSpan? RemindAfter { get; private init; }

    public static Decision Nothing { get; } = new();

    public static Decision Of(params PodFact[] facts) => new() { Facts = facts };

    public Decision And(params PodFact[] facts) => this with { Facts = [.. Facts, .. facts] };

    public Decision Run(params PodEffect[] effects) => this with { Effects = [.. Effects, .. effects] };

    /// <summary>The effect is the pod's one step from now on.</summary>
    public Decision Take(Step step, PodEffect effect) => And(new StepTaken(step)).Run(effect);

    /// <summary>This decision's facts and effects first, and then all of the next one.</summary>
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
