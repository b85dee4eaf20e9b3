using HtcondorActors.Http.Endpoints;

namespace HtcondorActors.Http.Tests.Endpoints;

public sealed class BodyBudgetSpecs
{
    private readonly BodyBudget _budget = new(most: 100);

    [Fact]
    public async Task A_body_waits_until_others_have_made_room()
    {
        var (first, second, third) = (_budget.Open(), _budget.Open(), _budget.Open());
        Assert.True(first.TryTake(100));
        Assert.True(second.TryTake(10)); // one at a time may go over the limit, so that some body is complete one day
        Assert.False(third.TryTake(10));
        var waiting = third.TakeAsync(10, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        await waiting;
        Assert.Equal(20, _budget.Held);
        second.Dispose();
        third.Dispose();
        Assert.Equal(0, _budget.Held);
    }

    [Fact]
    public async Task Whoever_stops_waiting_holds_up_nobody_behind_it()
    {
        var (first, over, left, behind) = (_budget.Open(), _budget.Open(), _budget.Open(), _budget.Open());
        Assert.True(first.TryTake(100));
        Assert.True(over.TryTake(1));
        using var stop = new CancellationTokenSource();
        var (gone, next) = (left.TakeAsync(100, stop.Token), behind.TakeAsync(1, CancellationToken.None));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        first.Dispose();
        await next;
    }
}
