using System.Text.Json;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli.Tests;

/// <summary>The forms of the answers of commands that show no list of pods.</summary>
public sealed class AnswerFormSpecs : OperatorTestBed
{
    [Theory]
    [InlineData(""","total":{"namespace":"*",""", "top")]
    [InlineData("""{"draining":false}""", "drain", "status")]
    [InlineData("""{"level":"Trace","configured":"Trace"}""", "log-level")]
    [InlineData("""{"uid":"5d6a8f0e""", "retry", "bad")]
    public async Task Every_answer_about_the_sidecar_comes_as_JSON_and_YAML_too(string part, params string[] command)
    {
        Pods.Add(7, "default", "bad", pod => pod with { Stage = PodStage.Held, NextTryAt = pod.Since.AddMinutes(5) });
        Assert.Equal(0, await TypeAsync([.. command, "-o", "json"]));
        var (json, before) = (Output, Lines.Length);
        using var parsed = JsonDocument.Parse(json);
        Assert.Contains(part, JsonSerializer.Serialize(parsed.RootElement), StringComparison.Ordinal);
        Assert.Equal(0, await TypeAsync([.. command, "-o", "yaml"]));
        Assert.StartsWith(parsed.RootElement.EnumerateObject().First().Name + ":", Lines[before], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--output: name is given, table, json or yaml is expected", "drain", "status", "-o", "name")]
    [InlineData("--output: wide is given, table, json or yaml is expected", "top", "-o", "wide")]
    [InlineData("top -o json has no pods: leave --pods and --sort out, and see pods -o json", "top", "-o", "json", "--pods", "3")]
    public async Task A_form_that_an_answer_does_not_have_is_refused(string words, params string[] command)
    {
        Assert.Equal(2, await TypeAsync(command));
        Assert.Contains(words, Error, StringComparison.Ordinal);
        Assert.Equal("", Output);
    }

    [Fact]
    public async Task Use_that_HTCondor_has_not_told_is_no_number()
    {
        Pods.Add(8, "physics", "new");
        Assert.Equal(0, await TypeAsync("top"));
        Assert.Matches("^physics +1 .* - +-$", Lines[1]);
        Assert.Matches("^physics +new .* - +- +-$", Lines[^1]);
    }
}
