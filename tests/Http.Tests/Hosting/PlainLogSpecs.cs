using System.Text;
using HtcondorActors.Http.Hosting;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Http.Tests.Hosting;

public sealed class PlainLogSpecs
{
    [Fact]
    public void Whoever_logs_foreign_text_writes_one_line_that_reads_as_it_is_stored()
    {
        var written = new MemoryStream();
        using (var lines = new LogOutput(written))
            new PlainLog(lines, TimeProvider.System)
                .CreateLogger("HtcondorActors.Pods")
                .Log(
                    LogLevel.Warning,
                    7,
                    "hold reason: \u202egnp\u2066\nforged: ok\u001b[2J",
                    new IOException("a\r\nb"),
                    (state, _) => state
                );
        Assert.Matches(
            @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn: "
                + @"HtcondorActors\.Pods\[7\] hold reason: \?gnp\? forged: ok \[2J System\.IO\.IOException: a b\n$",
            Encoding.UTF8.GetString(written.ToArray())
        );
    }
}
