using System.Security.Cryptography;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Runner.Tests;

public sealed class RunnerLogSpecs
{
    [Theory, ClassData(typeof(Shells))]
    public void Lines_arrive_while_the_container_runs(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(PlanContainer.Host("main", "sh", "-c", "echo one; while [ ! -e go ]; do sleep 0.02; done; echo two"))
        );

        job.Until(it => it.LogOf("main") == "one\n");
        Assert.Null(job.ExitOf("main"));
        File.WriteAllText(Path.Combine(job.Folder, "go"), "");

        job.EndsWith(0);
        Assert.Equal("one\ntwo\n", job.LogOf("main"));
    }

    /// <summary>bash goes back in a file that it has not read to the end, and cannot if the file's process has ended meanwhile. Then the
    /// rest came out of the next read of the clock, and the run ended with 125.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void A_writer_that_ends_while_its_position_is_read_spoils_nothing(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(PlanContainer.Host("main", "sh", "-c", "echo one; sleep 1; echo two")),
            folder => Compiled.Write("unseekable.c", folder + "/unseekable.so", "-shared", "-fPIC"),
            "sh",
            "-c",
            "LD_PRELOAD=$PWD/unseekable.so exec \"$@\"",
            "sh"
        );

        job.EndsWith(0);

        Assert.Equal("one\ntwo\n", job.LogOf("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Megabytes_of_any_bytes_from_two_containers_arrive_complete_before_their_exits(string shell)
    {
        var bytes = RandomNumberGenerator.GetBytes(5_000_001);
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(PlanContainer.Host("a", "cat", "bytes"), PlanContainer.Host("b", "cat", "bytes")),
            folder => File.WriteAllBytes(Path.Combine(folder, "bytes"), bytes)
        );

        job.EndsWith(0);

        Assert.True(bytes.AsSpan().SequenceEqual(job.LogBytesOf("a")));
        Assert.True(bytes.AsSpan().SequenceEqual(job.LogBytesOf("b")));
        foreach (var name in new[] { "a", "b" })
        {
            var own = job.Parts.Where(part => part.Container == name).ToList();
            Assert.Equal(FrameKind.Start, Assert.IsType<Frame>(own[0]).Kind);
            Assert.Equal(FrameKind.Exit, Assert.IsType<Frame>(own[^1]).Kind);
            Assert.All(own[1..^1], part => Assert.IsType<LogPiece>(part));
        }
    }
}
