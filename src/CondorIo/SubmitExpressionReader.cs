namespace HtcondorActors.CondorIo;

/// <summary>
/// Recognizes <c>operand (operator operand)* [? whole : whole]</c>, where an operand is a value, a name, a list, a call of a known
/// function, or a whole in parentheses, after any number of <c>! - +</c>. Two operators in a row are refused, and so is every comment.
/// </summary>
internal sealed class SubmitExpressionReader(IReadOnlyList<ExpressionWord> words)
{
    /// <summary>
    /// The allowed functions: cheap and without side effects for all arguments. regexp is missing, because a pattern could occupy the
    /// negotiator for any length of time.
    /// </summary>
    private static readonly HashSet<string> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        "member",
        "identicalMember",
        "stringListMember",
        "stringListIMember",
        "strcat",
        "substr",
        "strcmp",
        "stricmp",
        "toUpper",
        "toLower",
        "size",
        "int",
        "real",
        "string",
        "floor",
        "ceiling",
        "round",
        "min",
        "max",
        "sum",
        "avg",
        "ifThenElse",
        "time",
        "isUndefined",
        "isError",
        "isString",
        "isInteger",
        "isReal",
        "isBoolean",
        "isList",
        "versionGT",
        "versionGE",
        "versionLT",
        "versionLE",
        "versionEQ",
    };

    /// <summary>Words that look like names but are operators in HTCondor.</summary>
    private static readonly HashSet<string> NoNames = new(StringComparer.OrdinalIgnoreCase) { "is", "isnt" };

    private int _next;

    /// <exception cref="FormatException">The words are not one whole expression.</exception>
    public void ReadWhole()
    {
        Whole();
        if (_next < words.Count)
            throw Fault("more than one expression, or a closing mark too many,");
    }

    private void Whole()
    {
        do Operand();
        while (Takes(ExpressionWordKind.Operator, text => text != "!"));
        if (!TakesMark("?"))
            return;
        if (!Is(":"))
            Whole();
        Require(":");
        Whole();
    }

    private void Operand()
    {
        while (Takes(ExpressionWordKind.Operator, text => text is "!" or "-" or "+")) { }
        if (TakesMark("("))
        {
            Whole();
            Require(")");
        }
        else if (TakesMark("{"))
            Listed("}");
        else if (Takes(ExpressionWordKind.Name, _ => true))
            Named(words[_next - 1]);
        else if (!Takes(ExpressionWordKind.Value, _ => true))
            throw Fault("no value, name or list");
    }

    private void Named(ExpressionWord name)
    {
        if (name.Text.Split('.').Any(NoNames.Contains))
            throw new FormatException($"has at character {name.At} a word that is no name");
        if (!TakesMark("("))
            return;
        if (!Functions.Contains(name.Text))
            throw new FormatException($"calls at character {name.At} a function that is not allowed");
        Listed(")");
    }

    private void Listed(string end)
    {
        if (TakesMark(end))
            return;
        do Whole();
        while (TakesMark(","));
        Require(end);
    }

    private bool Is(string mark) => _next < words.Count && words[_next].Kind == ExpressionWordKind.Mark && words[_next].Text == mark;

    private bool TakesMark(string mark) => Takes(ExpressionWordKind.Mark, text => text == mark);

    private bool Takes(ExpressionWordKind kind, Predicate<string> fits)
    {
        if (_next >= words.Count || words[_next].Kind != kind || !fits(words[_next].Text))
            return false;
        _next++;
        return true;
    }

    private void Require(string mark)
    {
        if (!TakesMark(mark))
            throw Fault($"no \"{mark}\"");
    }

    private FormatException Fault(string what) =>
        new(_next < words.Count ? $"has {what} at character {words[_next].At}" : $"has {what} at its end");
}
