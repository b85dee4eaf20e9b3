using System.Text;

namespace HtcondorActors.Runner.Tests.Parts;

/// <summary>Words, quotes and expansions.</summary>
internal sealed partial class ShellScanner
{
    private sealed record ShellWord(string Literal, string Raw);

    private bool Peek(char c) => _at < _text.Length && _text[_at] == c;

    private bool Starts(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or Hole;

    private bool IsWord(string word) =>
        Starts(word) && (_at + word.Length == _text.Length || " \t\n;)|&".Contains(_text[_at + word.Length], StringComparison.Ordinal));

    private bool TakeWord(string word)
    {
        if (!IsWord(word))
            return false;
        _at += word.Length;
        return true;
    }

    private void Expect(string word)
    {
        SkipToCommand();
        if (!Starts(word))
            throw new FormatException($"{word} is expected: " + _text[_at..Math.Min(_text.Length, _at + 60)]);
        _at += word.Length;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && (_text[_at] is ' ' or '\t' || Starts("\\\n")))
            _at += _text[_at] == '\\' ? 2 : 1;
    }

    /// <summary>Blanks, newlines, comments, here documents, and the ends of the command before.</summary>
    private void SkipToCommand()
    {
        while (_at < _text.Length)
        {
            SkipBlanks();
            if (Peek('#'))
                _at = _text.IndexOf('\n', _at) is var end and >= 0 ? end : _text.Length;
            else if (Peek('\n'))
                SkipLineEnd();
            else if ((Peek(';') && !Starts(";;")) || Peek('&'))
                _at++;
            else
                return;
        }
    }

    private void SkipLineEnd()
    {
        _at++;
        while (_hereDocuments.TryDequeue(out var mark))
        {
            var end = _text.IndexOf($"\n{mark}\n", _at - 1, StringComparison.Ordinal);
            _at = end + mark.Length + 2;
        }
    }

    /// <summary>The words of a command to its end; redirections are read and not given.</summary>
    private List<ShellWord> ReadWords()
    {
        List<ShellWord> words = [];
        while (true)
        {
            SkipBlanks();
            if (_at >= _text.Length || "\n;&|)#".Contains(_text[_at], StringComparison.Ordinal))
                return words;
            if (!SkipRedirection())
                words.Add(ReadWord());
        }
    }

    private bool SkipRedirection()
    {
        var at = _at;
        while (at < _text.Length && char.IsAsciiDigit(_text[at]))
            at++;
        if (at >= _text.Length || _text[at] is not ('<' or '>'))
            return false;
        var isHereDocument = string.CompareOrdinal(_text, at, "<<'", 0, 3) == 0;
        while (_text[at] is '<' or '>' or '&' or '-')
            at++;
        _at = at;
        SkipBlanks();
        if (_at < _text.Length && !" \n;)|&".Contains(_text[_at], StringComparison.Ordinal))
        {
            var target = ReadWord();
            if (isHereDocument)
                _hereDocuments.Enqueue(target.Literal);
        }
        return true;
    }

    private ShellWord ReadWord()
    {
        var start = _at;
        var literal = new StringBuilder();
        while (_at < _text.Length && !" \t\n;&|()<>".Contains(_text[_at], StringComparison.Ordinal))
            ReadPiece(literal);
        return new ShellWord(literal.ToString(), _text[start.._at]);
    }

    private void ReadPiece(StringBuilder literal)
    {
        switch (_text[_at])
        {
            case '\'':
                var end = _text.IndexOf('\'', _at + 1);
                literal.Append(_text, _at + 1, end - _at - 1);
                _at = end + 1;
                break;
            case '"':
                _at++;
                while (!Peek('"'))
                    ReadQuotedPiece(literal);
                _at++;
                break;
            default:
                ReadQuotedPiece(literal);
                break;
        }
    }

    private void ReadQuotedPiece(StringBuilder literal)
    {
        switch (_text[_at])
        {
            case '\\':
                literal.Append(_text[_at + 1]);
                _at += 2;
                break;
            case '$':
                ReadExpansion();
                literal.Append(Hole);
                break;
            default:
                literal.Append(_text[_at++]);
                break;
        }
    }

    private void ReadExpansion()
    {
        _at++;
        if (Starts("(("))
        {
            _at += 2;
            ReadArithmetic();
        }
        else if (Peek('('))
        {
            _at++;
            var from = _events.Count;
            ReadList();
            Expect(")");
            Enclose(from, ShellEventKind.SubshellBegin, ShellEventKind.SubshellEnd);
        }
        else if (Peek('{'))
            ReadParameter();
        else if (_at < _text.Length && (char.IsAsciiLetter(_text[_at]) || _text[_at] is '_' or Hole))
            Add(ShellEventKind.Read, TakeName());
        else
            _at++;
    }

    private string TakeName()
    {
        var start = _at;
        while (_at < _text.Length && IsNameCharacter(_text[_at]))
            _at++;
        return _text[start.._at];
    }

    private void ReadParameter()
    {
        _at++;
        if (Peek('#') && !Starts("#}"))
            _at++;
        var name = TakeName();
        if (name == "")
            _at++; // $@, $# and the like
        var assigns = Starts(":=") || Starts("=");
        while (!Peek('}'))
            ReadPiece(new StringBuilder());
        _at++;
        Add(ShellEventKind.Read, name);
        if (assigns)
            Add(ShellEventKind.Assign, name);
    }

    private void ReadArithmetic()
    {
        for (var depth = 0; depth > 0 || !Starts("))"); )
        {
            if (Peek('$'))
                ReadExpansion();
            else if (char.IsAsciiLetter(_text[_at]) || _text[_at] == '_')
                Add(ShellEventKind.Read, TakeName());
            else
            {
                depth +=
                    Peek('(') ? 1
                    : Peek(')') ? -1
                    : 0;
                _at++;
            }
        }
        _at += 2;
    }
}
