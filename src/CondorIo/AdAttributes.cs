using System.Text;
using System.Text.Json;
using CommunityToolkit.HighPerformance.Buffers;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Collects the attributes of one job ad while it is read. An undefined attribute is absent or null. An attribute of a wrong type (an
/// expression that is not a literal appears as a string <c>/Expr(...)/</c>), or a number outside its range, makes the whole ad unreadable:
/// nothing is concluded from the rest of it.
/// </summary>
internal sealed class AdAttributes(CondorIoOptions options)
{
    /// <summary>The most characters of a reason, which may quote a whole error message of another machine.</summary>
    private const int LongestReason = 2000;

    private const int LongestSlot = 255;

    /// <summary>Larger amounts are none.</summary>
    private const double MostUsage = 1e15;

    /// <summary>
    /// One text for each slot, however many jobs ran there. It is not the shared pool, from which ten thousand slots would displace the
    /// names of everything else.
    /// </summary>
    private static readonly StringPool Slots = new(4096);

    private readonly byte[][] _names = [.. AdSchema.NamesOf(options).Select(Encoding.UTF8.GetBytes)];
    private readonly string?[] _texts = new string?[AdSchema.Count];
    private readonly long?[] _numbers = new long?[AdSchema.Count];
    private readonly bool?[] _flags = new bool?[AdSchema.Count];

    /// <summary>The last text of each attribute, which is reused if it is the same: most ads have the same instance and reasons.</summary>
    private readonly string?[] _former = new string?[AdSchema.Count];
    private int _at;
    private bool _counts;
    private long _holdsByItself;
    private long _holdsByPolicy;
    private bool _isPolicy;

    // One bit for each attribute: there are fewer than 64.
    private ulong _seen;
    private ulong _faulty;
    private (string Attribute, string Words)? _fault;

    public void Clear()
    {
        Array.Clear(_texts);
        Array.Clear(_numbers);
        Array.Clear(_flags);
        (_holdsByItself, _holdsByPolicy, _seen, _faulty, _fault) = (0, 0, 0, 0, null);
    }

    public void Name(ref Utf8JsonReader reader)
    {
        _counts = false;
        _at = -1;
        // None of the wanted names is ever escaped, and comparing a name with a lone surrogate would throw.
        if (reader.ValueIsEscaped)
            return;
        for (_at = AdSchema.Count - 1; _at >= 0; _at--)
            if (reader.ValueTextEquals(_names[_at]))
                break;
        if (_at < 0)
            return;
        if ((_seen & 1UL << _at) != 0)
            Fault("is there twice");
        _seen |= 1UL << _at;
    }

    public void Value(ref Utf8JsonReader reader)
    {
        if (_at < 0)
            return;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null or JsonTokenType.EndObject or JsonTokenType.EndArray:
                break;
            case JsonTokenType.StartObject when AdSchema.IsCounts(At):
                break;
            case JsonTokenType.Number when AdSchema.IsUsage(At):
                _numbers[_at] = reader.TryGetDouble(out var amount) && amount is >= 0 and <= MostUsage ? (long)amount : null;
                break;
            case var token when AdSchema.IsUsage(At) || (AdSchema.IsSlot(At) && token != JsonTokenType.String):
                break;
            case JsonTokenType.String when AdSchema.IsText(At):
                _texts[_at] = _former[_at] = Text(ref reader);
                break;
            case JsonTokenType.Number when AdSchema.RangeOf(At) is var (least, most):
                Number(ref reader, least, most);
                break;
            case JsonTokenType.True or JsonTokenType.False when AdSchema.IsFlag(At):
                _flags[_at] = reader.GetBoolean();
                break;
            default:
                Fault($"is {KindOf(reader.TokenType)}, expected {Expected}");
                break;
        }
    }

    /// <summary>A name in a nested ad, such as NumHoldsByReason.</summary>
    public void InnerName(ref Utf8JsonReader reader)
    {
        _counts =
            AdSchema.IsCounts(At)
            && !reader.ValueIsEscaped
            && !reader.ValueTextEquals("UserRequest"u8)
            && !reader.ValueTextEquals("SubmittedOnHold"u8)
            && !reader.ValueTextEquals("SpoolingInput"u8);
        _isPolicy = _counts && reader.ValueTextEquals("JobPolicy"u8);
    }

    public void InnerValue(ref Utf8JsonReader reader)
    {
        if (!AdSchema.IsCounts(At))
            return;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var count) || count < 0)
            Fault("has a count that is none");
        else if (_counts)
            (_holdsByItself, _holdsByPolicy) = (_holdsByItself + count, _holdsByPolicy + (_isPolicy ? count : 0));
    }

    /// <summary>Returns the ad, or, if an attribute is invalid, what is known of the unreadable job.</summary>
    public (JobAd? Ad, UnreadableJob? Unreadable) End(bool fromHistory)
    {
        var hasId = Has(AdAttribute.ClusterId) && Has(AdAttribute.ProcId);
        var id = hasId ? new JobId(Number(AdAttribute.ClusterId)!.Value, Number(AdAttribute.ProcId)!.Value) : default(JobId?);
        var tag = IsFaulty(AdAttribute.Tag) ? null : TagOf(_texts[(int)AdAttribute.Tag]);
        if (id is null)
            Missing(AdAttribute.ClusterId, AdAttribute.ProcId);
        if (!Has(AdAttribute.JobStatus))
            Missing(AdAttribute.JobStatus);
        if (tag is null && _texts[(int)AdAttribute.Tag] is not null)
            Fault(AdAttribute.Tag, "is no tag");
        if (_holdsByItself > int.MaxValue)
            Fault(AdAttribute.NumHoldsByReason, "has a count that is none");
        var name = _texts[(int)AdAttribute.GlobalJobId];
        if (id is { } job && name is not null && !IsNameOf(job, name))
            Fault(AdAttribute.GlobalJobId, "is not this job's");
        return _fault is { } fault
            ? (null, new UnreadableJob(id, tag, fault.Attribute, fault.Words))
            : (ToJobAd(id!.Value, tag, fromHistory), null);
    }

    private JobAd ToJobAd(JobId id, JobTag? tag, bool fromHistory) =>
        new()
        {
            Id = id,
            Tag = tag,
            Instance = _texts[(int)AdAttribute.Instance],
            InstanceId = _texts[(int)AdAttribute.InstanceId],
            Attempt = Number(AdAttribute.Attempt),
            Status = (JobStatus)Number(AdAttribute.JobStatus)!,
            GlobalJobId = _texts[(int)AdAttribute.GlobalJobId],
            ExitCode = Number(AdAttribute.ExitCode),
            ExitSignal = Number(AdAttribute.ExitSignal) is > 0 and var signal ? signal : null,
            HoldReasonCode = Number(AdAttribute.HoldReasonCode),
            HoldReasonSubCode = Number(AdAttribute.HoldReasonSubCode),
            HoldReason = _texts[(int)AdAttribute.HoldReason],
            HoldsByItself = (int)_holdsByItself,
            HoldsByPolicy = (int)_holdsByPolicy,
            RemoveReason = _texts[(int)AdAttribute.RemoveReason],
            ReleaseReason = _texts[(int)AdAttribute.ReleaseReason],
            RejectReason = _texts[(int)AdAttribute.LastRejMatchReason]?.Trim(),
            GateOpen = _flags[(int)AdAttribute.Gate],
            NumJobStarts = Number(AdAttribute.NumJobStarts) ?? 0,
            FirstStartedAt = Time(AdAttribute.JobStartDate),
            StartedAt = Time(AdAttribute.JobCurrentStartDate),
            CompletedAt = Time(AdAttribute.CompletionDate),
            StatusSince = Time(AdAttribute.EnteredCurrentStatus),
            SlotHost = _texts[(int)AdAttribute.RemoteHost] ?? _texts[(int)AdAttribute.LastRemoteHost],
            UsedCpuSeconds = Sum(_numbers[(int)AdAttribute.RemoteUserCpu], _numbers[(int)AdAttribute.RemoteSysCpu]),
            // MemoryUsage is a number only where something else than the resident set was measured (docker universe).
            UsedMemoryMiB = _numbers[(int)AdAttribute.MemoryUsage] ?? (_numbers[(int)AdAttribute.ResidentSetSize] + 1023) / 1024,
            FromHistory = fromHistory,
        };

    private string Expected =>
        AdSchema.IsText(At) ? "a text"
        : AdSchema.IsFlag(At) ? "true or false"
        : AdSchema.IsCounts(At) ? "a list of counts"
        : "a number";

    private AdAttribute At => (AdAttribute)_at;

    private bool Has(AdAttribute attribute) => _numbers[(int)attribute] is not null && !IsFaulty(attribute);

    private bool IsFaulty(AdAttribute attribute) => (_faulty & 1UL << (int)attribute) != 0;

    private int? Number(AdAttribute attribute) => (int?)_numbers[(int)attribute];

    private static long? Sum(long? one, long? other) => one is null ? other : one + (other ?? 0);

    /// <summary>Reads Unix seconds; 0 means "not yet" (CompletionDate).</summary>
    private DateTimeOffset? Time(AdAttribute attribute) =>
        _numbers[(int)attribute] is { } seconds and > 0 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private void Number(ref Utf8JsonReader reader, long least, long most)
    {
        var (isWhole, mayBeZero) = (reader.TryGetInt64(out var number), least == AdSchema.FirstSecond);
        if (isWhole && ((number >= least && number <= most) || (number == 0 && mayBeZero)))
            _numbers[_at] = number;
        else
            Fault($"is {Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(20, reader.ValueSpan.Length)])}, expected {least} to {most}");
    }

    private void Missing(params ReadOnlySpan<AdAttribute> attributes)
    {
        foreach (var attribute in attributes)
            if (!Has(attribute))
                Fault(attribute, "is not there");
    }

    // Only the first fault is reported.
    private void Fault(string words) => Fault(At, words);

    private void Fault(AdAttribute attribute, string words)
    {
        _faulty |= 1UL << (int)attribute;
        _fault ??= (Encoding.UTF8.GetString(_names[(int)attribute]), words);
    }

    private static JobTag? TagOf(string? text) => JobTag.TryParse(text, out var tag) ? tag : null;

    /// <summary>
    /// True for <c>SCHEDD#CLUSTER.PROC#TIME</c> with this job's id. The global id identifies a job even if its short id is given again.
    /// </summary>
    private static bool IsNameOf(JobId id, string name) =>
        name.Length <= 512
        && name.All(c => c is > ' ' and <= '~')
        && name.Split('#') is [{ Length: > 0 }, var job, { Length: > 0 } time]
        && JobId.TryParse(job, out var named)
        && named == id
        && time.All(char.IsAsciiDigit);

    private static string KindOf(JsonTokenType token) =>
        token switch
        {
            JsonTokenType.String => "a text",
            JsonTokenType.Number => "a number",
            JsonTokenType.True or JsonTokenType.False => "true or false",
            _ => "a list",
        };

    private string Text(ref Utf8JsonReader reader)
    {
        if (_former[_at] is { } former && !reader.ValueIsEscaped && reader.ValueTextEquals(former))
            return former;
        string text;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Hold reasons quote other programs, in any encoding, and the tools pass the bytes on unchanged. Escapes in such a text are
            // kept as they are.
            text = Encoding.UTF8.GetString(reader.ValueSpan);
        }
        // These texts appear in logs and in published statuses.
        if (AdSchema.IsSlot(At))
            return Slots.GetOrAdd(SafeLine.Within(text, LongestSlot));
        return At is AdAttribute.HoldReason or AdAttribute.RemoveReason or AdAttribute.ReleaseReason or AdAttribute.LastRejMatchReason
            ? SafeLine.Within(text, LongestReason)
            : text;
    }
}
