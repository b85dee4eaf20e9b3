using System.Text;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;

namespace HtcondorActors.Bench.Planning;

/// <summary>What a body costs until it is a plan or refused: processor time and bytes allocated, by the number of containers.</summary>
internal static class PlanningCost
{
    private static readonly SitePolicy Site = new();

    public static void Run()
    {
        Samples.Say($"\n## Planning\n\n| containers | body KiB | plan KiB | CPU ms | ms a container | allocated MiB | KiB a container |");
        Samples.Say($"|---:|---:|---:|---:|---:|---:|---:|");
        Plan(OneLiners(200));
        foreach (var containers in new[] { 20, 200, 2000 })
            Say(containers, OneLiners(containers));

        Samples.Say($"\n| body | bytes | answer | CPU ms | allocated MiB |\n|---|---:|---|---:|---:|");
        var (value, args) = (new string('x', 130_000), string.Join(',', Enumerable.Repeat("\"$(A)\"", 1500)));
        Say(
            "$(A) of 130 kB, 1,500 times",
            Pod($$"""{"name":"main","image":"busybox","env":[{"name":"A","value":"{{value}}"}],"args":[{{args}}]}""")
        );
        Say("100,000 one-line containers", OneLiners(100_000));
        Say("60 MB of {} as containers", Pod(string.Join(',', Enumerable.Repeat("{}", 20_000_000))));
    }

    private static void Say(int containers, byte[] body)
    {
        var runs = Enumerable.Range(0, 5).Select(_ => Measured(body)).ToArray();
        var (cpu, mib, plan) = (runs.Select(run => run.CpuMs).Median(), runs.Select(run => run.MiB).Median(), runs[0].PlanBytes);
        var (eachMs, eachKiB) = (cpu / containers, mib * 1024 / containers);
        Samples.Say($"| {containers} | {body.Length >> 10} | {plan >> 10} | {cpu:0.0} | {eachMs:0.000} | {mib:0.0} | {eachKiB:0.0} |");
    }

    private static void Say(string what, byte[] body)
    {
        var (cpu, mib, answer, _) = Measured(body);
        Samples.Say($"| {what} | {body.Length} | {answer} | {cpu:0} | {mib:0} |");
    }

    private static (double CpuMs, double MiB, string Answer, long PlanBytes) Measured(byte[] body)
    {
        GC.Collect();
        var (cpu, bytes) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
        var (answer, plan) = Plan(body);
        var allocated = (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)(1 << 20);
        return ((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds, allocated, answer, plan);
    }

    /// <summary>The way of a create, from the bytes of its body to the files of its job.</summary>
    private static (string Answer, long PlanBytes) Plan(byte[] body)
    {
        try
        {
            var result = PodPlanner.Plan(PodMapping.ToPodSpec(RequestBody.ReadCreate(new(body))), Site);
            return result.Plan is { } plan ? ("planned", plan.Files[0].Content.Length) : (result.Refusal!, 0);
        }
        catch (WireFaultException fault)
        {
            return (fault.Message, 0);
        }
    }

    private static byte[] OneLiners(int containers) =>
        Pod(string.Join(',', Enumerable.Range(0, containers).Select(i => $$"""{"name":"c{{i}}","image":"busybox","command":["true"]}""")));

    private static byte[] Pod(string containers) =>
        Encoding.UTF8.GetBytes(
            $$$"""
            {"pod":{"metadata":{"name":"demo","namespace":"default","uid":"11111111-2222-4333-8444-555555555555"},
            "spec":{"containers":[{{{containers}}}]}},"container":[]}
            """
        );
}
