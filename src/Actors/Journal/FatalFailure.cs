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

    /// <summary>Records the failure; only the first one counts.</summary>
    internal void Note(string what, string words) => _occurred.TrySetResult((what, words));

    /// <exception cref="IOException">A fatal failure has occurred.</exception>
    internal void ThrowIfThereIsOne()
    {
        if (Occurred is { IsCompletedSuccessfully: true, Result: var (what, words) })
            throw new IOException($"{what}: {words}");
    }
}
