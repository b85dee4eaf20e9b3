using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HtcondorActors.Cli.VirtualKubelet;

/// <summary>
/// Reads a status answer by the rules of Go's encoding/json with interLink's types: unknown keys are skipped, the case of names is ignored,
/// null means absent, and one value of a wrong type makes the whole answer invalid.
/// </summary>
internal sealed partial class StatusAnswerReader
{
    private readonly List<string> _faults = [];

    public StatusAnswer Read(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(
                Surrogate().Replace(body, escape => escape.Length == "\\ud800".Length ? @"\ufffd" : escape.Value)
            );
            var entries = List(document.RootElement, "answer", Pod);
            return new StatusAnswer(entries, _faults);
        }
        catch (JsonException)
        {
            return new StatusAnswer([], [body.Length == 0 ? "the answer is empty" : "the answer is not JSON"]);
        }
    }

    private PodEntry Pod(JsonElement json, string at) =>
        new(
            Text(json, "UID", at),
            Text(json, "JID", at),
            Text(json, "name", at),
            Text(json, "namespace", at),
            List(Member(json, "containers", at), at + ".containers", Container),
            List(Member(json, "initContainers", at), at + ".initContainers", Container)
        );

    private ContainerEntry Container(JsonElement json, string at)
    {
        foreach (var key in (string[])["image", "imageID", "containerID"])
            Text(json, key, at);
        foreach (var key in (string[])["ready", "started"])
            Flag(json, key, at);
        return new ContainerEntry(
            Text(json, "name", at),
            State(json, "state", at),
            State(json, "lastState", at),
            Number(json, "restartCount", at) ?? 0
        );
    }

    private StateEntry State(JsonElement json, string key, string at)
    {
        var state = Member(json, key, at);
        at += "." + key;
        return new StateEntry(
            Inner(state, "waiting", at, (it, where) => new WaitingEntry(Text(it, "reason", where), Text(it, "message", where))),
            Inner(state, "running", at, (it, where) => new RunningEntry(Time(it, "startedAt", where))),
            Inner(state, "terminated", at, Terminated)
        );
    }

    private TerminatedEntry Terminated(JsonElement json, string at)
    {
        Number(json, "signal", at);
        Text(json, "containerID", at);
        return new TerminatedEntry(
            Number(json, "exitCode", at),
            Text(json, "reason", at),
            Text(json, "message", at),
            Time(json, "startedAt", at),
            Time(json, "finishedAt", at)
        );
    }

    private List<T> List<T>(JsonElement? json, string at, Func<JsonElement, string, T> each)
    {
        if (json is not { } list || list.ValueKind is JsonValueKind.Null)
            return [];
        if (list.ValueKind is JsonValueKind.Array)
            return [.. list.EnumerateArray().Select((item, i) => each(item, $"{at}[{i}]"))];
        _faults.Add($"{at}: a list is wanted, not {list.ValueKind}");
        return [];
    }

    private T? Inner<T>(JsonElement? json, string key, string at, Func<JsonElement, string, T> read)
        where T : class =>
        json is { } holder && Member(holder, key, at) is { ValueKind: JsonValueKind.Object } inner ? read(inner, at + "." + key) : null;

    private JsonElement? Member(JsonElement json, string key, string at)
    {
        if (json.ValueKind is not JsonValueKind.Object)
        {
            if (json.ValueKind is not JsonValueKind.Null)
                _faults.Add($"{at}: an object is wanted, not {json.ValueKind}");
            return null;
        }
        JsonElement? found = null;
        foreach (var member in json.EnumerateObject())
            if (string.Equals(member.Name, key, StringComparison.OrdinalIgnoreCase))
                found = member.Value;
        return found is { ValueKind: JsonValueKind.Null } ? null : found;
    }

    private string Text(JsonElement json, string key, string at)
    {
        if (Member(json, key, at) is not { } value)
            return "";
        if (value.ValueKind is JsonValueKind.String)
            return value.GetString()!;
        _faults.Add($"{at}.{key}: text is wanted, not {value.GetRawText()}");
        return "";
    }

    private void Flag(JsonElement json, string key, string at)
    {
        if (Member(json, key, at) is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } value)
            _faults.Add($"{at}.{key}: true or false is wanted, not {value.GetRawText()}");
    }

    private int? Number(JsonElement json, string key, string at)
    {
        if (Member(json, key, at) is not { } value)
            return null;
        // Go refuses 1.0 and 1e0 for an int32; .NET would accept 1e0.
        if (int.TryParse(value.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        _faults.Add($"{at}.{key}: a whole number is wanted, not {value.GetRawText()}");
        return null;
    }

    private DateTimeOffset? Time(JsonElement json, string key, string at)
    {
        if (Member(json, key, at) is not { } value)
            return null;
        if (
            value.ValueKind is JsonValueKind.String
            && Rfc3339().IsMatch(value.GetString()!)
            && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var time)
        )
            return time;
        _faults.Add($"{at}.{key}: an RFC 3339 time with zone is wanted, not {value.GetRawText()}");
        return null;
    }

    /// <summary>
    /// Matches escapes. A lone surrogate has six characters; Go reads it as U+FFFD, and .NET refuses it. The other escapes are matched too,
    /// so that no match begins in the middle of one.
    /// </summary>
    [GeneratedRegex(
        @"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|[^u]|u)",
        RegexOptions.Singleline
    )]
    private static partial Regex Surrogate();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d+)?(Z|[+-]\d\d:\d\d)\z")]
    private static partial Regex Rfc3339();
}
