using Akka.Actor.Setup;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// A failure after which this process must stop. Its exit code makes systemd start it again. From the failure on, the journal is neither
/// read nor written: the process reports and does nothing that the next start may not find.
/// </summary>
public sealed class FatalFailure : Setup
{
    private readonly TaskCompletionSource<(string What, string Words)> _occurred = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when there is one: what it is, and the words of whoever saw it.</summary>
    public Task<(string What, string Words)> Occurred => _occurred.Task;

    /// <summary>The first one counts.</summary>
    internal void Note(string what, string words) => _occurred.TrySetResult((what, words));

    /// <exception cref="IOException">There is one.</exception>
    internal void ThrowIfThereIsOne()
    {
        if (Occurred is { IsCompletedSuccessfully: true, Result: var (what, words) })
            throw new IOException($"{what}: {words}");
    }
}
