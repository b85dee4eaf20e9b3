using System.Globalization;
using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Endpoints;
using HtcondorActors.Http.Hosting;
using HtcondorActors.TestPool;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Http.Tests.Hosting;

/// <summary>
/// The log goes to a real systemd-journald, and journalctl reads it back. Needs Debian's package systemd, which ./test installs, and
/// namespaces of users.
/// </summary>
public sealed class JournaldSpecs : IDisposable
{
    private const string Product = "SYSLOG_IDENTIFIER=htcondor-sidecar";

    private static readonly LoggedPod Pod = new(PodUid.Parse("5d6a8f0e-0000-4000-8000-000000000001"))
    {
        Namespace = "default",
        Name = "train-1",
        Job = "12.0",
        Session = "CreatePod#7",
    };

    private readonly Journald _journald = Journald.Begin();
    private readonly LogOutput _output;
    private readonly ILogger _log;

    public JournaldSpecs()
    {
        var target = LogTarget.Of(LogFormat.Journald, _journald.Socket, null);
        _output = target.Output(TimeProvider.System);
        _log = new FormattedLog(_output, target.Form, TimeProvider.System).CreateLogger("HtcondorActors.Pods");
    }

    public void Dispose()
    {
        _output.Dispose();
        _journald.Dispose();
    }

    private static string Text(JsonElement entry, string field) => entry.GetProperty(field).GetString()!;

    private void Say(LogLevel level, string words, Exception? fault = null) => _log.Log(level, 7, words, fault, (text, _) => text);

    [Fact]
    public void Journalctl_finds_a_line_by_the_pod_its_job_the_event_and_the_priority()
    {
        _log.CreateRefused(Pod, "interLink (session CreatePod#7)", 400, "spec.containers[0].image: \"\"", "");
        Say(LogLevel.Information, "another line");
        _journald.UntilEntries(2, Product);
        string[][] ways =
        [
            ["-t", "htcondor-sidecar", "-p", "warning"],
            ["HTCONDORACTORS_POD_NAMESPACE=default", "HTCONDORACTORS_POD_NAME=train-1"],
            ["HTCONDORACTORS_POD_UID=5d6a8f0e-0000-4000-8000-000000000001"],
            ["HTCONDORACTORS_JOB_ID=12.0"],
            ["HTCONDORACTORS_SESSION=CreatePod#7"],
            ["HTCONDORACTORS_EVENT_NAME=CreateRefused"],
            ["HTCONDORACTORS_EVENT=7004", "HTCONDORACTORS_STATUS=400"],
        ];
        foreach (var way in ways)
        {
            var entry = Assert.Single(_journald.Entries(way));
            Assert.Equal(
                "pod default/train-1 (5d6a8f0e-0000-4000-8000-000000000001, job 12.0): create from interLink (session CreatePod#7) "
                    + "refused with 400: spec.containers[0].image: \"\"",
                Text(entry, "MESSAGE")
            );
            Assert.Equal(("4", "HtcondorActors.Pods"), (Text(entry, "PRIORITY"), Text(entry, "HTCONDORACTORS_CATEGORY")));
            // The journal itself has seen who wrote it.
            Assert.Equal(
                ("journal", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)),
                (Text(entry, "_TRANSPORT"), Text(entry, "_PID"))
            );
        }
    }

    [Fact]
    public void Each_level_is_found_by_its_priority_and_the_lines_keep_their_order()
    {
        foreach (var level in (LogLevel[])[LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical])
            Say(level, level.ToString());
        var all = _journald.UntilEntries(5, Product);
        Assert.Equal(
            ["7 Debug", "6 Information", "4 Warning", "3 Error", "2 Critical"],
            all.Select(entry => $"{Text(entry, "PRIORITY")} {Text(entry, "MESSAGE")}")
        );
        Assert.Equal(["Error", "Critical"], _journald.Entries(Product, "-p", "err").Select(entry => Text(entry, "MESSAGE")));
    }

    [Fact]
    public void An_exception_keeps_its_lines_and_foreign_text_forges_no_entry_and_no_field()
    {
        var fault = new IOException("a\nPRIORITY=0\nb");
        Say(LogLevel.Warning, "hold reason: \u202egnp\u2066\nPRIORITY=0\nforged: ok\u001b[2J é 日本", fault);
        var entry = Assert.Single(_journald.UntilEntries(1, Product));
        Assert.Equal("hold reason: ?gnp? PRIORITY=0 forged: ok [2J é 日本", Text(entry, "MESSAGE"));
        Assert.Equal("System.IO.IOException: a\nPRIORITY=0\nb", Text(entry, "HTCONDORACTORS_EXCEPTION"));
        Assert.Equal("4", Text(entry, "PRIORITY"));
    }

    [Fact]
    public void The_largest_entry_arrives_whole()
    {
        var words = new string('日', PlainForm.LongestEntry);
        var value = new string('本', 4096);
        _log.Log(
            LogLevel.Error,
            7,
            (IReadOnlyList<KeyValuePair<string, object?>>)
                [.. Enumerable.Range(0, 8).Select(i => KeyValuePair.Create("Value" + i, (object?)value))],
            new IOException(words),
            (_, _) => words
        );
        var entry = Assert.Single(_journald.UntilEntries(1, Product));
        Assert.Equal(words, Text(entry, "MESSAGE"));
        Assert.StartsWith("System.IO.IOException: 日", Text(entry, "HTCONDORACTORS_EXCEPTION"), StringComparison.Ordinal);
        Assert.EndsWith("日 [cut here]", Text(entry, "HTCONDORACTORS_EXCEPTION"), StringComparison.Ordinal);
        for (var i = 0; i < 8; i++)
            Assert.Equal(value, Text(entry, $"HTCONDORACTORS_VALUE{i}"));
    }

    [Fact]
    public void The_log_goes_on_after_a_restart_of_the_journal()
    {
        Say(LogLevel.Information, "before");
        _journald.UntilEntries(1, Product);
        _journald.Restart();
        Say(LogLevel.Information, "after");
        Assert.Equal(["before", "after"], _journald.UntilEntries(2, Product).Select(entry => Text(entry, "MESSAGE")));
    }

    [Fact]
    public void A_journal_that_hangs_delays_nobody_and_says_later_how_much_is_missing()
    {
        const int Written = 3 * LogOutput.AtMost;
        _journald.Freeze();
        for (var i = 0; i < Written; i++)
            Say(LogLevel.Information, "line");
        _journald.GoOn();
        var lost = Assert.Single(_journald.UntilEntries(1, Product, "-p", "warning"));
        var count = int.Parse(Text(lost, "MESSAGE").Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.EndsWith(
            "entries of the log were dropped here, because its reader did not take them",
            Text(lost, "MESSAGE"),
            StringComparison.Ordinal
        );
        Assert.Equal(Written - count, _journald.UntilEntries(Written - count, Product, "PRIORITY=6").Count);
    }
}
