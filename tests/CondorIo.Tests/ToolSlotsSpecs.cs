namespace HtcondorActors.CondorIo.Tests;

/// <summary>Several nodes together keep the limits of one.</summary>
public sealed class ToolSlotsSpecs
{
    [Theory]
    [InlineData(12, 1, 12)]
    [InlineData(12, 3, 4)]
    [InlineData(13, 3, 4)]
    [InlineData(4, 3, 2)]
    [InlineData(1, 3, 1)]
    [InlineData(12, 3, 4, true)]
    [InlineData(6, 3, 3, true)]
    [InlineData(2, 3, 2, true)]
    public void A_node_runs_its_share_of_the_tools_and_two_at_least_or_three_if_output_is_fetched(
        int whole,
        int nodes,
        int atOnce,
        bool isRemote = false
    )
    {
        var share = new NodeShare { Nodes = nodes };
        using var slots = new ToolSlots(whole, share, isRemote);
        for (var i = 0; i < atOnce; i++)
            Assert.True(slots.WaitAsync(CancellationToken.None).IsCompletedSuccessfully);
        Assert.False(slots.WaitAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public void The_share_follows_the_nodes_that_come_and_go()
    {
        var share = new NodeShare();
        using var slots = new ToolSlots(4, share);
        for (var i = 0; i < 4; i++)
            Assert.True(slots.WaitAsync(CancellationToken.None).IsCompletedSuccessfully);
        share.Nodes = 2; // two of the four tools are too many now, and end first
        slots.Release();
        slots.Release();
        var third = slots.WaitAsync(CancellationToken.None);
        Assert.False(third.IsCompleted);
        slots.Release();
        Assert.True(third.IsCompletedSuccessfully);
        share.Nodes = 1;
        Assert.True(slots.HasSpare);
    }
}
