namespace HtcondorActors.Runner.Tests;

internal sealed record PlanContainer(string Name, string Mode, string Image, params string[] Arguments)
{
    public IReadOnlyList<string> Environment { get; init; } = [];
    public IReadOnlyList<string> Options { get; init; } = [];
    public IReadOnlyList<PlanBind> Binds { get; init; } = [];
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Further variables, by what follows <c>cK_</c>.</summary>
    public IReadOnlyList<(string Name, string Value)> More { get; init; } = [];

    public static PlanContainer Host(string name, params string[] command) => new(name, "host", "host", command);

    public PlanContainer With(string name, string value) => this with { More = [.. More, (name, value)] };

    /// <summary>A probe that asks each second, and whose first answer counts unless told otherwise.</summary>
    public PlanContainer Probe(string kind, string type, int failure = 1, int success = 1, int delay = 0, int timeout = 20) =>
        With($"{kind}_type", type)
            .With($"{kind}_delay", $"{delay}")
            .With($"{kind}_period", "1")
            .With($"{kind}_timeout", $"{timeout}")
            .With($"{kind}_success", $"{success}")
            .With($"{kind}_failure", $"{failure}");

    /// <summary>The command of a probe or hook.</summary>
    public PlanContainer Command(string kind, params string[] command) =>
        command
            .Index()
            .Aggregate(
                With($"{kind}_args", $"{command.Length}"),
                (container, word) => container.With($"{kind}_arg_{word.Index + 1}", word.Item)
            );
}

internal sealed record PlanBind(string Source, string Target, string Mode = "rw");
