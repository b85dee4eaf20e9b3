using System.Diagnostics;
using HtcondorActors.Actors.Protocol;
using Npgsql;

namespace HtcondorActors.Actors.Journal;

/// <summary>Decides which errors of PostgreSQL pass by themselves, and how long something is tried again.</summary>
internal static class PostgresFault
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// True if the server did not answer, ended the session, or answers nobody for a while: it starts or stops, has too many sessions
    /// (53300), or was the primary until now (25006).
    /// </summary>
    public static bool IsPassing(NpgsqlException fault) =>
        fault is not PostgresException told
        || told.InvariantSeverity is "FATAL" or "PANIC"
        || told.SqlState is "53300" or "25006" or "57P01" or "57P02" or "57P03" or "57P05";

    /// <summary>The pauses between tries, which become longer; the last try comes when <paramref name="patience"/> is over.</summary>
    public static IEnumerable<TimeSpan> Pauses(TimeSpan patience)
    {
        var began = Stopwatch.GetTimestamp();
        for (var pause = FirstPause; patience - Stopwatch.GetElapsedTime(began) is var left && left > TimeSpan.Zero; )
        {
            yield return pause < left ? pause : left;
            pause = 2 * pause < LongestPause ? 2 * pause : LongestPause;
        }
    }

    /// <summary>The error in one line. The details of the server may quote rows, so they are left out.</summary>
    public static string WordsOf(Exception fault) =>
        OneLine.Of(
            fault switch
            {
                PostgresException told => $"{told.SqlState} {told.MessageText}",
                // Npgsql's own words say only that it could not get the password.
                NpgsqlException { InnerException: IOException inner } => inner.Message,
                _ => fault.Message,
            }
        );
}
