using System.Globalization;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Records in a small file beside the journal how many entries it has. The next start compares the mark with the journal. The mark is never
/// ahead of the journal, because it is written up to some seconds after the commits that it counts.
/// </summary>
/// <param name="Instance">The data folder's id.</param>
/// <param name="IsOpen">True while a process writes the journal, and after a process that did not close it.</param>
/// <param name="Entries">The number of entries ever written.</param>
/// <param name="InDatabase">How many of them were in the database file itself, not in its write-ahead log, when the process began.</param>
/// <param name="Log">The salts in the head of the write-ahead log, which identify it; null if the log was empty.</param>
internal sealed record JournalMark(string Instance, bool IsOpen, long Entries, long InDatabase, ulong? Log)
{
    private const string Version = "1";
    private const string None = "-";

    /// <summary>
    /// SQLite restarts the log about every thousand pages and counts the restarts in the upper half of the salts. There are at most so many
    /// restarts between two marks.
    /// </summary>
    private const uint RestartsAtMost = 1000;

    /// <summary>True if this is the log of the mark, or one that the same process has begun since.</summary>
    public bool IsFollowedBy(ulong log) =>
        Log is { } known && (log == known || unchecked((uint)(log >> 32) - (uint)(known >> 32)) is > 0 and <= RestartsAtMost);

    public string ToText() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Version} {(Instance.Length > 0 ? Instance : None)} {(IsOpen ? "open" : "closed")} {Entries} {InDatabase} "
                + $"{(Log is { } log ? log.ToString("x16", CultureInfo.InvariantCulture) : None)}\n"
        );

    /// <summary>Null if the text is not a mark, or is one of a later version.</summary>
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
