using System.Globalization;
using System.Text.Json.Nodes;

namespace HtcondorActors.ChaosRun;

/// <summary>After all was healed: what became of every pod, by the jobs' own ledger, queue and history, its last status and its
/// log.</summary>
internal sealed class Account(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods)
{
    /// <summary>How long after its deletion was acknowledged a pod's job may still begin (<see cref="Pace"/>). Time in which the schedd or
    /// the sidecar did nothing does not count: a sidecar that dies at one point after the other hardly gets further.</summary>
    private static readonly TimeSpan DeleteBound = TimeSpan.FromSeconds(60);

    private IReadOnlyList<Job> _queue = [];
    private Silence _silence = new([], world.Pace.Between);

    public int Refused { get; private set; }
    public int Abandoned { get; private set; }

    /// <summary>Told as lost, and rightly so: the queue was put back to where it knew nothing of their job.</summary>
    public int Undone { get; private set; }

    public int RunAgain { get; private set; }
    public int SaidTwice { get; private set; }

    /// <summary>Pods for which more than one job was submitted: only the gate has kept them from running twice.</summary>
    public int WithSeveralJobs { get; private set; }

    /// <summary>Jobs that never left their gate.</summary>
    public int HeldBack { get; private set; }

    /// <summary>How much had not come to rest at the last look: pods, jobs, folders.</summary>
    public int Left { get; private set; } = int.MaxValue;

    /// <summary>Null: everything has come to rest; else what has not.</summary>
    public string? NotAtRest()
    {
        if (world.Queue.Now() is not { } queue)
            return "the schedd";
        _queue = [.. queue.Where(job => pods.Any(pod => pod.Uid == job.Uid))];
        Left =
            pods.Count(pod => !pod.IsDone)
            + _queue.Count
            + pods.Count(pod => pod.DeletedAt is not null && Directory.Exists(world.JobFolder(pod.Uid)));
        if (pods.FirstOrDefault(pod => !pod.LifeIsOver) is { } living)
            return $"{living.Body.Name} {living.Uid}: its create or delete is not answered";
        if (pods.FirstOrDefault(pod => Stays(pod) && pod.End is null) is { } unended)
            return $"{unended.Body.Name} {unended.Uid}: has not ended";
        if (_queue.Count > 0)
            return $"{_queue[0].Uid}: job {_queue[0].Id} is in the queue, status {_queue[0].Status}, hold code {_queue[0].HoldCode}";
        return pods.FirstOrDefault(pod => pod.DeletedAt is not null && Directory.Exists(world.JobFolder(pod.Uid))) is { } kept
            ? $"{kept.Uid}: its files"
            : null;
    }

    /// <param name="witness">The pod that no fault touches.</param>
    /// <param name="silences">When the sidecar did not answer.</param>
    public async Task<Verdict> JudgeAsync(TestPod witness, IReadOnlyCollection<(DateTimeOffset From, DateTimeOffset To)> silences)
    {
        var verdict = new Verdict();
        _silence = new Silence(
            ScheddSilence
                .Of(
                    new[] { "SchedLog.old", "SchedLog" }
                        .Select(name => Path.Combine(world.Pool.Folder, "log", name))
                        .Where(File.Exists)
                        .SelectMany(File.ReadLines)
                )
                .Concat(silences),
            world.Pace.Between
        );
        var jobs = _queue.Concat(world.Queue.History()).ToLookup(job => job.Uid);
        var committed = world.QueueLog.Read().ToLookup(job => job.Uid);
        var runs = world.Ledger.Read().ToLookup(run => run.Uid);
        var known = pods.Append(witness).Select(pod => pod.Uid).ToHashSet();
        foreach (
            var uid in jobs.Concat<IGrouping<string, object>>(committed)
                .Select(each => each.Key)
                .Concat(runs.Select(each => each.Key))
                .Distinct()
                .Where(uid => !known.Contains(uid))
        )
            verdict.Add("ghost", uid, "a job that nobody asked for");
        foreach (var pod in pods)
        {
            JudgeJobs(verdict, pod, [.. committed[pod.Uid]], [.. runs[pod.Uid]]);
            await JudgeAsync(verdict, pod, [.. jobs[pod.Uid]], [.. runs[pod.Uid]]);
            if (pod.DeletedAt is not null)
                await JudgeLateCreateAsync(verdict, pod);
        }
        return verdict;
    }

    private static bool Stays(TestPod pod) => pod.Accepted && !pod.DeleteAsked;

    /// <summary>A second job is doubled as soon as it has left its gate: whether it also ran is a matter of luck.</summary>
    private void JudgeJobs(Verdict verdict, TestPod pod, Committed[] committed, Started[] runs)
    {
        if (committed.Length > 1)
            (WithSeveralJobs, HeldBack) = (WithSeveralJobs + 1, HeldBack + committed.Count(job => !job.LeftItsGate));
        var loose = committed.Where(job => job.LeftItsGate).Select(job => job.GlobalId).Union(runs.Select(run => run.Job)).ToArray();
        if (loose.Length < 2)
            return;
        var ran = runs.Select(run => run.Job).Distinct().Count();
        verdict.Add("doubled", pod.Uid, $"{loose.Length} jobs left their gate, of which {ran} began: {string.Join(", ", loose)}");
    }

    private async Task JudgeAsync(Verdict verdict, TestPod pod, Job[] jobs, Started[] runs)
    {
        RunAgain += Math.Max(0, runs.Length - 1);
        foreach (var words in pod.Misread.Distinct())
            verdict.Add("misread", pod.Uid, words);
        if (
            pod.WentBack
            && runs.Length < 2
            && !pod.WasTouched("job held and released")
            && !pod.WasTouched("job evicted")
            && !pod.WasTouched("job held by a policy")
        )
            verdict.Add("misread", pod.Uid, "running, then pending, though its job did not run again");
        if (pod.Jobs.Length > 1 && !pod.WasTouched("job removed"))
            verdict.Add("misread", pod.Uid, $"told as job {string.Join(" and as ", pod.Jobs)}");
        foreach (var job in jobs.Where(job => job.InQueue))
            verdict.Add("left over", pod.Uid, $"job {job.Id} is in the queue, status {job.Status}, hold code {job.HoldCode}");
        if (pod.DeleteAsked)
        {
            if (Directory.Exists(world.JobFolder(pod.Uid)))
                verdict.Add("left over", pod.Uid, "its files");
            if (
                pod.DeletedAt is { } deleted
                && runs.FirstOrDefault(run => world.Pace.Between(deleted, run.At) - _silence.Between(deleted, run.At) > DeleteBound)
                    is { } late
            )
                verdict.Add("late start", pod.Uid, $"began at {late.At:HH:mm:ss}");
        }
        else if (pod.End is null)
        {
            verdict.Add("lost", pod.Uid, pod.Accepted ? "accepted, and never ended" : "its create was never answered");
        }
        else
        {
            await JudgeEndAsync(verdict, pod, jobs, runs);
        }
    }

    /// <summary>A create that comes long after the deletion, when nothing of the pod is left but its tombstone.</summary>
    private async Task JudgeLateCreateAsync(Verdict verdict, TestPod pod)
    {
        var answer = await AskedAsync(() => world.InterLink.CreateAsync(pod, InterLink.Patience));
        pod.Tell("create after all", answer);
        if (answer.Outcome == Outcome.Ok)
            verdict.Add("resurrected", pod.Uid, $"was deleted, and is taken again: {answer}");
    }

    /// <summary>The sidecar was started anew a moment ago.</summary>
    private async Task<Answer> AskedAsync(Func<Task<Answer>> ask)
    {
        var answer = await ask();
        await world.Pace.UntilAsync(
            async () => answer.Outcome == Outcome.Ok || answer.Code == 409 || (answer = await ask()).Outcome == Outcome.Ok,
            TimeSpan.FromMinutes(1)
        );
        return answer;
    }

    private async Task JudgeEndAsync(Verdict verdict, TestPod pod, Job[] jobs, Started[] runs)
    {
        var ends = pod.End!["containers"]!
            .AsArray()
            .Concat(pod.End["initContainers"]?.AsArray() ?? [])
            .ToDictionary(each => (string)each!["name"]!, each => each!["state"]!["terminated"]!);
        if (ends.Values.All(end => Message(end).Contains("chaos: no", StringComparison.Ordinal)))
        {
            Refused++; // the scheduler's own words, which the tools were told to say
            return;
        }
        if (
            runs.Length == 0
            && jobs.Length > 0
            && jobs.All(job => job is { Status: 3, Starts: 0 })
            && jobs.Any(job => job.From == Place.HistoryTakenAway)
            && ends.Values.All(WasLost)
        )
        {
            // The schedd removed it behind its gate, since nobody came for a minute, and the history that says so was taken away: nobody
            // can know that it never began.
            Abandoned++;
            return;
        }
        var wrong = pod.Expected.Where(each => (int)ends[each.Key]["exitCode"]! != each.Value.Code).ToArray();
        if (wrong.Length > 0 && pod.WasTouched("queue restored") && wrong.All(each => WasLost(ends[each.Key])))
        {
            Undone++;
            return;
        }
        var removed = pod.WasTouched("job removed");
        if (wrong.Any(each => !removed || (int)ends[each.Key]["exitCode"]! == 0))
            verdict.Add(
                "wrong end",
                pod.Uid,
                string.Join(
                    "; ",
                    wrong.Select(each =>
                        $"{each.Key} {ends[each.Key].ToJsonString()} instead of {each.Value.Code.ToString(CultureInfo.InvariantCulture)}"
                    )
                )
            );
        if (wrong.Length > 0)
            return;
        foreach (var (name, (_, whole)) in pod.Expected)
        {
            var answer = await AskedAsync(() => world.InterLink.LogAsync(pod, name));
            if (answer.Outcome == Outcome.Ok && LogText.SaysTwice(answer.Body, whole))
                SaidTwice++;
            else if (answer.Outcome != Outcome.Ok || answer.Body != whole)
                verdict.Add(
                    "wrong log",
                    pod.Uid,
                    $"{name}: {answer.Code.ToString(CultureInfo.InvariantCulture)} {LogText.Shown(answer.Body)} "
                        + $"({answer.Body.Length} of {whole.Length} bytes)"
                );
        }
    }

    private static bool WasLost(JsonNode end) => Message(end).Contains("was lost", StringComparison.Ordinal);

    private static string Message(JsonNode end) => (string?)end["message"] ?? "";
}
