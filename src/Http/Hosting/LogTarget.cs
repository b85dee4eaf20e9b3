using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>Chooses where the log goes and in which form, by the key LogFormat.</summary>
/// <param name="Form">The form of an entry.</param>
/// <param name="Open">Opens the output.</param>
/// <param name="Warning">What is not as the configuration asks for it; null if nothing is.</param>
internal sealed record LogTarget(ILogForm Form, Func<Stream> Open, string? Warning = null)
{
    /// <param name="format">The configured form.</param>
    /// <param name="journal">The path of journald's socket.</param>
    /// <param name="stream">The value of JOURNAL_STREAM.</param>
    public static LogTarget Of(LogFormat format, string journal, string? stream)
    {
        var plain = new LogTarget(new PlainForm(), Console.OpenStandardOutput);
        return format switch
        {
            LogFormat.Json => plain with { Form = new JsonForm() },
            LogFormat.Journald when File.Exists(journal) => Journald(),
            LogFormat.Journald => plain with
            {
                Warning = $"LogFormat: Journald: there is no {journal}; the log is written as plain lines to standard output",
            },
            LogFormat.Auto when File.Exists(journal) && JournaldSocket.IsOutput(stream) => Journald(),
            _ => plain,
        };

        LogTarget Journald() => new(new JournaldForm(), () => new JournaldSocket(journal));
    }

    /// <summary>Makes the output, which says by itself how many entries it has lost.</summary>
    public LogOutput Output(TimeProvider clock) =>
        new(
            Open(),
            lost =>
                Form.Of(
                    new LogEntry(
                        clock.GetUtcNow(),
                        LogLevel.Warning,
                        typeof(LogOutput).FullName!,
                        default,
                        $"{lost} entries of the log were dropped here, because its reader did not take them",
                        null,
                        []
                    )
                )
        );
}
