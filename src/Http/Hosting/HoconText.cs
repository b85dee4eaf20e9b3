using Akka.Configuration;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Hosting;

/// <summary>Pure: one *.conf text, judged by <see cref="HoconMarks"/> and, where they find nothing, by Akka.NET's own parser.</summary>
internal sealed class HoconText(string text)
{
    private readonly HoconMarks _marks = new(text);

    public IReadOnlyList<HoconFault> MarkFaults => _marks.Faults;

    public bool IsBraced => _marks.IsBraced;

    /// <summary>What Akka.NET's parser says of the text, or null. Only for a text without mark faults: it might not end.</summary>
    public HoconFault? ParserFault() =>
        MessageOf(text) is { } message ? new HoconFault(LineOf(message), "Akka.NET cannot read this: " + FirstLine(message)) : null;

    public static bool IsReadable(string text) => MessageOf(text) is null;

    private static string? MessageOf(string text)
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
    private int LineOf(string message)
    {
        foreach (var cut in _marks.Cuts)
            if (MessageOf($"{text[..cut.At]}\n{cut.Closing}") == message)
                return cut.Line;
        return text.TrimEnd().Count(c => c == '\n') + 1;
    }

    private static string FirstLine(string message) => OneLine.Of(message.TrimStart().Split('\n')[0].TrimEnd(':', ' ', '\r', '.'));
}
