using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Writes each log entry as one JSON object on a line: <c>time</c>, <c>level</c>, <c>category</c>, <c>event</c>, <c>eventName</c>,
/// <c>message</c>, <c>exception</c> and <c>fields</c>. docs/log.md describes them.
/// </summary>
internal sealed class JsonForm : ILogForm
{
    private const int LongestValue = 4 * 1024;

    // Letters of other alphabets stay readable. Characters that could move the cursor of a terminal are removed before.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public byte[] Of(LogEntry entry)
    {
        var line = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", UtcTime.Precise(entry.At));
            json.WriteString("level", entry.Level.ToString());
            json.WriteString("category", entry.Category);
            json.WriteNumber("event", entry.Event.Id);
            if (entry.Event.Name is { } name)
                json.WriteString("eventName", name);
            json.WriteString("message", OneLine.Of(entry.Message, PlainForm.LongestEntry));
            if (entry.Fault is { } fault)
                json.WriteString("exception", OneLine.Of(fault.ToString(), PlainForm.LongestEntry));
            json.WriteStartObject("fields");
            foreach (var (key, value) in entry.AllFields)
                Write(json, key, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        return line.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string key, object? value)
    {
        if (value is int or long)
            json.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture));
        else if (value is null)
            json.WriteNull(key);
        else
            json.WriteString(key, OneLine.Of(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", LongestValue));
    }
}
