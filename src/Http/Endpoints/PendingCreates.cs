using System.Globalization;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// The creates in progress, counted from their headers to their answers. Each first reads its body, within a budget of bytes for all
/// bodies, and then waits for its turn. So a caller that sends its body slowly does not block the turns of others.
/// </summary>
/// <param name="options">Their limit.</param>
/// <param name="limits">The limits of their bodies.</param>
/// <param name="clock">The time.</param>
/// <param name="shareOf">This node's share of a limit that holds for all nodes; null for the whole.</param>
internal sealed class PendingCreates(ActorsOptions options, BodyLimits limits, TimeProvider clock, Func<int, int>? shareOf = null)
    : IDisposable
{
    /// <summary>
    /// The most pods that are created at once, which is as many as one condor_submit takes. So at most this many, and not 5,000, wait for a
    /// slow journal.
    /// </summary>
    public const int AtOnce = 500;

    /// <summary>
    /// The longest wait. interLink gives up after 120 s, and the actors then still need the time for their answer, and some more.
    /// </summary>
    private readonly TimeSpan _atMost =
        options.CreateReplyWithin < TimeSpan.FromSeconds(90)
            ? TimeSpan.FromSeconds(95) - options.CreateReplyWithin
            : TimeSpan.FromSeconds(5);

    private readonly TimeSpan _bodyLimit = limits.TimeLimit;
    private readonly TimeProvider _clock = clock;
    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly BodyBudget _budget = new(limits.MostHeld);
    private int _underWay;

    /// <summary>The number of creates that are not answered yet.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>The bytes of bodies in memory now.</summary>
    public long Held => _budget.Held;

    /// <exception cref="TryLaterException">The limit is reached, or the process is stopping: a pod that is accepted now would only wait for
    /// the next start.</exception>
    public PendingCreate Enter()
    {
        if (_closed.IsCancellationRequested)
            throw Stopping();
        var most = shareOf?.Invoke(options.MaxPendingCreates) ?? options.MaxPendingCreates;
        if (Interlocked.Increment(ref _underWay) <= most)
            return new PendingCreate(this, _closed.Token);
        Interlocked.Decrement(ref _underWay);
        throw new TryLaterException($"{most} pods are being created already");
    }

    /// <summary>Refuses further creates, and those that wait for a turn, because this process is stopping.</summary>
    public Task CloseAsync() => _closed.CancelAsync();

    public void Dispose()
    {
        _turns.Dispose();
        _closed.Dispose();
    }

    private static TryLaterException Stopping() => new("the sidecar is being stopped");

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>One create in progress, until it is disposed of.</summary>
    internal sealed class PendingCreate(PendingCreates all, CancellationToken stop) : IDisposable
    {
        private readonly BodyBudget.BodyShare _account = all._budget.Open();
        private TimeSpan _waited;
        private bool _hasTurn;

        /// <param name="http">The request, whose body is read.</param>
        /// <exception cref="TryLaterException">There was no memory for the body in time.</exception>
        public ValueTask<BufferedBody> ReadAsync(HttpContext http) =>
            RequestBody.HoldAsync(
                http.Request.BodyReader,
                bytes => RoomAsync(bytes, http.RequestAborted),
                all._bodyLimit,
                http.RequestAborted
            );

        /// <summary>
        /// Waits for the turn. A caller that disconnects does not end the wait: the Virtual Kubelet may restart in the middle of a create
        /// and ask again (docs/interlink-protocol.md, "Order of requests").
        /// </summary>
        /// <exception cref="TryLaterException">The turn did not come in time.</exception>
        public async Task TurnAsync()
        {
            await WaitAsync(
                limit => all._turns.WaitAsync(limit),
                "this create waited {0} s for its turn behind others",
                CancellationToken.None
            );
            _hasTurn = true;
            if (stop.IsCancellationRequested)
                throw Stopping();
        }

        public void Dispose()
        {
            _account.Dispose();
            if (_hasTurn)
                all._turns.Release();
            Interlocked.Decrement(ref all._underWay);
        }

        private ValueTask RoomAsync(int bytes, CancellationToken left) =>
            _account.TryTake(bytes)
                ? ValueTask.CompletedTask
                : new ValueTask(
                    WaitAsync(
                        limit => _account.TakeAsync(bytes, limit),
                        "the bodies of other creates take all memory there is for them, and this one waited {0} s for room (MaxBodiesMiB)",
                        left
                    )
                );

        private async Task WaitAsync(Func<CancellationToken, Task> wait, string words, CancellationToken left)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, left);
            limit.CancelAfter(all._atMost > _waited ? all._atMost - _waited : TimeSpan.Zero);
            var began = all._clock.GetTimestamp();
            try
            {
                await wait(limit.Token);
            }
            catch (OperationCanceledException) when (!left.IsCancellationRequested)
            {
                throw stop.IsCancellationRequested
                    ? Stopping()
                    : new TryLaterException(
                        string.Format(CultureInfo.InvariantCulture, words, Seconds(_waited + all._clock.GetElapsedTime(began)))
                    );
            }
            finally
            {
                _waited += all._clock.GetElapsedTime(began);
            }
        }
    }
}
