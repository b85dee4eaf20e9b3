using Akka.Actor;
using Akka.Event;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Queue;

/// <summary>
/// One kind of scheduler call, for all pods of the node: what arrives while a call is under way goes out together in the next one.
/// So calls of a kind never overlap (a client stuck in a write session blocks the whole schedd for 20 s: one is enough), and their
/// number does not grow with the pods. Each sender gets its own answer.
/// </summary>
/// <param name="call">Items in, one answer per item out, in order.</param>
internal sealed class LaneActor<TItem> : ReceiveActor
{
    private readonly Queue<(TItem Item, IActorRef Sender)> _waiting = new();
    private bool _underWay;

    private sealed record Answered(IReadOnlyList<IActorRef> Senders, IReadOnlyList<object> Answers);

    /// <param name="call">Items in, one answer per item out, in order.</param>
    /// <param name="whenItThrows">The answer to everybody when the call ends in an exception.</param>
    /// <param name="atMost">Items in one call.</param>
    public LaneActor(Func<IReadOnlyList<TItem>, Task<IReadOnlyList<object>>> call, Func<CondorFailure, object> whenItThrows, int atMost)
    {
        Receive<TItem>(item =>
        {
            _waiting.Enqueue((item, Sender));
            Next();
        });
        Receive<Answered>(done =>
        {
            _underWay = false;
            foreach (var (sender, answer) in done.Senders.Zip(done.Answers)) sender.Tell(answer);
            Next();
        });

        void Next()
        {
            if (_underWay || _waiting.Count == 0) return;
            _underWay = true;
            var batch = new List<(TItem Item, IActorRef Sender)>();
            while (batch.Count < atMost && _waiting.TryDequeue(out var one)) batch.Add(one);
            var senders = batch.ConvertAll(one => one.Sender);
            var log = Context.GetLogger();
            call(batch.ConvertAll(one => one.Item)).PipeTo(Self,
                success: answers => new Answered(senders, answers),
                failure: cause =>
                {
                    log.Error(cause, "a scheduler call failed in an unforeseen way");
                    var failure = new CondorFailure(CondorFailureKind.Unreadable, "scheduler call", null, cause.GetType().Name);
                    return new Answered(senders, [.. senders.Select(_ => whenItThrows(failure))]);
                });
        }
    }
}
