using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Endpoints;

namespace HtcondorActors.Http.Admin;

/// <summary>The requests about jobs in HTCondor's queue that have no pod: list, remove and adopt.</summary>
internal static class AdminJobs
{
    public static async Task ListAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        CheckThatThisNodePolls(services);
        var jobs =
            await services.Jobs.ListAsync(http.RequestAborted)
            ?? throw new TryLaterException("which jobs have no pod is not known: the queue has not been listed twice since the start");
        var directory = services.Directory;
        await http.JsonAsync(new UnownedJobList(directory.QueueSeenAt, directory.QueueTrouble, jobs), AdminJson.Wire.UnownedJobList);
    }

    public static async Task RemoveAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        var (jobs, dryRun) = await RequestAsync(http, services);
        await AnswerAsync(
            http,
            dryRun
                ? await services.Jobs.WouldRemoveAsync(jobs, http.RequestAborted)
                : await services.Jobs.RemoveAsync(jobs, caller.Name, http.RequestAborted)
        );
    }

    public static async Task AdoptAsync(HttpContext http, AdminCaller caller, AdminServices services)
    {
        var (jobs, dryRun) = await RequestAsync(http, services);
        await AnswerAsync(
            http,
            dryRun
                ? await services.Jobs.WouldAdoptAsync(jobs, http.RequestAborted)
                : await services.Jobs.AdoptAsync(jobs, caller.Name, http.RequestAborted)
        );
    }

    /// <exception cref="AdminFault">421: another node of the cluster knows the queue.</exception>
    private static void CheckThatThisNodePolls(AdminServices services)
    {
        if (services.Nodes.All.FirstOrDefault(node => node.PollsQueue) is not { IsThisNode: false } other)
            return;
        throw other.IsReachable
            ? new AdminFault(
                StatusCodes.Status421MisdirectedRequest,
                $"node {other.Name} polls HTCondor's queue for all nodes and knows which jobs have no pod; ask that node"
            )
            : new TryLaterException(
                $"node {other.Name}, which polled HTCondor's queue, cannot be reached; another node polls it as soon as that one is dead"
            );
    }

    private static async Task<(IReadOnlyList<string> Jobs, bool DryRun)> RequestAsync(HttpContext http, AdminServices services)
    {
        CheckThatThisNodePolls(services);
        var request = await http.BodyAsync(AdminJson.Wire.UnownedJobsRequest, services.Limits);
        return request.Jobs is { Count: > 0 and <= UnownedJobsRequest.Most } jobs && jobs.All(job => job is not null)
            ? (jobs, request.DryRun)
            : throw new AdminFault(
                StatusCodes.Status400BadRequest,
                $"jobs: a list of 1 to {UnownedJobsRequest.Most} job ids such as \"123.0\" is expected"
            );
    }

    private static Task AnswerAsync(HttpContext http, IReadOnlyList<UnownedJobAnswer> answers) =>
        http.JsonAsync(new UnownedJobsAnswer(answers), AdminJson.Wire.UnownedJobsAnswer);
}
