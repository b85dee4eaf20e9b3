namespace HtcondorActors.Actors.Streams;

/// <summary>One container in one run: its newest attempt, and what is left of those before.</summary>
/// <param name="StartedAt">Null: not started (yet, or yet again), or, with an exit, it could not be started.</param>
/// <param name="Exit">Of this attempt. A restart that is announced makes it the exit of <see cref="Previous"/>.</param>
/// <param name="Note">The runner's last words about it since it started, or before it did (what it waits for, why it could not be started
/// ...), else null.</param>
internal sealed record ContainerRun(DateTimeOffset? StartedAt, ContainerExit? Exit, string? Note)
{
    /// <summary>Why it may not be used (yet, or any more), in the words of a probe; null: it may.</summary>
    public string? Unready { get; init; }

    /// <summary>A probe has said once that it may be used, in whichever attempt.</summary>
    public bool HasBeenReady { get; init; }

    /// <summary>What it left as its termination message, else null.</summary>
    public string? Message { get; init; }

    /// <summary>How often it was started again.</summary>
    public int RestartCount { get; init; }

    /// <summary>Why its image cannot be had now, until it is had or given up; null: nothing is known of that.</summary>
    public ImageWait? ImageWait { get; init; }

    /// <summary>From the announcement of a restart to the start.</summary>
    public PendingRestart? PendingRestart { get; init; }

    /// <summary>The attempt before this one.</summary>
    public EndedAttempt? Previous { get; init; }

    /// <summary>The start of its first attempt.</summary>
    public DateTimeOffset? FirstStartedAt { get; init; } = StartedAt;

    /// <summary>This attempt, if it is over.</summary>
    public EndedAttempt? Ended => Exit is { } exit ? new(StartedAt, exit, Note, Message) : null;
}

internal sealed record ContainerExit(int Code, DateTimeOffset At, bool Stopped) : EndDetails(Code, At, Stopped)
{
    /// <summary>Killed because it used more memory than it may.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>Kubernetes' word for why it was not started (StartError, ErrImagePull ...); null: it was, or nobody says.</summary>
    public string? Unstarted { get; init; }

    /// <summary>Its image was given up: it is not tried again, whatever the pod says of restarts.</summary>
    public bool IsGivenUp => Unstarted is not (null or UnstartedReasons.StartError);
}

/// <param name="Number">Counts from 1.</param>
/// <param name="After">How long is waited before it.</param>
internal sealed record PendingRestart(int Number, TimeSpan After);

/// <param name="Reason">The kubelet's: ErrImagePull, ImagePullBackOff.</param>
/// <param name="Words">The runner's, with Apptainer's in them.</param>
internal sealed record ImageWait(string Reason, string Words);

internal sealed record EndedAttempt(DateTimeOffset? StartedAt, ContainerExit Exit, string? Note, string? Message);
