using System.Globalization;
using HtcondorActors.ChaosRun;

// tests/chaos [--seed S] [--spool] [--restore] [--fill] [--minutes N [--pods P]]: without minutes the short run that is part of ./test.
// Exit code 1: something was lost.
string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
var seed = Option("--seed") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.TickCount & 0xFFFF;
var plan = Option("--minutes") is { } minutes
    ? ChaosPlan.Long(
        seed,
        double.Parse(minutes, CultureInfo.InvariantCulture),
        Option("--pods") is { } pods ? int.Parse(pods, CultureInfo.InvariantCulture) : null
    )
    : ChaosPlan.Short(seed);
var verdict = await Run.OfAsync(
    plan with
    {
        Spooled = args.Contains("--spool"),
        RestoresQueue = args.Contains("--restore"),
        FillsJobDisk = args.Contains("--fill"),
    },
    Console.Out
);
return verdict.IsGood ? 0 : 1;
