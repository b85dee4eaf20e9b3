using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace HtcondorActors.Http.Yaml;

/// <summary>
/// Refuses YAML that would exhaust the stack or the memory when a tree is built from it: deep nesting, an alias inside its own anchor (an
/// infinite tree), and aliases of aliases (a page of text that expands to a billion nodes). It counts before anything is built.
/// </summary>
/// <param name="inner">Parses the text into events.</param>
/// <param name="mostNodes">The most nodes of all documents together; an alias counts as the nodes that it stands for.</param>
internal sealed class BoundedParser(IParser inner, int mostNodes) : IParser
{
    /// <summary>The deepest nesting, which no manifest and no configuration needs.</summary>
    public const int DeepestNesting = 100;

    private readonly Stack<Open> _open = new();
    private readonly Dictionary<AnchorName, long> _sizes = [];
    private long _nodes;

    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        if (!inner.MoveNext())
            return false;
        switch (inner.Current)
        {
            case DocumentStart:
                _sizes.Clear();
                break;
            case AnchorAlias alias:
                Add(SizeOf(alias), alias);
                break;
            case Scalar scalar:
                if (!scalar.Anchor.IsEmpty)
                    _sizes[scalar.Anchor] = 1;
                Add(1, scalar);
                break;
            case MappingStart or SequenceStart:
                Begin((NodeEvent)inner.Current);
                break;
            case MappingEnd or SequenceEnd:
                End();
                break;
        }
        return true;
    }

    private void Begin(NodeEvent start)
    {
        if (_open.Count >= DeepestNesting)
            throw new YamlLimitException(start.Start, $"nested too deeply (more than {DeepestNesting} levels)");
        Add(1, start);
        _open.Push(new Open(start.Anchor, _nodes - 1));
    }

    private void End()
    {
        var ended = _open.Pop();
        if (!ended.Anchor.IsEmpty)
            _sizes[ended.Anchor] = _nodes - ended.NodesBefore;
    }

    private void Add(long nodes, ParsingEvent at)
    {
        _nodes += nodes;
        if (_nodes > mostNodes)
            throw new YamlLimitException(at.Start, $"too large (more than {mostNodes} values, with aliases followed)");
    }

    // YAML allows no alias before its anchor, but the library would accept one, even a circular one.
    private long SizeOf(AnchorAlias alias) =>
        _open.Any(outer => outer.Anchor == alias.Value) ? throw new YamlLimitException(alias.Start, "an alias inside its own anchor")
        : _sizes.TryGetValue(alias.Value, out var size) ? size
        : throw new YamlLimitException(alias.Start, "an alias without an anchor before it");

    private readonly record struct Open(AnchorName Anchor, long NodesBefore);
}
