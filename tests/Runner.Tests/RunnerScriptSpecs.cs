using System.ComponentModel;
using HtcondorActors.Actors.Planning;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

public sealed class RunnerScriptSpecs
{
    [Fact]
    public void Shellcheck_finds_nothing_in_it()
    {
        var folder = Directory.CreateTempSubdirectory("ila-check.").FullName;
        try
        {
            var file = Path.Combine(folder, RunnerScript.FileName);
            File.WriteAllBytes(file, RunnerScript.Content.Span);
            var checkedBy = Shell.Run("shellcheck", ["--shell=sh", file]);
            Assert.True(checkedBy.ExitCode == 0, checkedBy.Output);
        }
        catch (Win32Exception)
        {
            Assert.Fail("shellcheck is not on this machine: apt-get install shellcheck");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void It_is_one_program_that_begins_with_its_interpreter() => Assert.True(RunnerScript.Content.Span.StartsWith("#!/bin/sh\n"u8));

    [Fact]
    public void Its_name_is_a_word_that_a_submit_file_takes() => Assert.Matches("^runner-[0-9a-f]{16}\\.sh$", RunnerScript.FileName);
}
