using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests.Parts;

/// <summary>One file of the runner: its functions, and what it does when it is read.</summary>
internal sealed class RunnerPart
{
    private readonly List<ShellEvent> _own = [];
    private readonly Dictionary<string, List<ShellEvent>> _functions = [];

    public RunnerPart(string name, string text)
    {
        Name = name;
        Text = text;
        var open = new Stack<List<ShellEvent>>([_own]);
        foreach (var step in ShellScanner.Scan(text))
        {
            if (step.Kind == ShellEventKind.FunctionBegin)
                open.Push([]);
            else if (step.Kind == ShellEventKind.FunctionEnd)
                _functions.Add(step.Name, open.Pop());
            else
                open.Peek().Add(step);
            Assigned.UnionWith(step.Kind == ShellEventKind.Assign ? [step.Name] : []);
        }
    }

    public string Name { get; }

    public string Text { get; }

    public IReadOnlyList<ShellEvent> TopLevel => _own;

    public IReadOnlyDictionary<string, List<ShellEvent>> Functions => _functions;

    public HashSet<string> Assigned { get; } = [];

    public static string PathOf(string name) => RepositoryRoot.File("src", "Runner", name);

    /// <summary>In the order in which they are joined.</summary>
    public static IReadOnlyList<RunnerPart> All() =>
        [
            .. Directory
                .EnumerateFiles(PathOf(""), "*.sh")
                .Order(StringComparer.Ordinal)
                .Select(file => new RunnerPart(Path.GetFileName(file), File.ReadAllText(file))),
        ];
}
