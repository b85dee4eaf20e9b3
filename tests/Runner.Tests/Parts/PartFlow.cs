namespace HtcondorActors.Runner.Tests.Parts;

/// <summary>
/// Which part sets a variable that which other part reads. All variables of a shell are global, so a name alone does not tell: most names
/// are temporaries, which a function sets before it reads them. So the program is followed from its first line through all calls, with the
/// parts that can have set each variable last. An assignment in a branch counts as well as what was there before; one in a subshell is lost
/// at its end; a loop is followed twice. What nothing on the way has set may come from any part that sets it.
/// </summary>
internal sealed partial class PartFlow
{
    private readonly Dictionary<string, (RunnerPart Part, IReadOnlyList<ShellEvent> Events)> _functions = [];
    private readonly Dictionary<string, Summary> _summaries = [];
    private bool _grows;

    /// <param name="parts">In the order in which they are joined.</param>
    public PartFlow(IReadOnlyList<RunnerPart> parts)
    {
        foreach (var part in parts)
        foreach (var (name, events) in part.Functions)
            _functions.Add(name, (part, events));
        // What a function leaves set is known first: what it needs follows from that, and the flows from both.
        WalkUntilNothingIsNew();
        foreach (var summary in _summaries.Values)
            summary.Needs.Clear();
        WalkUntilNothingIsNew();
        Flows.Clear();
        WalkOnce();
        var program = new Summary();
        var walk = new Walk(this, program);
        foreach (var part in parts)
            walk.Through(part.Name, part.TopLevel);
        foreach (var (variable, readers) in program.Needs)
        {
            var setters = parts
                .Where(part => part.Assigned.Any(name => NamePattern.IsSame(name, variable)))
                .Select(part => part.Name)
                .ToList();
            foreach (var reader in readers)
            {
                foreach (var setter in setters)
                    Flows.Add((variable, variable, setter, reader));
                if (setters.Count == 0 && !NamePattern.IsOfTheEnvironment(variable))
                    Unset.Add((variable, reader));
            }
        }
    }

    /// <summary>The name where it is set, the name where it is read, and both parts.</summary>
    public HashSet<(string Set, string Read, string Setter, string Reader)> Flows { get; } = [];

    /// <summary>What no part sets: it is of the plan.</summary>
    public HashSet<(string Variable, string Reader)> Unset { get; } = [];

    public HashSet<(string Function, string Caller)> Calls { get; } = [];

    public string? PartOf(string function) => _functions.TryGetValue(function, out var found) ? found.Part.Name : null;

    private void WalkUntilNothingIsNew()
    {
        do
        {
            _grows = false;
            WalkOnce();
        } while (_grows);
    }

    private void WalkOnce()
    {
        foreach (var (name, (part, events)) in _functions)
            new Walk(this, SummaryOf(name)).Through(part.Name, events);
    }

    private Summary SummaryOf(string function)
    {
        if (!_summaries.TryGetValue(function, out var summary))
            _summaries.Add(function, summary = new Summary());
        return summary;
    }

    /// <summary>What a function reads and has not set before, by which parts; and what it leaves set, by which parts. What it always sets
    /// is set outside of branches, before any return.</summary>
    private sealed class Summary
    {
        public Dictionary<string, HashSet<string>> Needs { get; } = [];

        public Dictionary<string, HashSet<string>> Leaves { get; } = [];

        public HashSet<string> Always { get; } = [];
    }
}
