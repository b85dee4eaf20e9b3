namespace HtcondorActors.Runner.Tests.Parts;

internal sealed partial class PartFlow
{
    /// <summary>The way through one function, or through the program.</summary>
    private sealed class Walk(PartFlow flow, Summary summary)
    {
        private readonly Dictionary<string, HashSet<string>> _setBy = [];

        /// <summary>What is set on every way to this point.</summary>
        private HashSet<string> _sure = [];
        private readonly Stack<HashSet<string>> _outerSure = new();
        private readonly Stack<(int Depth, List<HashSet<string>> Ways)> _choices = new();
        private int _branches;
        private int _subshells;
        private bool _mayBeOver;

        public void Through(string part, IReadOnlyList<ShellEvent> events) => Through(part, events, 0, events.Count);

        private void Through(string part, IReadOnlyList<ShellEvent> events, int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                var (kind, name) = events[i];
                switch (kind)
                {
                    case ShellEventKind.Assign:
                        Set(name, [part], isSure: true);
                        break;
                    case ShellEventKind.Read:
                        Use(name, part);
                        break;
                    case ShellEventKind.Call:
                        _mayBeOver |= name is "return" && _subshells == 0;
                        Call(name, part);
                        break;
                    case ShellEventKind.Argument:
                        var words = name.Split(' ');
                        // Words that "set" keeps are run later.
                        if (RunsItsWords(words[0]) || (words[0] == "set" && words[1].Contains('_', StringComparison.Ordinal)))
                            Call(words[1], part);
                        break;
                    case ShellEventKind.BranchBegin:
                        Enter();
                        break;
                    case ShellEventKind.BranchEnd:
                        if (_choices.TryPeek(out var choice) && choice.Depth == _branches && !ShellEvent.Ends(events[i - 1]))
                            choice.Ways.Add(_sure);
                        Leave();
                        break;
                    case ShellEventKind.ChoiceBegin:
                        _choices.Push((_branches + 1, []));
                        break;
                    case ShellEventKind.ChoiceEnd:
                        if (_choices.Pop().Ways is [var first, .. var others])
                            _sure.UnionWith(others.Aggregate(first.AsEnumerable(), (all, way) => all.Intersect(way)).ToList());
                        break;
                    case ShellEventKind.LoopBegin:
                        var end = EndOf(events, i, ShellEventKind.LoopBegin, ShellEventKind.LoopEnd);
                        Enter();
                        Through(part, events, i + 1, end);
                        Through(part, events, i + 1, end);
                        Leave();
                        i = end;
                        break;
                    case ShellEventKind.SubshellBegin:
                        var last = EndOf(events, i, ShellEventKind.SubshellBegin, ShellEventKind.SubshellEnd);
                        var before = _setBy.ToDictionary(entry => entry.Key, entry => entry.Value.ToHashSet());
                        _subshells++;
                        Enter();
                        Through(part, events, i + 1, last);
                        Leave();
                        _subshells--;
                        _setBy.Clear();
                        foreach (var (variable, setters) in before)
                            _setBy.Add(variable, setters);
                        i = last;
                        break;
                    default:
                        break;
                }
            }
        }

        private void Enter()
        {
            _branches++;
            _outerSure.Push(_sure);
            _sure = [.. _sure];
        }

        private void Leave()
        {
            _branches--;
            _sure = _outerSure.Pop();
        }

        /// <summary>A function with "$@" in it can run the function that it is given.</summary>
        private bool RunsItsWords(string function) =>
            flow._functions.TryGetValue(function, out var found)
            && ("\n" + found.Part.Text).Split($"\n{function}() ")[1].Split("\n}\n")[0].Contains("\"$@\"", StringComparison.Ordinal);

        private static int EndOf(IReadOnlyList<ShellEvent> events, int from, ShellEventKind begin, ShellEventKind end)
        {
            var depth = 0;
            for (var i = from; ; i++)
            {
                depth +=
                    events[i].Kind == begin ? 1
                    : events[i].Kind == end ? -1
                    : 0;
                if (depth == 0)
                    return i;
            }
        }

        private void Call(string function, string caller)
        {
            if (flow.PartOf(function) is not { } part)
                return;
            if (part != caller)
                flow.Calls.Add((function, caller));
            var called = flow.SummaryOf(function);
            foreach (var (variable, readers) in called.Needs.ToList())
            foreach (var reader in readers.ToList())
                Use(variable, reader);
            foreach (var (variable, setters) in called.Leaves.ToList())
                Set(variable, setters, called.Always.Contains(variable));
        }

        private void Use(string variable, string reader)
        {
            foreach (var (name, setters) in _setBy.Where(entry => NamePattern.IsSame(entry.Key, variable)))
            foreach (var setter in setters)
                flow.Flows.Add((name, variable, setter, reader));
            if (!_sure.Contains(variable))
                AddTo(summary.Needs, variable, [reader]);
        }

        private void Set(string variable, IReadOnlyCollection<string> setters, bool isSure)
        {
            if (isSure)
                _sure.Add(variable);
            if (isSure && _branches == 0)
                _setBy[variable] = [.. setters];
            else if (_setBy.TryGetValue(variable, out var known))
                known.UnionWith(setters);
            else
                _setBy[variable] = [.. setters];
            if (_subshells > 0)
                return;
            AddTo(summary.Leaves, variable, setters);
            if (isSure && _branches == 0 && !_mayBeOver)
                flow._grows |= summary.Always.Add(variable);
        }

        private void AddTo(Dictionary<string, HashSet<string>> table, string variable, IReadOnlyCollection<string> parts)
        {
            if (!table.TryGetValue(variable, out var known))
                table.Add(variable, known = []);
            var before = known.Count;
            known.UnionWith(parts);
            flow._grows |= known.Count > before;
        }
    }
}
