namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// How many bytes of bodies are held at once. What does not fit waits, first come, first served. Bodies that each hold a part and wait for
/// the rest could wait for each other for ever: one of them at a time may go over the limit (by at most the largest body), is complete one
/// day and makes room.
/// </summary>
/// <param name="most">Bytes.</param>
internal sealed class BodyBudget(long most)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private long _held;
    private BodyShare? _over;

    /// <summary>Bytes held now.</summary>
    public long Held
    {
        get
        {
            lock (_gate)
                return _held;
        }
    }

    /// <summary>For one body. Disposed of, it gives back all that it took.</summary>
    public BodyShare Open() => new(this);

    private bool TryTake(BodyShare account, int bytes)
    {
        // Nobody overtakes those who wait, but for the one body that they wait for.
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

        /// <summary>False: there is no room now.</summary>
        public bool TryTake(int bytes) => budget.TryTake(this, bytes);

        /// <exception cref="OperationCanceledException">There was no room in time.</exception>
        public Task TakeAsync(int bytes, CancellationToken stop) => budget.TakeAsync(this, bytes, stop);

        public void Dispose() => budget.Close(this);
    }
}
