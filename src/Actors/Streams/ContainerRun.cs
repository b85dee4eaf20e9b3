namespace HtcondorActors.Actors.Streams;

/// <summary>One container in one run: its newest attempt, and what is kept of the attempts before.</summary>
/// <param name="StartedAt">Null if this attempt has not started; with an exit, it could not be started.</param>
/// <param name="Exit">The exit of this attempt. An announced restart moves it to <see cref="Previous"/>.</param>
/// <param name="Note">The runner's last note about this attempt (what it waits for, why it could not be started ...), or null.</param>
internal sealed record ContainerRun(DateTimeOffset? StartedAt, ContainerExit? Exit, string? Note)
{
    /// <summary>Why the container is not ready, in the words of a probe; null if it is ready.</summary>
    public string? Unready { get; init; }

    /// <summary>True once a probe has succeeded, in any attempt.</summary>
    public bool HasBeenReady { get; init; }

    /// <summary>The container's termination message, or null.</summary>
    public string? Message { get; init; }

    /// <summary>How often the container was restarted.</summary>
    public int RestartCount { get; init; }

    /// <summary>Why the container waits for its image; null if it does not, or has the image, or has given it up.</summary>
    public ImageWait? ImageWait { get; init; }

    /// <summary>The announced restart, until the container starts.</summary>
    public PendingRestart? PendingRestart { get; init; }

    /// <summary>The attempt before this one.</summary>
    public EndedAttempt? Previous { get; init; }

    /// <summary>The start of the first attempt.</summary>
    public DateTimeOffset? FirstStartedAt { get; init; } = StartedAt;

    /// <summary>This attempt, if it is over.</summary>
    public EndedAttempt? Ended => Exit is { } exit ? new(StartedAt, exit, Note, Message) : null;
}

internal sealed record ContainerExit(int Code, DateTimeOffset At, bool Stopped) : EndDetails(Code, At, Stopped)
{
    /// <summary>True if the container was killed because it used more memory than its limit.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>
    /// Kubernetes' reason why the container was not started (StartError, ErrImagePull ...); null if it was, or no reason is known.
    /// </summary>
    public string? Unstarted { get; init; }

    /// <summary>True if the runner gave up the image. The container is not tried again, whatever the pod's restart policy.</summary>
    public bool IsGivenUp => Unstarted is not (null or UnstartedReasons.StartError);
}

/// <param name="Number">The number of the restart, from 1.</param>
/// <param name="After">The wait before the restart.</param>
internal sealed record PendingRestart(int Number, TimeSpan After);

/// <param name="Reason">The kubelet's reason: ErrImagePull, ImagePullBackOff.</param>
/// <param name="Words">The runner's words, which quote Apptainer's.</param>
internal sealed record ImageWait(string Reason, string Words);

internal sealed record EndedAttempt(DateTimeOffset? StartedAt, ContainerExit Exit, string? Note, string? Message);
