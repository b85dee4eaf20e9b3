using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HtcondorActors.CondorIo;

/// <summary>What the tools print in their machine formats. Pure; a text that is not the format is a <see cref="FormatException"/>.</summary>
internal static partial class CondorOutput
{
    /// <summary>The projection that queue and history are asked for.</summary>
    public static string Attributes(CondorIoOptions options) => string.Join(',',
        "ClusterId", "ProcId", "JobStatus", "GlobalJobId", "ExitCode", "ExitSignal", "HoldReasonCode", "HoldReasonSubCode",
        "HoldReason", "NumHoldsByReason", "RemoveReason", "ReleaseReason", "NumJobStarts", "TransferringInput", "TransferringOutput", "QDate",
        "JobStartDate", "JobCurrentStartDate", "CompletionDate", "EnteredCurrentStatus", "RemoteHost", "LastRemoteHost",
        options.TagAttribute, options.InstanceAttribute, options.AttemptAttribute, options.GateAttribute);

    /// <summary>Lines <c>1.0 - 1.9</c> of <c>condor_submit -terse</c>: one per cluster, in the order of the table.</summary>
    public static IReadOnlyList<JobId> JobIds(ReadOnlyMemory<byte> output)
    {
        List<JobId> ids = [];
        foreach (var line in Encoding.UTF8.GetString(output.Span).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (TerseLine().Match(line) is not { Success: true } match) throw Unreadable("job ids", output);
            var (cluster, first, last) = (Number(match.Groups[1]), Number(match.Groups[2]), Number(match.Groups[4]));
            if (cluster != Number(match.Groups[3]) || last < first || last - first > 1_000_000) throw Unreadable("job ids", output);
            for (var proc = first; proc <= last; proc++) ids.Add(new JobId(cluster, proc));
        }
        return ids;

        int Number(Group digits) => int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unreadable("job ids", output);
    }

    /// <summary>Answer of condor_q and condor_history with -json. No match is an empty output in the first and <c>[ ]</c> in the second.</summary>
    public static IReadOnlyList<JobAd> Jobs(ReadOnlyMemory<byte> output, CondorIoOptions options, bool fromHistory)
    {
        if (output.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0) return [];
        try
        {
            using var json = JsonDocument.Parse(WellFormed(output));
            return [.. json.RootElement.EnumerateArray().Select(ad => ReadAd(ad, options, fromHistory))];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw Unreadable("a JSON array of job ads", output);
        }
    }

    private static JobAd ReadAd(JsonElement ad, CondorIoOptions options, bool fromHistory) => new()
    {
        Id = new JobId(ad.GetProperty("ClusterId").GetInt32(), ad.GetProperty("ProcId").GetInt32()),
        Tag = JobTag.TryParse(ad.Text(options.TagAttribute), out var tag) ? tag : null,
        Instance = ad.Text(options.InstanceAttribute),
        Attempt = ad.Number(options.AttemptAttribute),
        Status = ad.Number("JobStatus") is { } status && Enum.IsDefined((JobStatus)status) ? (JobStatus)status : JobStatus.Unknown,
        GlobalJobId = ad.Text("GlobalJobId"),
        ExitCode = ad.Number("ExitCode"),
        ExitSignal = ad.Number("ExitSignal"),
        HoldReasonCode = ad.Number("HoldReasonCode"),
        HoldReasonSubCode = ad.Number("HoldReasonSubCode"),
        HoldReason = ad.Text("HoldReason"),
        HoldsByItself = ad.Counts("NumHoldsByReason").Where(held => held.Name is not ("UserRequest" or "SubmittedOnHold" or "SpoolingInput")).Sum(held => held.Count),
        RemoveReason = ad.Text("RemoveReason"),
        ReleaseReason = ad.Text("ReleaseReason"),
        GateOpen = ad.Flag(options.GateAttribute),
        NumJobStarts = ad.Number("NumJobStarts") ?? 0,
        TransferringInput = ad.Flag("TransferringInput") ?? false,
        TransferringOutput = ad.Flag("TransferringOutput") ?? false,
        QueuedAt = ad.Time("QDate"),
        FirstStartedAt = ad.Time("JobStartDate"),
        StartedAt = ad.Time("JobCurrentStartDate"),
        CompletedAt = ad.Time("CompletionDate"),
        StatusSince = ad.Time("EnteredCurrentStatus"),
        Host = ad.Text("RemoteHost") ?? ad.Text("LastRemoteHost"),
        FromHistory = fromHistory,
    };

    /// <summary>Hold reasons quote what other programs said, in any encoding; the tools hand the bytes on raw.</summary>
    private static ReadOnlyMemory<byte> WellFormed(ReadOnlyMemory<byte> output) =>
        System.Text.Unicode.Utf8.IsValid(output.Span) ? output : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(output.Span));

    private static FormatException Unreadable(string expected, ReadOnlyMemory<byte> output)
    {
        var start = Encoding.UTF8.GetString(output.Span[..Math.Min(120, output.Length)]);
        return new FormatException($"not {expected} but {output.Length} bytes: {ToolWords.OneLine(start)}");
    }

    [GeneratedRegex(@"^(\d+)\.(\d+) - (\d+)\.(\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex TerseLine();
}
