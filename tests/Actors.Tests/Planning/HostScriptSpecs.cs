using HtcondorActors.Actors.Planning;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class HostScriptSpecs
{
    [Theory]
    [InlineData("/bin/bash", "echo a; echo b", true)]
    [InlineData("python3.11", "print(1)", true)]
    [InlineData("sleep", "5", false)]
    [InlineData("bash", "--version", false)]
    [InlineData("bash", "", false)]
    public void One_argument_may_be_a_script_where_the_command_is_an_interpreter(string command, string argument, bool mayBe) =>
        Assert.Equal(mayBe, HostScript.MayBe([command], [argument]));

    [Fact]
    public void All_else_is_run_as_it_stands()
    {
        Assert.False(HostScript.MayBe(["bash", "-c"], ["echo a"]));
        Assert.False(HostScript.MayBe(["bash"], ["a", "b"]));
        Assert.False(HostScript.MayBe([], ["bash", "echo a"]));
    }

    [Fact]
    public void Only_without_a_container()
    {
        var container = Container() with { Command = ["/bin/bash"], Args = ["echo a; echo b"] };
        Assert.Equal(["1"], Sourced(Planned(Of(container with { Image = "host" })), "c1_script"));
        Assert.DoesNotContain(
            "c1_script",
            System.Text.Encoding.UTF8.GetString(Content(Planned(Of(container)), "plan").Span),
            StringComparison.Ordinal
        );
    }
}
