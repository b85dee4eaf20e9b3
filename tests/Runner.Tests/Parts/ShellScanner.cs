using System.Text.RegularExpressions;

namespace HtcondorActors.Runner.Tests.Parts;

/// <summary>
/// Reads POSIX shell text into events. It knows the grammar that the runner uses. It looks into the text of <c>eval</c>, <c>trap</c> and
/// <c>get</c>, where <see cref="Hole"/> stands for the part of a name that is only known at run time.
/// </summary>
internal sealed partial class ShellScanner
{
    public const char Hole = '\u0001';
    private static readonly string[] Closers = ["}", "fi", "done", "esac", "then", "else", "elif", "do"];
    private readonly string _text;
    private readonly List<ShellEvent> _events = [];
    private readonly Queue<string> _hereDocuments = new();
    private int _at;

    private ShellScanner(string text) => _text = text;

    public static IReadOnlyList<ShellEvent> Scan(string text)
    {
        var scanner = new ShellScanner(text);
        scanner.ReadList();
        if (scanner._at < text.Length)
            throw new FormatException("not understood: " + text[scanner._at..Math.Min(text.Length, scanner._at + 60)]);
        return scanner._events;
    }

    private void Add(ShellEventKind kind, string name)
    {
        if (NamePattern.Of(name) is { } pattern)
            _events.Add(new ShellEvent(kind, pattern));
    }

    private void Enclose(int from, ShellEventKind begin, ShellEventKind end)
    {
        _events.Insert(from, new ShellEvent(begin));
        _events.Add(new ShellEvent(end));
    }

    // ---- lists and commands

    private void ReadList()
    {
        while (true)
        {
            SkipToCommand();
            if (_at >= _text.Length || Peek(')') || Starts(";;") || Closers.Any(IsWord))
                return;
            var from = _events.Count;
            ReadAndOr();
            SkipBlanks();
            if (Peek('&'))
                Enclose(from, ShellEventKind.SubshellBegin, ShellEventKind.SubshellEnd);
        }
    }

    private void ReadAndOr()
    {
        ReadPipeline();
        var onlyIfTrue = new Stack<int>();
        while (true)
        {
            SkipBlanks();
            var isAnd = Starts("&&");
            if (!isAnd && !Starts("||"))
                break;
            _at += 2;
            SkipToCommand();
            var from = _events.Count;
            ReadPipeline();
            if (isAnd)
                onlyIfTrue.Push(from);
            else
            {
                // Behind "a && b || return" both have run.
                if (ShellEvent.Ends(_events[^1]))
                    onlyIfTrue.Clear();
                EncloseAll(onlyIfTrue, from);
                Enclose(from + (2 * onlyIfTrue.Count), ShellEventKind.BranchBegin, ShellEventKind.BranchEnd);
                onlyIfTrue.Clear();
            }
        }
        EncloseAll(onlyIfTrue, _events.Count);
    }

    /// <summary>Each of these commands is in a branch of its own, which ends where the next one begins.</summary>
    private void EncloseAll(IEnumerable<int> starts, int end)
    {
        foreach (var from in starts)
        {
            _events.Insert(end, new ShellEvent(ShellEventKind.BranchEnd));
            _events.Insert(from, new ShellEvent(ShellEventKind.BranchBegin));
            end = from;
        }
    }

    private void ReadPipeline()
    {
        var from = _events.Count;
        ReadCommand();
        SkipBlanks();
        var isPipe = false;
        while (Peek('|') && !Starts("||"))
        {
            isPipe = true;
            _at++;
            SkipToCommand();
            ReadCommand();
            SkipBlanks();
        }
        if (isPipe)
            Enclose(from, ShellEventKind.SubshellBegin, ShellEventKind.SubshellEnd);
    }

    private void ReadCommand()
    {
        SkipBlanks();
        while (TakeWord("!"))
            SkipBlanks();
        var from = _events.Count;
        if (TakeWord("{"))
        {
            ReadList();
            Expect("}");
        }
        else if (Peek('('))
        {
            _at++;
            ReadList();
            Expect(")");
            Enclose(from, ShellEventKind.SubshellBegin, ShellEventKind.SubshellEnd);
        }
        else if (TakeWord("if"))
            ReadIf();
        else if (TakeWord("while") || TakeWord("until"))
        {
            ReadList();
            ReadLoopBody(from);
        }
        else if (TakeWord("for"))
        {
            SkipBlanks();
            var name = ReadWord().Literal;
            ReadWords();
            Add(ShellEventKind.Assign, name);
            SkipToCommand();
            ReadLoopBody(from);
        }
        else if (TakeWord("case"))
            ReadCase();
        else if (FunctionHead().Match(_text, _at) is { Success: true } head)
        {
            _at += head.Length;
            _events.Add(new ShellEvent(ShellEventKind.FunctionBegin, head.Groups[1].Value));
            ReadCommand();
            _events.Add(new ShellEvent(ShellEventKind.FunctionEnd, head.Groups[1].Value));
            return;
        }
        else
        {
            ReadSimple();
            return;
        }
        ReadWords();
    }

    private void ReadLoopBody(int from)
    {
        Expect("do");
        ReadList();
        Expect("done");
        Enclose(from, ShellEventKind.LoopBegin, ShellEventKind.LoopEnd);
    }

    private void ReadIf()
    {
        ReadList();
        Expect("then");
        var from = _events.Count;
        ReadBranch();
        while (true)
        {
            if (TakeWord("elif"))
            {
                ReadList();
                Expect("then");
                ReadBranch();
            }
            else if (TakeWord("else"))
            {
                ReadBranch();
                Enclose(from, ShellEventKind.ChoiceBegin, ShellEventKind.ChoiceEnd);
            }
            else
                break;
        }
        Expect("fi");
    }

    private void ReadBranch()
    {
        var from = _events.Count;
        ReadList();
        Enclose(from, ShellEventKind.BranchBegin, ShellEventKind.BranchEnd);
    }

    private void ReadCase()
    {
        SkipBlanks();
        ReadWord();
        SkipBlanks();
        Expect("in");
        var from = _events.Count;
        var takesAll = false;
        while (true)
        {
            SkipToCommand();
            if (TakeWord("esac"))
            {
                if (takesAll)
                    Enclose(from, ShellEventKind.ChoiceBegin, ShellEventKind.ChoiceEnd);
                return;
            }
            while (!Peek(')'))
            {
                if (Peek('|') || Peek(' '))
                    _at++;
                else
                    takesAll |= ReadWord().Raw == "*";
            }
            _at++;
            ReadBranch();
            SkipToCommand();
            if (Starts(";;"))
                _at += 2;
        }
    }

    private void ReadSimple()
    {
        var start = _at;
        while (Assignment().Match(_text, _at) is { Success: true } assignment)
        {
            _at += assignment.Length;
            ReadWord();
            Add(ShellEventKind.Assign, assignment.Groups[1].Value);
            SkipBlanks();
        }
        var words = ReadWords();
        if (words.Count == 0)
        {
            if (_at == start)
                throw new FormatException("no command: " + _text[_at..Math.Min(_text.Length, _at + 60)]);
            return;
        }
        ReadBuiltIn(words[0].Literal, words);
    }

    [GeneratedRegex(@"\G([A-Za-z_]\w*)\(\)\s*")]
    private static partial Regex FunctionHead();

    [GeneratedRegex(@"\G([A-Za-z_\u0001][\w\u0001]*)=")]
    private static partial Regex Assignment();
}
