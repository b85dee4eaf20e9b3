using System.Globalization;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// How far the journal had come, kept in a file of its own beside it: what the next start compares with what it finds. Never ahead of the
/// journal: it is written after the commit that it tells of, and some seconds later.
/// </summary>
/// <param name="Instance">The data folder's id.</param>
/// <param name="IsOpen">A process writes the journal, or has died doing so.</param>
/// <param name="Entries">So many entries were ever written.</param>
/// <param name="InDatabase">So many of them were in the database file itself, not in its write-ahead log, when the process began.</param>
/// <param name="Log">What SQLite has put into the head of the write-ahead log to tell it from all others; null: the log was empty.</param>
internal sealed record JournalMark(string Instance, bool IsOpen, long Entries, long InDatabase, ulong? Log)
{
    private const string Version = "1";
    private const string None = "-";

    /// <summary>SQLite begins the log anew about every thousand pages and counts that in the upper half; that often between two marks at
    /// most.</summary>
    private const uint RestartsAtMost = 1000;

    /// <summary>Is this the log of the mark, or one that the same process has begun since?</summary>
    public bool IsFollowedBy(ulong log) =>
        Log is { } known && (log == known || unchecked((uint)(log >> 32) - (uint)(known >> 32)) is > 0 and <= RestartsAtMost);

    public string ToText() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Version} {(Instance.Length > 0 ? Instance : None)} {(IsOpen ? "open" : "closed")} {Entries} {InDatabase} "
                + $"{(Log is { } log ? log.ToString("x16", CultureInfo.InvariantCulture) : None)}\n"
        );

    /// <summary>Null: it is none, or of a later version.</summary>
    public static JournalMark? Parse(string text)
    {
        if (text.Split(' ') is not [Version, var instance, "open" or "closed", var entries, var inDatabase, var log] || !log.EndsWith('\n'))
            return null;
        if (!Number(entries, out var ever) || !Number(inDatabase, out var first))
            return null;
        ulong salts = 0;
        if (
            log != None + "\n"
            && !ulong.TryParse(log.TrimEnd('\n'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out salts)
        )
            return null;
        return new JournalMark(
            instance == None ? "" : instance,
            text.Contains(" open ", StringComparison.Ordinal),
            ever,
            first,
            log == None + "\n" ? null : salts
        );
    }

    private static bool Number(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
