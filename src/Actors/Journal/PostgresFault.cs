using System.Diagnostics;
using Npgsql;

namespace HtcondorActors.Actors.Journal;

/// <summary>Decides which errors of PostgreSQL pass by themselves, and how long something is tried again.</summary>
internal static class PostgresFault
{
    /// <summary>The server ends the session: it stops, restarts, or a person ends the session.</summary>
    private static readonly string[] Ending = ["57P01", "57P02", "57P03", "57P05", "25P03"];

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>True if the server did not answer, or answers nobody for a while.</summary>
    public static bool IsPassing(NpgsqlException fault) => fault is not PostgresException told || Ending.Contains(told.SqlState);

    /// <summary>The pauses between tries, which become longer; they end before <paramref name="patience"/> is over.</summary>
    public static IEnumerable<TimeSpan> Pauses(TimeSpan patience)
    {
        var began = Stopwatch.GetTimestamp();
        for (var pause = FirstPause; Stopwatch.GetElapsedTime(began) + pause < patience; pause *= 2)
            yield return pause;
    }
}
