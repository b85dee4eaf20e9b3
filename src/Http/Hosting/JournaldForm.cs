using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Writes each log entry as a datagram of journald's native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL): <c>MESSAGE</c>,
/// <c>PRIORITY</c>, <c>SYSLOG_IDENTIFIER</c>, and one field <c>HTCONDORACTORS_...</c> for each value. Entries are short enough for a
/// datagram, so the protocol's way for larger ones is not needed.
/// </summary>
internal sealed class JournaldForm : ILogForm
{
    internal const string Identifier = "htcondor-sidecar";
    internal const string Prefix = "HTCONDORACTORS_";

    /// <summary>journald ignores fields with longer names.</summary>
    private const int LongestName = 64;
    private const int LongestValue = 4 * 1024;

    public byte[] Of(LogEntry entry)
    {
        var datagram = new ArrayBufferWriter<byte>(512);
        Field(datagram, "MESSAGE", OneLine.Of(entry.Message, PlainForm.LongestEntry));
        Field(datagram, "PRIORITY", PriorityOf(entry.Level));
        Field(datagram, "SYSLOG_IDENTIFIER", Identifier);
        Field(datagram, Prefix + "CATEGORY", entry.Category);
        Field(datagram, Prefix + "EVENT", entry.Event.Id.ToString(CultureInfo.InvariantCulture));
        if (entry.Event.Name is { } name)
            Field(datagram, Prefix + "EVENT_NAME", name);
        if (entry.Fault is { } fault)
            Field(datagram, Prefix + "EXCEPTION", Cut(OneLine.Each(fault.ToString()), PlainForm.LongestEntry));
        foreach (var (key, value) in entry.AllFields)
            Field(datagram, NameOf(key), Cut(OneLine.Each(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""), LongestValue));
        return datagram.WrittenSpan.ToArray();
    }

    /// <summary><c>PodUid</c> becomes <c>HTCONDORACTORS_POD_UID</c>.</summary>
    internal static string NameOf(string key)
    {
        var name = new StringBuilder(Prefix);
        foreach (var letter in key)
        {
            if (char.IsAsciiLetterUpper(letter) && name.Length > Prefix.Length && name[^1] != '_')
                name.Append('_');
            name.Append(char.IsAsciiLetterOrDigit(letter) ? char.ToUpperInvariant(letter) : '_');
        }
        return name.Length > LongestName ? name.ToString(0, LongestName) : name.ToString();
    }

    // Syslog's numbers: 2 critical, 3 error, 4 warning, 6 information, 7 debug.
    private static string PriorityOf(LogLevel level) =>
        level switch
        {
            LogLevel.Critical => "2",
            LogLevel.Error => "3",
            LogLevel.Warning => "4",
            LogLevel.Information => "6",
            _ => "7",
        };

    // A value with line breaks goes with its length: eight bytes, the least significant first.
    private static void Field(ArrayBufferWriter<byte> datagram, string name, string value)
    {
        datagram.Write(Encoding.ASCII.GetBytes(name));
        var bytes = Encoding.UTF8.GetBytes(value);
        if (value.Contains('\n', StringComparison.Ordinal))
        {
            datagram.Write("\n"u8);
            BinaryPrimitives.WriteInt64LittleEndian(datagram.GetSpan(sizeof(long)), bytes.Length);
            datagram.Advance(sizeof(long));
        }
        else
            datagram.Write("="u8);
        datagram.Write(bytes);
        datagram.Write("\n"u8);
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..longest] + " [cut here]";
}
