namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// Limits the bytes of request bodies in memory. A body that does not fit waits, first come, first served. Bodies that are partly read
/// could wait for each other for ever. So one body at a time may exceed the limit (by at most the largest body); it is completed and then
/// makes room.
/// </summary>
/// <param name="most">The limit in bytes.</param>
internal sealed class BodyBudget(long most)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private long _held;
    private BodyShare? _over;

    /// <summary>The bytes in memory now.</summary>
    public long Held
    {
        get
        {
            lock (_gate)
                return _held;
        }
    }

    /// <summary>Opens the share of one body. Disposing of it returns all its bytes.</summary>
    public BodyShare Open() => new(this);

    private bool TryTake(BodyShare account, int bytes)
    {
        // Only the body that may exceed the limit may overtake waiting bodies, because they wait for it.
        lock (_gate)
            return (_waiting.Count == 0 || account == _over) && TryGive(account, bytes);
    }

    private async Task TakeAsync(BodyShare account, int bytes, CancellationToken stop)
    {
        var waiter = new Waiter(account, bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _waiting.AddLast(waiter);
            ServeWaiting();
        }
        using var leave = stop.Register(() =>
        {
            lock (_gate)
            {
                if (!_waiting.Remove(waiter))
                    return;
                ServeWaiting();
            }
            waiter.Given.TrySetCanceled(stop);
        });
        await waiter.Given.Task;
    }

    private void Close(BodyShare account)
    {
        lock (_gate)
        {
            _held -= account.Bytes;
            account.Bytes = 0;
            if (_over == account)
                _over = null;
            ServeWaiting();
        }
    }

    private void ServeWaiting()
    {
        while (_waiting.First is { Value: var next } && TryGive(next.Account, next.Bytes))
        {
            _waiting.RemoveFirst();
            next.Given.TrySetResult();
        }
    }

    private bool TryGive(BodyShare account, int bytes)
    {
        if (_held + bytes > most)
        {
            if (_over is not null && _over != account)
                return false;
            _over = account;
        }
        _held += bytes;
        account.Bytes += bytes;
        return true;
    }

    private sealed record Waiter(BodyShare Account, int Bytes, TaskCompletionSource Given);

    /// <summary>The bytes of one body.</summary>
    public sealed class BodyShare(BodyBudget budget) : IDisposable
    {
        internal long Bytes { get; set; }

        /// <summary>Takes bytes; false if there is no room now.</summary>
        public bool TryTake(int bytes) => budget.TryTake(this, bytes);

        /// <exception cref="OperationCanceledException">There was no room in time.</exception>
        public Task TakeAsync(int bytes, CancellationToken stop) => budget.TakeAsync(this, bytes, stop);

        public void Dispose() => budget.Close(this);
    }
}
