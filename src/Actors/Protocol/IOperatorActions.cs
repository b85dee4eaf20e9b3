namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// What operators do to a sidecar that runs. Each action is in the journal, with its time and who did it, before it has an effect.
/// </summary>
public interface IOperatorActions
{
    /// <summary>Whether the sidecar is drained, from memory; null while the journal has not been read yet.</summary>
    DrainState? Drain { get; }

    /// <summary>
    /// Begins or ends a drain. While it lasts, the answer to a ping says that the node takes no pods. Pods that Kubernetes creates
    /// nevertheless are accepted.
    /// </summary>
    /// <exception cref="ActionNotNotedException">The journal could not be written, so nothing has changed.</exception>
    Task<DrainState> DrainAsync(bool isOn, string by, CancellationToken cancel);

    /// <summary>Ends the pod's back-off: it tries at once what it waits to try again.</summary>
    /// <exception cref="ActionNotNotedException">The journal could not be written, so nothing has changed.</exception>
    Task RetryAsync(PodUid uid, string by, CancellationToken cancel);

    /// <summary>Notes that somebody sets the log level, which holds until the next start or the next SIGHUP.</summary>
    /// <exception cref="ActionNotNotedException">The journal could not be written.</exception>
    Task NoteLogLevelAsync(string level, string by, CancellationToken cancel);

    /// <summary>Whether the pod has jobs, or may elect one because a create is in progress.</summary>
    /// <exception cref="TimeoutException">The pod does not answer.</exception>
    Task<bool> MayHaveJobsAsync(PodUid uid, CancellationToken cancel);

    /// <summary>Notes that somebody has a job without a pod removed.</summary>
    /// <param name="job">HTCondor's id of it, such as <c>123.0</c>.</param>
    /// <param name="tag">Its tag: the UID of the pod for which it was submitted.</param>
    /// <param name="by">Who.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ActionNotNotedException">The journal could not be written.</exception>
    Task NoteJobRemovalAsync(string job, string tag, string by, CancellationToken cancel);

    /// <summary>Notes that somebody has a pod adopt a job that has none.</summary>
    /// <exception cref="ActionNotNotedException">The journal could not be written.</exception>
    Task NoteJobAdoptionAsync(string job, PodUid uid, string by, CancellationToken cancel);
}

/// <param name="IsOn">True while the sidecar is drained.</param>
/// <param name="Since">When that was decided; null if it was never drained.</param>
/// <param name="By">Who decided it.</param>
public sealed record DrainState(bool IsOn, DateTimeOffset? Since, string? By)
{
    /// <summary>A sidecar that was never drained.</summary>
    public static DrainState Never { get; } = new(false, null, null);
}

/// <summary>An operator's action has no effect, because it could not be written to the journal.</summary>
public sealed class ActionNotNotedException(string words) : Exception(words);
