using System.Text;
using HtcondorActors.Cli.Operators;

namespace HtcondorActors.Cli.Tests;

/// <summary><c>logs POD</c>, as an operator types it.</summary>
public sealed class OperatorLogsSpecs : OperatorTestBed
{
    [Fact]
    public async Task A_log_is_printed_byte_for_byte()
    {
        Held();
        Sidecar.Gateway.OnLogs = async (output, cancel) => await output.WriteAsync(Encoding.UTF8.GetBytes("a\0b"), cancel);
        Assert.Equal(0, await TypeAsync("logs", "bad", "-f", "-c", "main", "--tail", "5"));
        Assert.Equal("a\0b", Output);
        var (_, query) = Assert.Single(Sidecar.Gateway.Read);
        Assert.Equal(("main", 5, true, false), (query.Container, query.Tail, query.Follow, query.Previous));
    }

    [Fact]
    public async Task The_log_of_a_container_that_is_not_there_names_those_that_are()
    {
        Held();
        Assert.Equal(2, await TypeAsync("logs", "bad", "-c", "nope"));
        Assert.Equal(
            "htcondor-sidecar logs: container nope is not valid for pod default/bad, "
                + "choose one of: [main helper] or one of the init containers: "
                + "[setup]\n",
            Error
        );
        Assert.Empty(Sidecar.Gateway.Read);
    }

    [Fact]
    public async Task The_log_of_a_container_that_has_not_started_says_so()
    {
        Held();
        Assert.Equal(1, await TypeAsync("logs", "bad", "-c", "helper"));
        Assert.Equal(
            "htcondor-sidecar logs: container \"helper\" in pod \"bad\" is waiting to start: JobHeld; "
                + "the pod's containers are: setup main helper\n",
            Error
        );
        Assert.Equal(0, await TypeAsync("logs", "bad", "-c", "main")); // it has run and written nothing
    }

    [Fact]
    public void A_log_cannot_steer_an_administrators_terminal()
    {
        using var terminal = new MemoryStream();
        using var safe = new SafeOutput(terminal);
        safe.Write("\tred \u001b[31m\r\n"u8);
        safe.Write([0xc2]);
        safe.Write([0x9b, 0x41, 0x07]);
        safe.Write("caf\u00e9 \u4e9b"u8); // the last byte of this sign is 0x9b
        Assert.Equal("\tred ?[31m\r\n\ufffd?A?caf\u00e9 \u4e9b", Encoding.UTF8.GetString(terminal.ToArray()));
    }

    [Theory]
    [InlineData("-p")]
    [InlineData("--previous")]
    public async Task The_log_of_the_attempt_before_the_last_restart_is_asked_for(string flag)
    {
        Held();
        Sidecar.Gateway.OnLogs = async (output, cancel) => await output.WriteAsync("the one before\n"u8.ToArray(), cancel);
        Assert.Equal(0, await TypeAsync("logs", "bad", flag, "-c", "main"));
        Assert.Equal("the one before\n", Output);
        var (_, query) = Assert.Single(Sidecar.Gateway.Read);
        Assert.Equal(("main", false, true), (query.Container, query.Follow, query.Previous));
    }
}
