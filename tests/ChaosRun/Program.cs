using System.Globalization;
using HtcondorActors.ChaosRun;

// tests/chaos [--seed S] [--nodes N] [--spool] [--restore] [--fill] [--keep] [--minutes N [--pods P]]:
// without minutes the short run that is part of ./test.
// Exit code 1: something was lost.
string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
var seed = Option("--seed") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.TickCount & 0xFFFF;
var plan =
    Option("--minutes") is { } minutes
        ? ChaosPlan.Long(
            seed,
            double.Parse(minutes, CultureInfo.InvariantCulture),
            Option("--pods") is { } pods ? int.Parse(pods, CultureInfo.InvariantCulture) : null
        )
    : Option("--nodes") is null ? ChaosPlan.Short(seed)
    : ChaosPlan.ShortOfNodes(seed);
if (Option("--nodes") is { } nodes)
    plan = plan with { Nodes = int.Parse(nodes, CultureInfo.InvariantCulture), Points = 0 };
var verdict = await Run.OfAsync(
    plan with
    {
        Spooled = args.Contains("--spool"),
        RestoresQueue = args.Contains("--restore"),
        FillsJobDisk = args.Contains("--fill"),
        KeepsLogs = args.Contains("--keep"),
    },
    Console.Out
);
return verdict.IsGood ? 0 : 1;
