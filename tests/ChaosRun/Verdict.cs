using System.Globalization;

namespace HtcondorActors.ChaosRun;

/// <summary>What the account found: a line for each thing that should not be, with the pod that it is about.</summary>
public sealed class Verdict
{
    private readonly List<(string Kind, string Uid, string Words)> _found = [];

    /// <summary>Kinds in the order of the summary.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "lost",
        "doubled",
        "misread",
        "wrong end",
        "wrong log",
        "left over",
        "late start",
        "ghost",
        "resurrected",
        "failed request",
        "no progress",
        "not tried",
    ];

    /// <summary>A run that did not try everything is not a good one either.</summary>
    public bool IsGood => _found.Count == 0;

    internal IReadOnlyList<(string Kind, string Uid, string Words)> Found => _found;

    internal void Add(string kind, string uid, string words) => _found.Add((kind, uid, words));

    public override string ToString() =>
        string.Join(
            ", ",
            Kinds.Select(kind =>
            {
                var found = _found.Where(each => each.Kind == kind).Select(each => (each.Uid, kind == "misread" ? "" : each.Words));
                return $"{kind} {found.Distinct().Count()}";
            })
        );
}
