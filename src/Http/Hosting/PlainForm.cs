using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Writes each log entry on one line: time, level, category and message. Messages may contain foreign text (hold reasons, file names,
/// quotes from libraries), and callers may not have cleaned it. So every line passes through <see cref="OneLine"/> here.
/// </summary>
internal sealed class PlainForm : ILogForm
{
    internal const int LongestEntry = 16 * 1024;

    public byte[] Of(LogEntry entry)
    {
        var words = entry.Fault is { } fault ? $"{entry.Message} {fault}" : entry.Message;
        return Encoding.UTF8.GetBytes(
            $"{UtcTime.Precise(entry.At)} {NameOf(entry.Level)}: {entry.Category}[{entry.Event.Id}] "
                + $"{OneLine.Of(words, LongestEntry)}\n"
        );
    }

    private static string NameOf(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trce",
            LogLevel.Debug => "dbug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };
}
