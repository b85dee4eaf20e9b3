using Akka.Configuration;
using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Hosting;

/// <summary>One *.conf text, judged by <see cref="HoconMarks"/> and, where they find nothing, by Akka.NET's own parser.</summary>
internal sealed class HoconText(string text)
{
    /// <summary>A thousand times what a long file takes.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    private readonly HoconMarks _marks = new(text);

    public IReadOnlyList<HoconFault> MarkFaults => _marks.Faults;

    public bool IsBraced => _marks.IsBraced;

    /// <summary>What Akka.NET's parser says of the text, or null. Only for a text without mark faults: it might not end.</summary>
    public HoconFault? ParserFault() =>
        MessageOf(text) is { } message ? new HoconFault(LineOf(message), "Akka.NET cannot read this: " + FirstLine(message)) : null;

    /// <summary>The keys in it that an operator may not set. Only for a text that the parser can read.</summary>
    public IEnumerable<HoconFault> Forbidden() =>
        OperatorHocon
            .Faults(text)
            .Select(words => new HoconFault(LineWhere(cut => IsReadable(cut) && OperatorHocon.Faults(cut).Contains(words)), words));

    public static bool IsReadable(string text) => MessageOf(text) is null;

    /// <summary>The parser has endless loops. <see cref="HoconMarks"/> finds the known ones; the thread is for others.</summary>
    private static string? MessageOf(string text)
    {
        string? message = null;
        var parser = new Thread(() => message = ParserMessage(text)) { IsBackground = true };
        parser.Start();
        return parser.Join(TimeLimit) ? message : $"it is not done after {TimeLimit.TotalSeconds} s";
    }

    private static string? ParserMessage(string text)
    {
        try
        {
            ConfigurationFactory.ParseString(text);
            return null;
        }
        // It throws whatever it likes.
        catch (Exception fault)
        {
            return fault.Message;
        }
    }

    /// <summary>The parser knows no lines. So the text is cut after each of its lines, until the parser says the same.</summary>
    private int LineOf(string message) => LineWhere(cut => MessageOf(cut) == message);

    /// <summary>The first line up to which the text has a property, with the brackets closed that are open there.</summary>
    private int LineWhere(Predicate<string> has)
    {
        foreach (var cut in _marks.Cuts)
            if (has($"{text[..cut.At]}\n{cut.Closing}"))
                return cut.Line;
        return text.TrimEnd().Count(c => c == '\n') + 1;
    }

    private static string FirstLine(string message) => OneLine.Of(message.TrimStart().Split('\n')[0].TrimEnd(':', ' ', '\r', '.'));
}
