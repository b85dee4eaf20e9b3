using System.Globalization;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Bench.Scale;

/// <summary>
/// The live heap of the operators' read model, without actors: the states that the list refers to are the actors' own, so they are measured
/// apart. The figures are bytes and not times, so a busy machine does not change them.
/// </summary>
internal static class ReadModelHeap
{
    /// <summary>So many changes of a pod that restarts all the time.</summary>
    private const int Changes = 50;

    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static void Run(IReadOnlyList<int> sizes)
    {
        Console.WriteLine("KiB of live heap for each pod; in brackets the facts that its history keeps.");
        Console.WriteLine("| pods | state, the actor's | entry of the list | history of a running pod | of a pod with 50 more changes |");
        _ = Measured(1000, Changes); // what the process makes once
        foreach (var size in sizes)
        {
            var (state, entry, calm, facts) = Measured(size, changes: 0);
            var (_, _, busy, most) = Measured(size, Changes);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {size} | {state:0.00} | {entry:0.00} | {calm:0.00} ({facts}) | {busy:0.00} ({most}) |"
                )
            );
        }
    }

    private static (double State, double Entry, double History, int Facts) Measured(int pods, int changes)
    {
        var empty = Heap();
        PodState[]? now = Lived(pods, changes, (_, _) => { });
        var state = Heap() - empty;
        PodStates? states = new();
        foreach (var pod in now)
            states.Show(pod, PodStatusView.Of(pod), Noon);
        var entry = Heap() - empty - state;
        GC.KeepAlive(now);
        GC.KeepAlive(states);
        (now, states) = (null, null);
        empty = Heap();
        var histories = new PodHistories(TimeProvider.System, TimeSpan.Zero);
        // The newest facts and the state have much in common, so both are measured together.
        now = Lived(pods, changes, (fact, pod) => histories.Note(pod.Uid, fact, pod));
        var history = Heap() - empty - state;
        var facts = histories.Find(now[^1].Uid)!.Facts.Count;
        GC.KeepAlive(now);
        return (KiB(state), KiB(entry), KiB(history), facts);

        double KiB(long bytes) => bytes / 1024.0 / pods;
    }

    private static long Heap()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>All pods are there before they change: with many pods each history keeps fewer facts.</summary>
    private static PodState[] Lived(int pods, int changes, Action<PodFact, PodState> note)
    {
        PodState[] all = [.. Enumerable.Range(0, pods).Select(number => Begun(number, note))];
        for (var change = 1; change <= changes; change++)
        for (var number = 0; number < pods; number++)
            all[number] = Applied(all[number], new RunViewUpdated(Started(all[number].Run, change)), note);
        return all;
    }

    /// <summary>The facts of a pod whose container runs, in the order in which the pod's actor notes them.</summary>
    private static PodState Begun(int number, Action<PodFact, PodState> note)
    {
        var (plan, _) = PodPlanner.Plan(Spec(number), new SitePolicy());
        var (outline, job) = (plan!.Outline, new JobId(number, 0));
        var ad = new JobAd
        {
            Id = job,
            Tag = outline.Uid.Tag,
            Status = JobStatus.Held,
            GlobalJobId = $"ap1.example.org#{number}.0#1767261600",
            StatusSince = Noon,
        };
        var run = new RunView { RunId = $"{number}.0.1767261600", BeganAt = Noon };
        var pod = PodState.Of(outline.Uid);
        Apply(new CreateStarted(outline));
        Apply(new PodAccepted(outline, Noon));
        Apply(new SubmitIntended(1, Noon));
        Apply(new ReleaseDecided(job, null, Noon));
        Apply(new JobAdUpdated(ad, Noon));
        Apply(new JobAdUpdated(ad with { Status = JobStatus.Idle, StatusSince = Noon.AddSeconds(1) }, Noon));
        Apply(new RunViewUpdated(run));
        Apply(new RunViewUpdated(Started(run, 0)));
        Apply(new JobAdUpdated(ad with { Status = JobStatus.Running, SlotHost = "slot1@node7.example.org", NumJobStarts = 1 }, Noon));
        return pod;

        void Apply(PodFact fact) => pod = Applied(pod, fact, note);
    }

    private static PodState Applied(PodState pod, PodFact fact, Action<PodFact, PodState> note)
    {
        note(fact, pod);
        return pod.Apply(fact);
    }

    private static RunView Started(RunView run, int restarts) =>
        run with
        {
            Containers = new Dictionary<string, ContainerRun>
            {
                ["main"] = new(Noon.AddSeconds(restarts), null, null) { RestartCount = restarts },
            },
        };

    private static PodSpec Spec(int number) =>
        new()
        {
            Uid = PodUid.Parse(BenchPod.Uid(number)),
            Name = $"bench-{number}",
            Namespace = $"space-{number % 20}",
            Containers =
            [
                new ContainerSpec
                {
                    Name = "main",
                    Image = "busybox",
                    Command = ["sleep"],
                },
            ],
        };
}
