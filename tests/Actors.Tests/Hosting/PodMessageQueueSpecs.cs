using Akka.Actor;
using HtcondorActors.Actors.Hosting;

namespace HtcondorActors.Actors.Tests.Hosting;

public sealed class PodMessageQueueSpecs
{
    private readonly PodMessageQueue _queue = new();

    [Fact]
    public void Messages_come_out_in_their_order_and_what_was_put_aside_before_them()
    {
        foreach (var word in (string[])["two", "three"])
            _queue.Enqueue(ActorRefs.Nobody, new Envelope(word, ActorRefs.NoSender));
        _queue.EnqueueFirst(new Envelope("one", ActorRefs.NoSender));
        Assert.Equal((3, true), (_queue.Count, _queue.HasMessages));
        Assert.Equal(["one", "two", "three"], Rest());
        Assert.Equal((0, false), (_queue.Count, _queue.HasMessages));
    }

    [Fact]
    public async Task Of_many_who_put_in_at_once_none_is_lost_and_each_keeps_its_order()
    {
        const int Senders = 4,
            Each = 1000;
        var putting = Task.WhenAll(
            Enumerable
                .Range(0, Senders)
                .Select(sender =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < Each; i++)
                            _queue.Enqueue(ActorRefs.Nobody, new Envelope((sender, i), ActorRefs.NoSender));
                    })
                )
        );
        var taken = new List<(int Sender, int Number)>();
        while (taken.Count < Senders * Each)
            if (_queue.TryDequeue(out var envelope))
                taken.Add(((int, int))envelope.Message);
        await putting;
        foreach (var sender in taken.ToLookup(one => one.Sender, one => one.Number))
            Assert.Equal(Enumerable.Range(0, Each), sender);
        Assert.False(_queue.HasMessages);
    }

    [Fact]
    public void What_waits_for_a_pod_that_is_no_more_goes_where_dead_letters_go()
    {
        _queue.Enqueue(ActorRefs.Nobody, new Envelope("late", ActorRefs.NoSender));
        var dead = new PodMessageQueue();
        _queue.CleanUp(ActorRefs.Nobody, dead);
        Assert.Equal((false, 1), (_queue.HasMessages, dead.Count));
    }

    private IEnumerable<string> Rest()
    {
        while (_queue.TryDequeue(out var envelope))
            yield return (string)envelope.Message;
    }
}
