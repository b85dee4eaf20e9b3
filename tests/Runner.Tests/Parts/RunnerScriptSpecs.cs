using System.Text;
using HtcondorActors.Actors.Planning;

namespace HtcondorActors.Runner.Tests.Parts;

[Trait("BoundTo", "text")]
public sealed class RunnerScriptSpecs
{
    [Fact]
    public void Shellcheck_finds_nothing_in_it() =>
        Assert.Equal("", Shellcheck.Complaints([(RunnerScript.FileName, Encoding.UTF8.GetString(RunnerScript.Content.Span))]));

    [Fact]
    public void It_is_one_program_that_begins_with_its_interpreter() => Assert.True(RunnerScript.Content.Span.StartsWith("#!/bin/sh\n"u8));

    [Fact]
    public void Its_name_is_a_word_that_a_submit_file_takes() => Assert.Matches("^runner-[0-9a-f]{16}\\.sh$", RunnerScript.FileName);
}
