using System.CommandLine;
using System.Globalization;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Operators;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Cli;

/// <summary>The command <c>jobs</c>: lists jobs in HTCondor's queue that have no pod, and removes them.</summary>
internal sealed class JobCommands(OperatorCommand common)
{
    private const string Path = "jobs/unowned";

    private static readonly string[] Headers = ["JOB", "STATE", "SINCE", "NAMESPACE", "NAME", "UID", "WHY"];

    private static readonly Argument<string[]> Jobs = new("job")
    {
        Description = "Job ids such as 123.0",
        HelpName = "JOB",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Command Create()
    {
        var unowned = new Option<bool>("--unowned") { Description = "The jobs that have no pod (other jobs are shown by pods)" };
        var jobs = common.Make("jobs", "Show and remove jobs in HTCondor's queue that have no pod", ListAsync, unowned, common.Output);
        jobs.Subcommands.Add(Remove());
        jobs.Subcommands.Add(common.Make("adopt", "Say how jobs without a pod get their pods again", AdoptAsync, Jobs));
        return jobs;

        async Task<int> ListAsync(AdminClient client, ParseResult parsed, CancellationToken stop)
        {
            if (!parsed.GetValue(unowned))
                throw new OperatorFault(
                    OperatorFault.Usage,
                    "say --unowned for the jobs that have no pod; the command pods shows the jobs of pods"
                );
            var list = await client.GetAsync(Path, AdminJson.Wire.UnownedJobList, stop);
            common.Warn(list.AsOf, list.Stale);
            var form = parsed.GetValue(common.Output);
            return common.Print(form, list, AdminJson.Wire.UnownedJobList, Lines(list, form));
        }
    }

    private Command Remove()
    {
        var all = new Option<bool>("--all") { Description = "All jobs that jobs --unowned shows" };
        var yes = new Option<bool>("--yes") { Description = "Remove them. Without it the command only says what it would do" };
        return common.Make("remove", "Remove jobs that have no pod", RemoveAsync, Jobs, all, yes);

        async Task<int> RemoveAsync(AdminClient client, ParseResult parsed, CancellationToken stop)
        {
            var jobs = parsed.GetValue(Jobs) ?? [];
            if (jobs.Length > 0 == parsed.GetValue(all))
                throw new OperatorFault(OperatorFault.Usage, "name the jobs, or say --all");
            if (parsed.GetValue(all))
                jobs =
                [
                    .. (await client.GetAsync(Path, AdminJson.Wire.UnownedJobList, stop)).Items.Select(job => job.Job).OfType<string>(),
                ];
            var isMeant = parsed.GetValue(yes);
            var (done, left) = await AskAsync(client, "remove", jobs, dryRun: !isMeant, stop);
            if (!isMeant && done > 0)
                common.Terminal.Line("nothing was removed; say --yes to remove");
            return left == 0 ? 0 : OperatorFault.Refused;
        }
    }

    private async Task<int> AdoptAsync(AdminClient client, ParseResult parsed, CancellationToken stop)
    {
        var jobs = parsed.GetValue(Jobs) ?? [];
        if (jobs.Length == 0)
            throw new OperatorFault(OperatorFault.Usage, "name the jobs");
        var (_, left) = await AskAsync(client, "adopt", jobs, dryRun: false, stop);
        return left == 0 ? 0 : OperatorFault.Refused;
    }

    /// <summary>Sends the jobs in as many requests as it takes, and prints a line for each job.</summary>
    private async Task<(int Done, int Left)> AskAsync(
        AdminClient client,
        string verb,
        IReadOnlyList<string> jobs,
        bool dryRun,
        CancellationToken stop
    )
    {
        var (done, left) = (0, 0);
        foreach (var some in jobs.Chunk(UnownedJobsRequest.Most))
        {
            var answer = await client.SendAsync(
                HttpMethod.Post,
                $"{Path}/{verb}",
                AdminClient.Body(new UnownedJobsRequest(some, dryRun), AdminJson.Wire.UnownedJobsRequest),
                AdminJson.Wire.UnownedJobsAnswer,
                stop
            );
            foreach (var job in answer.Items)
            {
                (done, left) = job.IsDone ? (done + 1, left) : (done, left + 1);
                common.Terminal.Line($"job {OneLine.Of(job.Job)}: {(job.IsDone ? "" : "left alone: ")}{OneLine.Of(job.Words)}");
            }
        }
        return (done, left);
    }

    private IEnumerable<string> Lines(UnownedJobList list, PodOutput form)
    {
        if (form == PodOutput.Name)
            return list.Items.Select(job => job.Job).OfType<string>();
        using var table = new StringWriter(CultureInfo.InvariantCulture);
        new TextTable(table, Headers, Headers.Length).Write([.. list.Items.Select(Row)]);
        return table.ToString().TrimEnd('\n').Split('\n');
    }

    private string[] Row(UnownedJob job) =>
        [
            job.Job ?? "",
            job.State ?? "",
            job.Since is { } since ? Ages.Of(common.Terminal.Clock.GetUtcNow() - since) : "",
            job.Namespace ?? "",
            job.PodName ?? "",
            job.Tag ?? "",
            job.Why,
        ];
}
