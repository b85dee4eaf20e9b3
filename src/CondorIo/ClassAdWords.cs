using System.Text.RegularExpressions;

namespace HtcondorActors.CondorIo;

internal enum ClassAdWordKind
{
    End,
    Value,
    Name,

    /// <summary>An operator, a bracket or a separator.</summary>
    Mark,

    /// <summary>No word. <see cref="ClassAdWord.Fault"/> says why.</summary>
    Fault,
}

/// <param name="At">Counted from 1.</param>
internal readonly record struct ClassAdWord(ClassAdWordKind Kind, string Text, int At, string Fault = "");

/// <summary>
/// Cuts an expression into words as HTCondor does (<c>classad/lexer.cpp</c>, with the old ClassAd syntax that condor_submit
/// asks for). Each rule that looks odd here is one of HTCondor's.
/// </summary>
internal sealed partial class ClassAdWords(string text)
{
    private int _next;
    private ClassAdWord? _peeked;
    private ClassAdWord _last;
    private int _bytesLeft;

    /// <summary>Where a comment begins that hides the rest of the line, counted from 1. 0: there is none so far.</summary>
    public int HiddenFrom { get; private set; }

    /// <summary>The last character, counted from 1, of the word that was read last.</summary>
    public int LastEnd => _last.At + _last.Text.Length - 1;

    public ClassAdWord Peek() => _peeked ??= Read();

    public ClassAdWord Next()
    {
        var word = Peek();
        _peeked = null;
        return word;
    }

    private ClassAdWord Read()
    {
        if (_bytesLeft > 0)
        {
            _bytesLeft--;
            return _last;
        }
        _next += Blank().Match(text, _next).Length;
        if (text.AsSpan(_next).StartsWith("//"))
            HiddenFrom = _next + 1;
        _last = WordAt(_next);
        _next += _last.Text.Length;
        // HTCondor reads bytes, and finds a fault in each byte of such a character.
        if (_last.Kind == ClassAdWordKind.Fault && _last.Text is [> '\x7f' and var character])
            _bytesLeft = char.IsSurrogate(character) || character < '\x800' ? 1 : 2;
        return _last;
    }

    private ClassAdWord WordAt(int start)
    {
        var rest = text.AsSpan(start);
        if (rest.IsEmpty || rest.StartsWith("//"))
            return Word(ClassAdWordKind.End, "");
        if (rest.StartsWith("/*"))
            return Word(ClassAdWordKind.Fault, text[start..], "has no closing */ for the /*");
        if (rest[0] is '"' or '\'')
            return EndOfQuote(start) is var end && end < 0
                ? Word(ClassAdWordKind.Fault, text[start..], "has no closing quote for the one")
                : Word(rest[0] == '"' ? ClassAdWordKind.Value : ClassAdWordKind.Name, text[start..(end + 1)]);
        if (Name().Match(text, start) is { Success: true, Value: var name })
            return Word(KindOf(name), name);
        if ((MayHaveSign ? SignedNumberBegins() : NumberBegins()).IsMatch(text, start))
            return Number().Match(text, start) is { Success: true, Value: var number }
                ? Word(ClassAdWordKind.Value, number)
                : Word(ClassAdWordKind.Fault, NoNumber().Match(text, start).Value, "has a number that HTCondor cannot read");
        return Mark().Match(text, start) is { Success: true, Value: var mark }
            ? Word(ClassAdWordKind.Mark, mark)
            : Word(ClassAdWordKind.Fault, rest.StartsWith("=?") ? "=?" : text[start..(start + 1)], "has something unexpected");

        ClassAdWord Word(ClassAdWordKind kind, string word, string fault = "") => new(kind, word, start + 1, fault);
    }

    /// <summary>A quote ends at the first one without a backslash before it. At the end of the text a backslash does not count.</summary>
    private int EndOfQuote(int start)
    {
        for (var i = start + 1; i < text.Length; i++)
            if (text[i] == text[start] && (text[i - 1] != '\\' || i == text.Length - 1))
                return i;
        return -1;
    }

    private static ClassAdWordKind KindOf(string name) =>
        name.ToUpperInvariant() switch
        {
            "TRUE" or "FALSE" or "UNDEFINED" or "ERROR" => ClassAdWordKind.Value,
            "IS" or "ISNT" => ClassAdWordKind.Mark,
            _ => ClassAdWordKind.Name,
        };

    /// <summary>A minus after an operand is an operator. Elsewhere it is a part of the number, and the number may be octal.</summary>
    private bool MayHaveSign =>
        _last.Kind is not (ClassAdWordKind.Value or ClassAdWordKind.Name) && _last.Text is not (")" or "]" or "}" or "." or "..");

    private const RegexOptions Options = RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\G(?: [ \t\n\v\f\r] | //[^\n]*\n | /\* .*? \*/ )*", Options | RegexOptions.Singleline)]
    private static partial Regex Blank();

    [GeneratedRegex(@"\G[A-Za-z_][A-Za-z0-9_]*", Options)]
    private static partial Regex Name();

    [GeneratedRegex(@"\G(?: -?[0-9] | -?\.[0-9] | \.\.[0-9] )", Options)]
    private static partial Regex SignedNumberBegins();

    [GeneratedRegex(@"\G(?: [0-9] | \.\.?[0-9] )", Options)]
    private static partial Regex NumberBegins();

    // HTCondor refuses 010 and 0x1F by their first character, which is not the 0 after a minus.
    [GeneratedRegex(
        """
            \G(?: -0[xX] (?>[0-9A-Fa-f]+) (?: \.(?>[0-9]+) (?: (?>[eE][+-]?[0-9]+) | (?![eE]) ) | (?!\.) )
              | (?! 0[xX] | -0[xX] | 0(?>[0-9]+)(?![.eE]) | -0[0-7]*[89](?>[0-9]*)(?![.eE]) )
                -? (?: (?>[0-9]+) (?: \.(?>[0-9]+) | (?!\.) ) | \.\.?(?>[0-9]+) ) (?: (?>[eE][+-]?[0-9]+) | (?![eE]) ) )
            """,
        Options
    )]
    private static partial Regex Number();

    /// <summary>As far as HTCondor reads before it gives a number up.</summary>
    [GeneratedRegex(
        """
            \G-? (?: 0[xX](?![0-9A-Fa-f])
              | (?: 0[xX](?>[0-9A-Fa-f]+) | (?>[0-9]+) ) \.(?![0-9])
              | (?: 0[xX](?>[0-9A-Fa-f]+) | (?>[0-9]*) ) (?: \.\.?[0-9]+ )? (?: [eE][+-]?[0-9]* )? )
            """,
        Options
    )]
    private static partial Regex NoNumber();

    [GeneratedRegex(
        @"\G(?: =\?= | =!= | == | =(?!\?) | != | <= | << | >>> | >> | >= | && | \|\| | \.\.? | [!<>&|^~+*/%?:;,()\[\]{}-] )",
        Options
    )]
    private static partial Regex Mark();
}
