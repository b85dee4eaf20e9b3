namespace HtcondorActors.CondorIo;

/// <summary>
/// Recognises an expression as HTCondor 23 does (<c>classad/source.cpp</c>): it looks at the same words and takes them in the same order.
/// This matters also after a fault, because HTCondor goes on after a faulty middle of <c>a ? b : c</c>.
/// </summary>
internal sealed class ClassAdReader(string text)
{
    /// <summary>HTCondor's own bound.</summary>
    private const int DeepestNesting = 1000;

    /// <summary>Without their precedence, which does not change what an expression is.</summary>
    private static readonly HashSet<string> Operators = new(
        "|| && | ^ & == != =?= =!= is isnt < <= > >= << >> >>> + - * / %".Split(' '),
        StringComparer.OrdinalIgnoreCase
    );

    private readonly ClassAdWords _words = new(text);
    private int _depth = 1;
    private ClassAdFault? _fault;

    /// <summary>Null: the text is one expression.</summary>
    public ClassAdFault? FaultOfWhole()
    {
        // HTCondor does not look at what follows a choice.
        var isWhole = Operation() && (Takes("?") ? Choice() : Is(ClassAdWordKind.End) || Fails("has more text after its end"));
        return isWhole ? null : _fault;
    }

    /// <summary>For a text that begins with a parenthesis. Null: it is an expression, which the last character and no other ends.</summary>
    public ClassAdFault? FaultOfParentheses()
    {
        _words.Next();
        var isClosed = Expression() && Requires(")", "has no closing )");
        if (_words.HiddenFrom > 0)
            return new ClassAdFault("has a comment that hides the rest", _words.HiddenFrom);
        if (isClosed && _words.LastEnd < text.Length)
            return new ClassAdFault("has a closing ) too many", _words.LastEnd);
        return isClosed ? null : _fault;
    }

    private bool Expression()
    {
        if (_depth >= DeepestNesting)
            return Fails($"is nested more than {DeepestNesting} deep");
        _depth++;
        var isExpression = Operation() && (!Takes("?") || Choice());
        _depth--;
        return isExpression;
    }

    private bool Choice()
    {
        if (!Takes(":"))
        {
            // HTCondor 23 takes a faulty middle for an empty one.
            Expression();
            if (!Requires(":", "has no : for its ?"))
                return false;
            _fault = null;
        }
        return Expression();
    }

    private bool Operation()
    {
        do
        {
            if (!Operand())
                return false;
        } while (Takes(Operators.Contains));
        return true;
    }

    private bool Operand()
    {
        while (Takes(mark => mark is "-" or "+" or "~" or "!")) { }
        if (!Primary())
            return false;
        while (true)
            if (Takes("["))
            {
                if (!Expression() || !Requires("]", "has no closing ]"))
                    return false;
            }
            else if (!Takes(IsSelection))
                return true;
            else if (!TakesName())
                return false;
    }

    private bool Primary()
    {
        if (Is(ClassAdWordKind.Value))
            return _words.Next().Text.Length > 0;
        if (Is(ClassAdWordKind.Name))
            return TakesName() && (!Takes("(") || Listed(")", mark => mark is "," or ";"));
        if (Takes(IsSelection))
            return TakesName();
        if (Takes("("))
            return Expression() && Requires(")", "has no closing )");
        if (Takes("{"))
            return Listed("}", mark => mark is ",");
        return Takes("[") ? Ad() : Fails("has no value");
    }

    private bool Listed(string end, Predicate<string> isSeparator)
    {
        if (Takes(end))
            return true;
        do
        {
            if (!Expression())
                return false;
        } while (Takes(isSeparator));
        return Takes(end) || Fails($"has no closing {end}");
    }

    private bool Ad()
    {
        if (Takes("]"))
            return true;
        while (Takes(";")) { }
        do
        {
            var name = _words.Peek();
            if (!TakesName() || !Requires("=", "has no =") || !Expression())
                return false;
            if (name.Text == "''")
                return Fails("has an attribute without a name", name);
            if (!Takes(";"))
                return Takes("]") || Fails("has no closing ]");
            while (Takes(";")) { }
        } while (!Takes("]"));
        return true;
    }

    private static bool IsSelection(string mark) => mark is "." or "..";

    private bool Is(ClassAdWordKind kind) => _words.Peek().Kind == kind;

    private bool Takes(string mark) => Takes(word => word == mark);

    private bool Takes(Predicate<string> isMark)
    {
        if (_words.Peek() is not { Kind: ClassAdWordKind.Mark } word || !isMark(word.Text))
            return false;
        _words.Next();
        return true;
    }

    /// <summary>Unlike <see cref="Takes(string)"/> this takes any word, as HTCondor does.</summary>
    private bool Requires(string mark, string words)
    {
        var word = _words.Next();
        return word is { Kind: ClassAdWordKind.Mark } && word.Text == mark || Fails(words, word);
    }

    private bool TakesName()
    {
        var word = _words.Next();
        return word.Kind == ClassAdWordKind.Name || Fails("has no name", word);
    }

    private bool Fails(string words) => Fails(words, _words.Peek());

    private bool Fails(string words, ClassAdWord word)
    {
        _fault ??= new ClassAdFault(word.Kind == ClassAdWordKind.Fault ? word.Fault : words, word.At);
        return false;
    }
}
