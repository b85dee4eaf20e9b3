using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Tests.Admin;

/// <summary>The jobs without a pod, as the test says. A job is removed if it is listed and readable.</summary>
internal sealed class ScriptedJobs : IUnownedJobs
{
    /// <summary>Null: the queue has not been listed.</summary>
    public List<UnownedJob>? All { get; set; } = [];

    /// <summary>The sizes of the requests to change something.</summary>
    public List<int> Requests { get; } = [];
    public List<string> Removed { get; } = [];
    public List<string> Adopted { get; } = [];

    public void Add(string job, string? tag = "5d6a8f0e-0000-4000-8000-000000000001", UnownedKind kind = UnownedKind.PodUnknown) =>
        All!.Add(new(job, tag, "default", "train", "Running", ScriptedDirectory.Noon, kind, "no pod with this UID is in the journal"));

    public Task<IReadOnlyList<UnownedJob>?> ListAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<UnownedJob>?>(All);

    public Task<IReadOnlyList<UnownedJobAnswer>> WouldRemoveAsync(IReadOnlyList<string> jobs, CancellationToken cancel) =>
        Answers(jobs, "would be removed (Running)");

    public Task<IReadOnlyList<UnownedJobAnswer>> RemoveAsync(IReadOnlyList<string> jobs, string by, CancellationToken cancel)
    {
        Requests.Add(jobs.Count);
        Removed.AddRange(jobs.Where(IsListed));
        return Answers(jobs, "its removal was asked for");
    }

    public Task<IReadOnlyList<UnownedJobAnswer>> WouldAdoptAsync(IReadOnlyList<string> jobs, CancellationToken cancel) =>
        Answers(jobs, "would be adopted (Running) as the job of pod default/train");

    public Task<IReadOnlyList<UnownedJobAnswer>> AdoptAsync(IReadOnlyList<string> jobs, string by, CancellationToken cancel)
    {
        Requests.Add(jobs.Count);
        Adopted.AddRange(jobs.Where(IsListed).Select(job => $"{job} by {by}"));
        return Answers(jobs, "pod default/train goes on with it");
    }

    private bool IsListed(string job) => All!.Any(each => each.Job == job && each.Kind == UnownedKind.PodUnknown);

    private Task<IReadOnlyList<UnownedJobAnswer>> Answers(IReadOnlyList<string> jobs, string words) =>
        Task.FromResult<IReadOnlyList<UnownedJobAnswer>>([
            .. jobs.Select(job =>
                IsListed(job) ? new UnownedJobAnswer(job, true, words) : new UnownedJobAnswer(job, false, "it is not a job without a pod")
            ),
        ]);
}
