using System.Text.Json;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Knows which schedd the tools talk to. It asks the schedd itself for its ad: <c>condor_status -direct</c> looks the schedd up as condor_q
/// does, so both talk to the same one.
/// </summary>
internal sealed class ScheddIdentity(CondorIoOptions options, ProcessRunner runner, UnreadableAnswers answers)
{
    private readonly CondorCommands _commands = new(options);
    private volatile ScheddName? _known;

    /// <summary>Asks the schedd for its name.</summary>
    public async Task<ScheddQuery> AskAsync(CancellationToken cancel)
    {
        var command = _commands.ScheddAd();
        var run = await runner.RunAsync(command, cancel);
        if (run.Failure is not null)
            return new(null, run.Failure);
        try
        {
            var name = Read(run.Output);
            answers.Over(command.Program);
            _known = name;
            return new(name, null);
        }
        catch (FormatException fault)
        {
            return new(null, answers.Failure(command.Program, fault, run.Output.Span, run.Output.Length));
        }
    }

    /// <summary>
    /// The schedd whose queue has these jobs, as far as they show it; null if they do not. HTCondor writes the name into a job once, so a
    /// job with the last known name shows that its queue is still that schedd's.
    /// </summary>
    private ScheddName? ShownBy(IReadOnlyList<JobAd> jobs) =>
        _known is { } known && jobs.Any(ad => !ad.FromHistory && known.Made(ad.GlobalJobId)) ? known : null;

    /// <summary>A list of the whole queue with the name of the schedd that its jobs show.</summary>
    public JobQuery Sign(JobQuery list) => list with { Schedd = ShownBy(list.Jobs) };

    /// <summary>
    /// The schedd that gave an answer; null if it is not known. It is asked after the answer, because the tools may talk to another schedd
    /// from one moment to the next: HTCondor's configuration was changed.
    /// </summary>
    public async Task<JobQuery> NameAsync(JobQuery answer, CancellationToken cancel) =>
        answer.Failure is not null ? answer : answer with { Schedd = ShownBy(answer.Jobs) ?? (await AskAsync(cancel)).Name };

    private static ScheddName Read(ReadOnlyMemory<byte> output)
    {
        try
        {
            using var ads = JsonDocument.Parse(output);
            if (
                ads.RootElement is { ValueKind: JsonValueKind.Array } list
                && list.GetArrayLength() == 1
                && list[0] is { ValueKind: JsonValueKind.Object } ad
                && ad.TryGetProperty("Name", out var text)
                && text.ValueKind == JsonValueKind.String
                && ScheddName.TryParse(text.GetString(), out var name)
            )
                return name;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new FormatException("the answer is not JSON", fault);
        }
        throw new FormatException("the answer is not one ad with the schedd's name");
    }
}
