using HtcondorActors.Actors.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The log: time, level, category and message of each entry on one line. Messages hold foreign text (hold reasons, file names, what a library quotes), and no
/// caller of a logger can be trusted to have cleaned it: every line goes through <see cref="OneLine"/> here.
/// </summary>
internal sealed class PlainConsole(TimeProvider clock) : ConsoleFormatter(Name)
{
    /// <summary>The name by which the console's options choose it.</summary>
    public new const string Name = "htcondor-sidecar";

    private const int LongestEntry = 16 * 1024;

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter output)
    {
        var words = entry.Formatter(entry.State, entry.Exception);
        if (entry.Exception is { } fault) words += " " + fault;
        output.WriteLine($"{clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {NameOf(entry.LogLevel)}: {entry.Category}[{entry.EventId.Id}] {OneLine.Of(words, LongestEntry)}");
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
