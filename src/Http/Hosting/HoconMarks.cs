using System.Text.RegularExpressions;

namespace HtcondorActors.Http.Hosting;

/// <param name="Line">Counted from 1.</param>
internal readonly record struct HoconFault(int Line, string Words);

/// <summary>The end of a line that is not in a quote.</summary>
/// <param name="At">Its place in the text.</param>
/// <param name="Closing">What closes the brackets that are open there.</param>
internal readonly record struct HoconCut(int Line, int At, string Closing);

/// <summary>
/// Pure: checks the brackets, quotes, substitutions and includes of a *.conf text before Akka.NET's parser sees it. That parser never
/// ends in some lists, drops what follows a stray brace without a word, and knows no lines.
/// </summary>
internal sealed partial class HoconMarks
{
    /// <summary>Neither a value nor a separator. In a list Akka.NET's parser would look at it for ever.</summary>
    private const string NotInList = "=:?!@*&^`\\$";

    /// <summary>Akka.NET's parser calls itself for each bracket. Twenty thousand end the process (seen).</summary>
    private const int Deepest = 100;

    private readonly string _text;
    private readonly Stack<(char Mark, int Line)> _open = new();
    private readonly List<HoconFault> _faults = [];
    private readonly List<HoconCut> _cuts = [];
    private int _at;
    private int _line = 1;
    private int _bracesEnd;
    private bool _mayBeKey = true;

    /// <summary>True before the = or : of an entry, also behind the first character of its key.</summary>
    private bool _isInKey = true;

    /// <summary>The last character that is neither blank nor comment.</summary>
    private char _last;

    public HoconMarks(string text)
    {
        _text = text;
        while (_at < text.Length)
            if (!Step(text.AsSpan(_at)))
                return;
        if (_open.TryPeek(out var open))
            Fault(open.Line, $"this {open.Mark} is not closed");
    }

    /// <summary>All includes, and the first fault of another kind: what follows that one cannot be judged.</summary>
    public IReadOnlyList<HoconFault> Faults => _faults;

    public IReadOnlyList<HoconCut> Cuts => _cuts;

    /// <summary>One pair of braces stands around the whole text. Akka.NET's parser ignores what follows it, also in other files.</summary>
    public bool IsBraced { get; private set; }

    private bool IsInList => _open.TryPeek(out var open) && open.Mark == '[';

    /// <returns>False: the rest cannot be judged.</returns>
    private bool Step(ReadOnlySpan<char> rest)
    {
        if (rest[0] == '\n')
            return EndLine();
        if (char.IsWhiteSpace(rest[0]))
            return Skip(1);
        if (rest[0] == '#' || rest.StartsWith("//"))
            return Skip(rest.IndexOf('\n') is var end and >= 0 ? end : rest.Length);
        if (_bracesEnd > 0)
            return Fault(_line, $"Akka.NET would ignore this text: the brace that begins the file is closed in line {_bracesEnd}");
        if (_mayBeKey && Include().IsMatch(_text, _at))
            Fault(_line, "include is not supported; every *.conf file of this folder is read");
        if (rest.StartsWith("\"\"\""))
            // There Akka.NET's parser takes the first two quotes for an empty text, and all that follows for something else.
            return _isInKey ? Fault(_line, "a key cannot stand in \"\"\"") : Quoted(rest);
        if (rest.StartsWith("${"))
            return Matches(Substitution(), "this ${ is not of the form ${NAME}");
        return rest[0] switch
        {
            '=' or ':' when !IsInList && !_isInKey => Fault(_line, $"this {rest[0]} cannot stand in a value without quotes"),
            '=' or ':' when _mayBeKey => Fault(_line, $"no key stands before this {rest[0]}"),
            '"' => Matches(Quote(), "this \" is not closed"),
            '{' or '[' => Opens(rest[0]),
            '}' or ']' => Closes(rest[0]),
            _ when IsInList && NotInList.Contains(rest[0]) => Fault(
                _line,
                $"this {rest[0]} cannot stand in a list; is the ] missing for the [ of line {_open.Peek().Line}?"
            ),
            _ => Take(1),
        };
    }

    private bool EndLine()
    {
        _cuts.Add(new HoconCut(_line, _at, string.Concat(_open.Select(open => Closing(open.Mark)))));
        _line++;
        _mayBeKey = _last is not ('=' or ':') && !IsInList;
        _isInKey |= _mayBeKey;
        return Skip(1);
    }

    private bool Quoted(ReadOnlySpan<char> rest)
    {
        var length = rest[3..].IndexOf("\"\"\"");
        if (length < 0)
            return Fault(_line, "this \"\"\" is not closed");
        _line += rest[..(length + 3)].Count('\n');
        return Take(length + 6);
    }

    private bool Matches(Regex form, string fault) =>
        form.Match(_text, _at) is { Success: true } match ? Pass(match.ValueSpan) : Fault(_line, fault);

    private bool Pass(ReadOnlySpan<char> text)
    {
        _line += text.Count('\n');
        return Take(text.Length);
    }

    private bool Opens(char mark)
    {
        if (_open.Count == Deepest)
            return Fault(_line, $"more than {Deepest} brackets are open here");
        IsBraced |= mark == '{' && _last == '\0';
        _open.Push((mark, _line));
        Take(1);
        _mayBeKey = _isInKey = mark == '{';
        return true;
    }

    private bool Closes(char mark)
    {
        if (!_open.TryPop(out var open))
            return Fault(_line, $"this {mark} closes nothing");
        if (Closing(open.Mark) != mark)
            return Fault(_line, $"this {mark} does not close the {open.Mark} of line {open.Line}");
        if (IsBraced && _open.Count == 0)
            _bracesEnd = _line;
        Take(1);
        _mayBeKey = _isInKey = mark == '}' && !IsInList;
        return true;
    }

    private static char Closing(char mark) => mark == '{' ? '}' : ']';

    private bool Skip(int length)
    {
        _at += length;
        return true;
    }

    private bool Take(int length)
    {
        _last = _text[_at];
        _mayBeKey = _last == ',' && !IsInList;
        _isInKey = _mayBeKey || (_isInKey && _last is not ('=' or ':'));
        return Skip(length);
    }

    private bool Fault(int line, string words)
    {
        _faults.Add(new HoconFault(line, words));
        return false;
    }

    [GeneratedRegex(@"\Ginclude\s+(?:""|(?:file|url|classpath|required)\()")]
    private static partial Regex Include();

    // Akka.NET's parser lets a quoted text go over several lines.
    [GeneratedRegex(@"\G""(?:[^""\\]|\\.)*""", RegexOptions.Singleline)]
    private static partial Regex Quote();

    // The form ${?NAME} ends the object that it stands in.
    [GeneratedRegex(@"\G\$\{[^\s$""{}\[\]:=,#`^?!@*&\\]+\}")]
    private static partial Regex Substitution();
}
