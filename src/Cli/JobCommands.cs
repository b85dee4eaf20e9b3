using System.CommandLine;
using System.Globalization;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Operators;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Cli;

/// <summary>The command <c>jobs</c>: lists jobs in HTCondor's queue that have no pod, and removes or adopts them.</summary>
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

    private const string OfKubernetes =
        ". Adopt only pods that Kubernetes still has (kubectl get pods -A -o custom-columns=:metadata.uid), because it deletes no others";

    public Command Create()
    {
        var unowned = new Option<bool>("--unowned") { Description = "The jobs that have no pod (other jobs are shown by pods)" };
        var jobs = common.Make(
            "jobs",
            "Show, remove and adopt jobs in HTCondor's queue that have no pod",
            ListAsync,
            unowned,
            common.Output
        );
        jobs.Subcommands.Add(Change("remove", "Remove jobs that have no pod", "removed", ""));
        jobs.Subcommands.Add(Change("adopt", "Have lost pods go on with their jobs", "adopted", OfKubernetes));
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

    /// <summary>A command that says first what it would do.</summary>
    /// <param name="verb">Its name, and that of the request.</param>
    /// <param name="words">Its description.</param>
    /// <param name="done">The verb for a job to which it was done.</param>
    /// <param name="advice">What to know before.</param>
    private Command Change(string verb, string words, string done, string advice)
    {
        var all = new Option<bool>("--all") { Description = "All jobs that jobs --unowned shows" };
        var yes = new Option<bool>("--yes") { Description = "Do it. Without it the command only says what it would do" };
        return common.Make(verb, words, ChangeAsync, Jobs, all, yes);

        async Task<int> ChangeAsync(AdminClient client, ParseResult parsed, CancellationToken stop)
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
            var (could, left) = await AskAsync(client, verb, jobs, dryRun: !isMeant, stop);
            if (!isMeant && could > 0)
                common.Terminal.Line($"nothing was {done}; say --yes to {verb}{advice}");
            return left == 0 ? 0 : OperatorFault.Refused;
        }
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
