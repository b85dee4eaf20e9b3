namespace HtcondorActors.Actors.Hosting;

/// <summary>An operator's wish that this node leaves the others and stays down.</summary>
public sealed class Departure
{
    private readonly TaskCompletionSource<string> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when an operator has asked: with the operator's name.</summary>
    public Task<string> Asked => _asked.Task;

    internal void Ask(string by) => _asked.TrySetResult(by);
}
