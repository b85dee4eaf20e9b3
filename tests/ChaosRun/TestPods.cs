using System.Globalization;
using System.Text.Json.Nodes;

namespace HtcondorActors.ChaosRun;

/// <summary>The pods of a run: short, with known exit codes and known output; every line says whose it is.</summary>
internal static class TestPods
{
    /// <summary>What HTCondor tells a job of its GPUs must be what its containers see; else they end with a code that no pod is to have.
    /// </summary>
    private const string HasOneGpu = "case $CUDA_VISIBLE_DEVICES in 1111|2222) ;; *) exit 121 ;; esac";

    private const string HasNoGpu = "[ \"$CUDA_VISIBLE_DEVICES\" = 10000 ] || exit 122";

    /// <summary>HTCondor may put a job that asks for no GPU into a slot that still has one of the job before.</summary>
    private const string HasWhatTheSlotHas = "case $CUDA_VISIBLE_DEVICES in 10000|1111|2222) ;; *) exit 123 ;; esac";

    /// <summary>The one that the registry has.</summary>
    public static OciImage Image(CondorPool pool) =>
        new(Path.Combine(pool.Images, "busybox", "bin", "busybox"), new JsonObject { ["Env"] = new JsonArray("PATH=/bin") });

    public static List<TestPod> Of(ChaosPlan plan, string registry)
    {
        var dice = new Random(plan.Seed);
        return [.. Enumerable.Range(0, plan.Pods).Select(i => One(plan, i, dice, registry))];
    }

    /// <summary>
    /// More than were planned, to begin at once: for faults that have found none to hit. None is deleted before its end. A condor_submit
    /// that is held back fails as a whole if one of its pods was deleted meanwhile, and on a busy machine one call has many pods.
    /// </summary>
    public static TestPod More(ChaosPlan plan, int number, string registry) =>
        One(plan, number, new Random(plan.Seed ^ (number << 8)), registry, atOnce: true);

    /// <summary>Runs to the end of the run, so that a job that is missing is not missing together with all others: that would be taken for
    /// a wrong scheduler.</summary>
    public static TestPod Witness()
    {
        var body = new PodBody("witness").Container("main", "echo here; sleep 36000", OnHost);
        return new TestPod(body, DeletePlan.Stays, 0);
    }

    private static TestPod One(ChaosPlan plan, int number, Random dice, string registry, bool atOnce = false)
    {
        var body = new PodBody($"p{number}").Grace(2);
        var fate = dice.Next(10) switch
        {
            0 => DeletePlan.DeletedBeforeTheAnswer,
            1 or 2 => DeletePlan.DeletedSoon,
            3 => DeletePlan.DeletedAfterItsEnd,
            _ => DeletePlan.Stays,
        };
        if (atOnce && fate is DeletePlan.DeletedBeforeTheAnswer or DeletePlan.DeletedSoon)
            fate = DeletePlan.DeletedAfterItsEnd;
        // The first ones at once: a burst, as after an outage.
        var begins = atOnce || number < plan.Pods / 10 ? TimeSpan.Zero : dice.NextDouble() * plan.Faults * 0.95;
        var subject = new TestPod(body, fate, dice.Next()) { Begins = begins };
        // Some run in a container, and so need a node that can run one, and some of these a registry.
        var image = new Random(plan.Seed ^ number).Next(12) switch
        {
            0 => $"docker://{registry}/chaos:1",
            1 or 2 => "busybox",
            _ => "host",
        };
        // The pool's nodes have two GPUs each.
        var wantsGpu = new Random(plan.Seed ^ number ^ 0x69).Next(8) == 0;
        if (dice.Next(4) == 0)
            Add(body.Init, "init", 0, 0);
        var code = dice.Next(3) == 0 ? dice.Next(1, 120) : 0;
        // Some of those to be deleted would else never end.
        var seconds =
            wantsGpu ? dice.Next(3)
            : fate == DeletePlan.DeletedSoon && dice.Next(2) == 0 ? 600
            : dice.Next(12) == 0 ? 15
            : dice.Next(6);
        Add(body.Container, "main", code, seconds, lines: dice.Next(8) == 0 ? 3000 : 3, hasGpu: wantsGpu);
        if (dice.Next(4) == 0)
            Add(body.Container, "side", 0, dice.Next(3));
        return subject;

        void Add(
            Func<string, string, Action<JsonObject>?, PodBody> to,
            string name,
            int code,
            int seconds,
            int lines = 2,
            bool hasGpu = false
        )
        {
            var say = $"{name} of {body.Uid}";
            var seesItsGpus =
                hasGpu ? HasOneGpu
                : wantsGpu ? HasNoGpu
                : HasWhatTheSlotHas;
            to(
                name,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{seesItsGpus}; i=1; while [ $i -lt {lines} ]; do echo \"{say} $i\"; i=$((i+1)); done; sleep {seconds}; echo \"{say} "
                        + $"ends\"; exit {code}"
                ),
                c =>
                {
                    c["image"] = image;
                    if (image.StartsWith("docker:", StringComparison.Ordinal))
                        c["imagePullPolicy"] = "Always";
                    if (hasGpu)
                        c["resources"] = JsonNode.Parse("""{"limits":{"nvidia.com/gpu":"1"}}""");
                }
            );
            subject.Expected[name] = (code, string.Concat(Enumerable.Range(1, lines - 1).Select(i => $"{say} {i}\n")) + $"{say} ends\n");
        }
    }

    private static void OnHost(JsonObject container) => container["image"] = "host";
}
