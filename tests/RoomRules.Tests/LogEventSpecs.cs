using System.Reflection;
using System.Text;
using HtcondorActors.TestPool;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.RoomRules.Tests;

/// <summary>Operators search and alert by the numbers of log entries: each number has one meaning, and a document lists them.</summary>
public sealed class LogEventSpecs
{
    private static readonly string DocFile = RepositoryRoot.File("docs", "log-events.md");

    private static readonly (LoggerMessageAttribute Entry, MethodInfo Method)[] Entries =
    [
        .. new[] { "HtcondorActors.CondorIo", "HtcondorActors.Actors", "HtcondorActors.Http" }
            .SelectMany(room => Assembly.Load(room).GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => (Entry: method.GetCustomAttribute<LoggerMessageAttribute>()!, Method: method))
            .Where(one => one.Entry is not null)
            .OrderBy(one => one.Entry.EventId),
    ];

    [Fact]
    public void Each_kind_of_log_entry_has_a_number_of_its_own() =>
        Assert.Equal(Entries.Length, Entries.Select(one => one.Entry.EventId).Where(id => id > 0).Distinct().Count());

    [Fact]
    public void Each_room_numbers_its_entries_in_one_file_and_in_a_range_of_its_own() =>
        Assert.All(
            Entries.GroupBy(one => one.Entry.EventId / 1000),
            range => Assert.Single(range.Select(one => one.Method.DeclaringType).Distinct())
        );

    [Fact]
    public void Every_log_entry_of_the_product_is_one_of_these() =>
        Assert.DoesNotContain(
            Source.Files,
            file => System.Text.RegularExpressions.Regex.IsMatch(file.Text, @"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(")
        );

    [Fact]
    public void The_document_lists_every_kind_of_log_entry()
    {
        var table = Table();
        // HTCONDORACTORS_WRITE_DOCS=1 writes it anew: then read the difference before it is committed.
        if (Environment.GetEnvironmentVariable("HTCONDORACTORS_WRITE_DOCS") == "1")
            File.WriteAllText(DocFile, table);
        Assert.Equal(File.ReadAllText(DocFile), table);
    }

    private static string Table()
    {
        var text = new StringBuilder(
            """
            # Log entries

            Each line of the log has a time, a level, a category and a number in brackets:
            `2026-03-01T10:00:00.000Z warn: HtcondorActors.Actors.Pods.PodActor[2003] pod ...`.
            The number stays the same when the words change.
            `LogLevel` in SidecarConfig.yaml decides which levels are written. [log.md](log.md) describes the log. A test writes this page.

            | number | level | name | words |
            |---|---|---|---|

            """
        );
        foreach (var (entry, method) in Entries)
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"| {entry.EventId} | {entry.Level} | {method.Name} | {entry.Message} |\n"
            );
        return text.ToString();
    }
}
