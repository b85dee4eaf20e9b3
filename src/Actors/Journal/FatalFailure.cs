using Akka.Actor.Setup;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// A failure after which this process must stop. The exit code makes systemd start it again. From the failure on, the journal is neither
/// read nor written, so that the process answers and does nothing that the next start may not find.
/// </summary>
public sealed class FatalFailure : Setup
{
    private readonly TaskCompletionSource<(string What, string Words)> _occurred = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes on the first failure: what failed, and the error's words.</summary>
    public Task<(string What, string Words)> Occurred => _occurred.Task;

    /// <summary>True if a further start would not help, because another process does this process's work now.</summary>
    public bool IsForGood { get; private set; }

    /// <summary>True if the other nodes go on without this process. Then it must end at once, and answer nothing more.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Records that the other nodes go on without this process.</summary>
    internal void NoteDead(string words)
    {
        IsDead |= !_occurred.Task.IsCompleted;
        Note("the other nodes go on without this one", words);
    }

    /// <summary>Records the failure; only the first one counts.</summary>
    internal void Note(string what, string words) => _occurred.TrySetResult((what, words));

    /// <summary>Records a failure after which this process must stop and not be started again.</summary>
    internal void NoteForGood(string what, string words)
    {
        IsForGood |= !_occurred.Task.IsCompleted;
        Note(what, words);
    }

    /// <exception cref="IOException">A fatal failure has occurred.</exception>
    internal void ThrowIfThereIsOne()
    {
        if (Occurred is { IsCompletedSuccessfully: true, Result: var (what, words) })
            throw new IOException($"{what}: {words}");
    }
}
