namespace HtcondorActors.CondorIo;

/// <summary>
/// How many tools this node runs at once: its share of <c>MaxCondorProcesses</c>. It is two at least, because a tool that hangs must not
/// hold up all others. If output is fetched, it is three, because a fetch may take minutes.
/// </summary>
internal sealed class ToolSlots : IDisposable
{
    private readonly SemaphoreSlim _slots;
    private readonly Lock _gate = new();
    private readonly NodeShare _share;
    private readonly int _whole;
    private readonly int _least;
    private int _allowed;

    /// <param name="whole">The limit of all nodes.</param>
    /// <param name="share">How many nodes there are.</param>
    /// <param name="isRemote">True if output is fetched.</param>
    public ToolSlots(int whole, NodeShare share, bool isRemote = false)
    {
        (_whole, _share, _least) = (whole, share, isRemote ? 3 : 2);
        _allowed = share.Of(whole, _least);
        _slots = new SemaphoreSlim(_allowed);
        share.Changed = Adjust;
    }

    /// <summary>True if a tool can run now and leaves room for another one.</summary>
    public bool HasSpare => _slots.CurrentCount >= Math.Min(2, _allowed);

    public Task WaitAsync(CancellationToken cancel) => _slots.WaitAsync(cancel);

    public void Release() => _slots.Release();

    public void Dispose() => _slots.Dispose();

    // A slot that is in use is taken away when its tool has ended.
    private void Adjust()
    {
        lock (_gate)
        {
            var next = _share.Of(_whole, _least);
            for (; _allowed < next; _allowed++)
                _slots.Release();
            for (; _allowed > next; _allowed--)
                _ = _slots.WaitAsync();
        }
    }
}
