using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Endpoints;
using HtcondorActors.Http.Hosting;
using HtcondorActors.TestPool;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Http.Tests.Hosting;

/// <summary>The forms of the log, as the readers of each form take them.</summary>
public sealed class LogFormSpecs : IDisposable
{
    private static readonly LoggedPod Pod = new(PodUid.Parse("5d6a8f0e-0000-4000-8000-000000000001"))
    {
        Namespace = "default",
        Name = "train-1",
        Job = "12.0",
        Session = "CreatePod#7",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-log.").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 10, 0, 0, 123, TimeSpan.Zero));

    public void Dispose() => TestFolder.Remove(_folder);

    private byte[] Written(ILogForm form, Action<ILogger> write)
    {
        var written = new MemoryStream();
        using (var output = new LogOutput(written, _ => []))
            write(new FormattedLog(output, form, _clock).CreateLogger("HtcondorActors.Pods"));
        return written.ToArray();
    }

    private string Plain(Action<ILogger> write) => Encoding.UTF8.GetString(Written(new PlainForm(), write));

    private JsonElement Json(Action<ILogger> write)
    {
        var line = Encoding.UTF8.GetString(Written(new JsonForm(), write));
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        return JsonDocument.Parse(line).RootElement;
    }

    /// <summary>Reads a datagram by the rules of journald.</summary>
    private static Dictionary<string, string> Fields(ReadOnlySpan<byte> datagram)
    {
        var fields = new Dictionary<string, string>();
        while (datagram.Length > 0)
        {
            var end = datagram.IndexOf((byte)'\n');
            var line = datagram[..end];
            datagram = datagram[(end + 1)..];
            if (line.IndexOf((byte)'=') is var equals and >= 0)
            {
                fields.Add(Encoding.UTF8.GetString(line[..equals]), Encoding.UTF8.GetString(line[(equals + 1)..]));
                continue;
            }
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(datagram);
            fields.Add(Encoding.UTF8.GetString(line), Encoding.UTF8.GetString(datagram.Slice(sizeof(long), length)));
            datagram = datagram[(sizeof(long) + length + 1)..];
        }
        return fields;
    }

    private static void Refused(ILogger log) =>
        log.CreateRefused(Pod, "interLink (session CreatePod#7)", 400, "spec.containers[0].image: \"\"", "");

    private static void Foreign(ILogger log) =>
        log.Log(LogLevel.Warning, 7, "hold reason: \u202egnp\u2066\nforged: ok\u001b[2J", new IOException("a\r\nb"), (state, _) => state);

    [Fact]
    public void Foreign_text_in_the_plain_log_stays_on_its_line() =>
        Assert.Equal(
            "2026-03-01T10:00:00.123Z warn: HtcondorActors.Pods[7] hold reason: ?gnp? forged: ok [2J System.IO.IOException: a b\n",
            Plain(Foreign)
        );

    [Fact]
    public void A_line_about_a_pod_names_the_pod_as_people_do_with_its_UID_and_its_job() =>
        Assert.Equal(
            "2026-03-01T10:00:00.123Z warn: HtcondorActors.Pods[7004] "
                + "pod default/train-1 (5d6a8f0e-0000-4000-8000-000000000001, job 12.0): create from interLink (session CreatePod#7) "
                + "refused with 400: spec.containers[0].image: \"\"\n",
            Plain(Refused)
        );

    [Fact]
    public void A_JSON_line_has_the_time_the_level_the_number_and_each_value_by_its_name()
    {
        var line = Json(Refused);
        Assert.Equal("2026-03-01T10:00:00.123Z", line.GetProperty("time").GetString());
        Assert.Equal("Warning", line.GetProperty("level").GetString());
        Assert.Equal((7004, "CreateRefused"), (line.GetProperty("event").GetInt32(), line.GetProperty("eventName").GetString()));
        Assert.StartsWith("pod default/train-1 (", line.GetProperty("message").GetString(), StringComparison.Ordinal);
        var fields = line.GetProperty("fields");
        Assert.Equal("5d6a8f0e-0000-4000-8000-000000000001", fields.GetProperty("PodUid").GetString());
        Assert.Equal("default", fields.GetProperty("PodNamespace").GetString());
        Assert.Equal("train-1", fields.GetProperty("PodName").GetString());
        Assert.Equal("12.0", fields.GetProperty("JobId").GetString());
        Assert.Equal("CreatePod#7", fields.GetProperty("Session").GetString());
        Assert.Equal(400, fields.GetProperty("Status").GetInt32());
        Assert.False(fields.TryGetProperty("{OriginalFormat}", out _));
    }

    [Fact]
    public void Foreign_text_in_a_JSON_line_ends_no_line_and_moves_no_cursor()
    {
        var line = Json(Foreign);
        Assert.Equal("hold reason: ?gnp? forged: ok [2J", line.GetProperty("message").GetString());
        Assert.StartsWith("System.IO.IOException: a b", line.GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_of_the_journal_has_a_priority_and_fields_that_journalctl_can_filter_by()
    {
        var fields = Fields(Written(new JournaldForm(), Refused));
        Assert.Equal(("4", "htcondor-sidecar"), (fields["PRIORITY"], fields["SYSLOG_IDENTIFIER"]));
        Assert.StartsWith("pod default/train-1 (", fields["MESSAGE"], StringComparison.Ordinal);
        Assert.Equal("5d6a8f0e-0000-4000-8000-000000000001", fields["HTCONDORACTORS_POD_UID"]);
        Assert.Equal("default", fields["HTCONDORACTORS_POD_NAMESPACE"]);
        Assert.Equal("12.0", fields["HTCONDORACTORS_JOB_ID"]);
        Assert.Equal(("7004", "CreateRefused"), (fields["HTCONDORACTORS_EVENT"], fields["HTCONDORACTORS_EVENT_NAME"]));
        Assert.All(fields.Keys, name => Assert.Matches("^[A-Z][A-Z0-9_]{0,63}$", name));
    }

    [Fact]
    public void An_exception_keeps_its_lines_in_the_journal()
    {
        var fields = Fields(Written(new JournaldForm(), Foreign));
        Assert.Equal("hold reason: ?gnp? forged: ok [2J", fields["MESSAGE"]);
        Assert.Equal("System.IO.IOException: a?\nb", fields["HTCONDORACTORS_EXCEPTION"]);
    }

    [Theory]
    [InlineData(LogLevel.Critical, "2")]
    [InlineData(LogLevel.Error, "3")]
    [InlineData(LogLevel.Information, "6")]
    [InlineData(LogLevel.Debug, "7")]
    public void Each_level_has_the_priority_of_syslog(LogLevel level, string priority) =>
        Assert.Equal(priority, Fields(Written(new JournaldForm(), log => log.Log(level, 1, "x", null, (text, _) => text)))["PRIORITY"]);

    [Fact]
    public void The_journal_gets_each_entry_as_one_datagram_and_again_after_it_was_restarted()
    {
        var path = Path.Combine(_folder, "socket");
        using var output = LogTarget.Of(LogFormat.Journald, Bound(path, out var first), null).Output(_clock);
        var log = new FormattedLog(output, new JournaldForm(), _clock).CreateLogger("x");
        Refused(log);
        Assert.Equal("4", Received(first)["PRIORITY"]);
        first.Dispose();
        File.Delete(path);
        Bound(path, out var second);
        Refused(log);
        Assert.Equal("train-1", Received(second)["HTCONDORACTORS_POD_NAME"]);
        second.Dispose();
    }

    private static string Bound(string path, out Socket journal)
    {
        journal = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };
        journal.Bind(new UnixDomainSocketEndPoint(path));
        return path;
    }

    private static Dictionary<string, string> Received(Socket journal)
    {
        var datagram = new byte[64 << 10];
        return Fields(datagram.AsSpan(0, journal.Receive(datagram)));
    }

    [Fact]
    public void By_itself_the_log_goes_to_the_journal_only_if_systemd_has_connected_this_very_output()
    {
        var journal = Bound(Path.Combine(_folder, "socket"), out var socket);
        socket.Dispose();
        Assert.IsType<PlainForm>(LogTarget.Of(LogFormat.Auto, journal, null).Form);
        // A shell that was started by a service inherits the variable, and has another output.
        Assert.IsType<PlainForm>(LogTarget.Of(LogFormat.Auto, journal, "8:1234567").Form);
        var file = Path.Combine(_folder, "output");
        File.WriteAllText(file, "");
        var device = Shell.Run("/bin/sh", ["-c", "stat -c %d:%i \"$1\"", "sh", file]).Stdout.Trim();
        Assert.True(JournaldSocket.IsOutput(device, file));
        Assert.False(JournaldSocket.IsOutput(device + "1", file));
    }

    [Fact]
    public void A_journal_that_is_asked_for_and_not_there_is_a_warning_and_the_lines_stay_readable()
    {
        var target = LogTarget.Of(LogFormat.Journald, Path.Combine(_folder, "none"), null);
        Assert.IsType<PlainForm>(target.Form);
        Assert.Contains("LogFormat: Journald: there is no ", target.Warning, StringComparison.Ordinal);
    }
}
