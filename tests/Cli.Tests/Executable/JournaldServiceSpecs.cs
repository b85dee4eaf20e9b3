using System.Globalization;
using HtcondorActors.Http.Tests.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Executable;

/// <summary>
/// The real program as a service whose output is the journal of a real systemd-journald. Needs Debian's package systemd, which ./test
/// installs, and namespaces of users. No systemd starts it, so the journal has no <c>_SYSTEMD_UNIT</c>.
/// </summary>
public sealed class JournaldServiceSpecs
{
    [Fact]
    public async Task A_service_logs_to_the_journal_by_itself_from_its_first_line_to_its_last()
    {
        using var journald = Journald.Begin();
        using var folder = new ConfigFolder("");
        using var sidecar = new SidecarProcess(folder.Config, new Dictionary<string, string>(), _ => { }, "--port", "0")
        {
            Wrapper = journald.Service,
        };
        sidecar.Start();
        var began = Assert.Single(journald.UntilEntries(1, "HTCONDORACTORS_EVENT_NAME=Started"));
        Assert.StartsWith("htcondor-sidecar ", began.GetProperty("MESSAGE").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await sidecar.StopAsync());
        journald.UntilEntries(1, "HTCONDORACTORS_EVENT_NAME=Stopped");
        var all = journald.Entries("_PID=" + sidecar.Id.ToString(CultureInfo.InvariantCulture));
        Assert.All(
            all,
            entry =>
                Assert.Equal(
                    ("journal", "htcondor-sidecar"),
                    (entry.GetProperty("_TRANSPORT").GetString(), entry.GetProperty("SYSLOG_IDENTIFIER").GetString())
                )
        );
    }
}
