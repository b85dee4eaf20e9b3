using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Hosting;

/// <summary>One entry of the log before it has a form.</summary>
/// <param name="At">The wall clock's time.</param>
/// <param name="Category">The part of the sidecar that wrote it.</param>
/// <param name="Event">Number and name, as docs/log-events.md lists them.</param>
/// <param name="Message">The words for people. They may contain foreign text.</param>
/// <param name="Fault">What was thrown, if the entry is about that.</param>
/// <param name="Fields">The values in the message, by name.</param>
internal sealed record LogEntry(
    DateTimeOffset At,
    LogLevel Level,
    string Category,
    EventId Event,
    string Message,
    Exception? Fault,
    IReadOnlyList<KeyValuePair<string, object?>> Fields
)
{
    /// <summary>The fields, each name once. A value that stands for several fields is replaced by them.</summary>
    public IEnumerable<KeyValuePair<string, object?>> AllFields =>
        Fields
            .Where(value => value.Key != "{OriginalFormat}")
            .SelectMany(value =>
                value.Value is ILogFields many ? many.Fields.Select(one => new KeyValuePair<string, object?>(one.Key, one.Value)) : [value]
            )
            .DistinctBy(value => value.Key);
}
