using System.Text;
using System.Text.Json;

namespace HtcondorActors.CondorIo;

/// <summary>
/// The attributes of one job ad while they are read. An undefined one is absent or null, and an expression that is no literal is a string
/// <c>/Expr(...)/</c>: whatever has not the type that is asked for is read as undefined.
/// </summary>
internal sealed class AdAttributes(CondorIoOptions options)
{
    private enum Known
    {
        ClusterId, ProcId, JobStatus, GlobalJobId, ExitCode, ExitSignal, HoldReasonCode, HoldReasonSubCode, HoldReason, NumHoldsByReason, RemoveReason, ReleaseReason, NumJobStarts,
        TransferringInput, TransferringOutput, QDate, JobStartDate, JobCurrentStartDate, CompletionDate, EnteredCurrentStatus, RemoteHost, LastRemoteHost, Tag, Instance, InstanceId, Attempt, Gate,
    }

    private const int Count = (int)Known.Gate + 1;

    private readonly byte[][] _names = [.. NamesOf(options).Select(Encoding.UTF8.GetBytes)];
    private readonly string?[] _texts = new string?[Count];
    private readonly long?[] _numbers = new long?[Count];
    private readonly bool?[] _flags = new bool?[Count];

    /// <summary>What an attribute was in an ad before: host, instance and reasons are the same in most.</summary>
    private readonly string?[] _former = new string?[Count];
    private int _at;
    private bool _counts;
    private int _holdsByItself;

    /// <summary>The projection that queue and history are asked for.</summary>
    public static IEnumerable<string> NamesOf(CondorIoOptions options) => Enum.GetValues<Known>().Select(known => known switch
    {
        Known.Tag => options.TagAttribute,
        Known.Instance => options.InstanceAttribute,
        Known.InstanceId => options.InstanceIdAttribute,
        Known.Attempt => options.AttemptAttribute,
        Known.Gate => options.GateAttribute,
        _ => known.ToString(),
    });

    public void Clear()
    {
        Array.Clear(_texts);
        Array.Clear(_numbers);
        Array.Clear(_flags);
        _holdsByItself = 0;
    }

    public void Name(ref Utf8JsonReader reader)
    {
        _counts = false;
        for (_at = Count - 1; _at >= 0; _at--)
            if (reader.ValueTextEquals(_names[_at])) return;
    }

    public void Value(ref Utf8JsonReader reader)
    {
        if (_at < 0) return;
        switch (reader.TokenType)
        {
            case JsonTokenType.String: _texts[_at] = _former[_at] = Text(ref reader); break;
            case JsonTokenType.Number: _numbers[_at] = reader.TryGetInt64(out var number) ? number : null; break;
            case JsonTokenType.True or JsonTokenType.False: _flags[_at] = reader.GetBoolean(); break;
        }
    }

    /// <summary>Of a nested ad, as NumHoldsByReason is.</summary>
    public void InnerName(ref Utf8JsonReader reader) => _counts = _at == (int)Known.NumHoldsByReason
        && !reader.ValueTextEquals("UserRequest"u8) && !reader.ValueTextEquals("SubmittedOnHold"u8) && !reader.ValueTextEquals("SpoolingInput"u8);

    public void InnerNumber(ref Utf8JsonReader reader)
    {
        if (_counts && reader.TryGetInt32(out var count)) _holdsByItself += count;
    }

    /// <exception cref="FormatException">It has no id.</exception>
    public JobAd ToJobAd(bool fromHistory) => new()
    {
        Id = Number(Known.ClusterId) is { } cluster && Number(Known.ProcId) is { } proc ? new JobId(cluster, proc) : throw new FormatException("an ad without an id"),
        Tag = JobTag.TryParse(_texts[(int)Known.Tag], out var tag) ? tag : null,
        Instance = _texts[(int)Known.Instance],
        InstanceId = _texts[(int)Known.InstanceId],
        Attempt = Number(Known.Attempt),
        Status = Number(Known.JobStatus) is { } status && Enum.IsDefined((JobStatus)status) ? (JobStatus)status : JobStatus.Unknown,
        GlobalJobId = _texts[(int)Known.GlobalJobId],
        ExitCode = Number(Known.ExitCode),
        ExitSignal = Number(Known.ExitSignal),
        HoldReasonCode = Number(Known.HoldReasonCode),
        HoldReasonSubCode = Number(Known.HoldReasonSubCode),
        HoldReason = _texts[(int)Known.HoldReason],
        HoldsByItself = _holdsByItself,
        RemoveReason = _texts[(int)Known.RemoveReason],
        ReleaseReason = _texts[(int)Known.ReleaseReason],
        GateOpen = _flags[(int)Known.Gate],
        NumJobStarts = Number(Known.NumJobStarts) ?? 0,
        TransferringInput = _flags[(int)Known.TransferringInput] ?? false,
        TransferringOutput = _flags[(int)Known.TransferringOutput] ?? false,
        QueuedAt = Time(Known.QDate),
        FirstStartedAt = Time(Known.JobStartDate),
        StartedAt = Time(Known.JobCurrentStartDate),
        CompletedAt = Time(Known.CompletionDate),
        StatusSince = Time(Known.EnteredCurrentStatus),
        Host = _texts[(int)Known.RemoteHost] ?? _texts[(int)Known.LastRemoteHost],
        FromHistory = fromHistory,
    };

    private int? Number(Known attribute) => _numbers[(int)attribute] is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    /// <summary>Unix seconds; 0 stands for "not yet" (CompletionDate).</summary>
    private DateTimeOffset? Time(Known attribute) => _numbers[(int)attribute] is { } seconds and > 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private string Text(ref Utf8JsonReader reader)
    {
        if (_former[_at] is { } former && reader.ValueTextEquals(former)) return former;
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Hold reasons quote what other programs said, in any encoding; the tools hand the bytes on raw.
            var text = Encoding.UTF8.GetString(reader.ValueSpan);
            return reader.ValueIsEscaped ? JsonSerializer.Deserialize<string>($"\"{text}\"")! : text;
        }
    }
}
