namespace HtcondorActors.CondorIo;

/// <summary>Queries the collector for the totals of the pool: one process, with few attributes of each slot.</summary>
internal sealed class PoolQueries(CondorIoOptions options, ProcessRunner runner, UnreadableAnswers answers)
{
    private readonly CondorCommands _commands = new(options);

    public async Task<PoolQuery> TotalsAsync(IReadOnlyList<string> resources, CancellationToken cancel)
    {
        var command = _commands.Slots(["TotalSlotCpus", "TotalSlotMemory", .. resources.Select(SlotAds.Attribute)]);
        var run = await runner.RunAsync(command, cancel);
        if (run.Failure is not null)
            return PoolQuery.CannotTell(run.Failure);
        try
        {
            var totals = PoolQuery.Of(SlotAds.Totals(run.Output.Span, resources));
            answers.Over(command.Program);
            return totals;
        }
        catch (FormatException fault)
        {
            return PoolQuery.CannotTell(answers.Failure(command.Program, fault, run.Output.Span, run.Output.Length));
        }
    }
}
