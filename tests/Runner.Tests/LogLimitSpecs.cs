using System.Globalization;

namespace HtcondorActors.Runner.Tests;

public sealed class LogLimitSpecs
{
    private const int Limit = 4 << 20;
    private const int Whole = Limit / 8 * 7;
    private const string Dropped = " bytes were dropped here: this log is longer than the site keeps]";

    [Theory, ClassData(typeof(Shells))]
    public void A_log_that_is_too_long_shows_its_beginning_what_was_dropped_and_its_end(string shell)
    {
        // No sample between the beginning and the end, however long it takes.
        using var job = new RunnerJob(shell, Plan(PlanContainer.Host("main", "seq", "1000001", "4000000"), sampleMs: 3_600_000));
        job.EndsWith(0);
        var log = job.LogOf("main");

        var mark = log.IndexOf('[', StringComparison.Ordinal);
        var lines = log[mark..].Split('\n');
        var dropped = int.Parse(lines[0][1..].Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.Equal($"[{dropped}{Dropped}", lines[0]);
        Assert.StartsWith("1000001\n1000002\n", log, StringComparison.Ordinal);
        Assert.EndsWith("\n3999999\n4000000\n", log, StringComparison.Ordinal);
        // Nothing is told twice or left out without being counted, and lines are whole behind the mark.
        var before = log[..mark].TrimEnd('\n').Length == Whole ? Whole : mark;
        Assert.Equal(24_000_000, before + dropped + log.Length - mark - lines[0].Length - 1);
        Assert.Equal(4000000 - lines.Length + 3, int.Parse(lines[1], CultureInfo.InvariantCulture));
        Assert.InRange(log.Length, Whole, Limit);
    }

    [Theory, ClassData(typeof(Shells))]
    public void However_often_a_container_is_started_again_its_limit_is_one(string shell)
    {
        using var job = new RunnerJob(
            shell,
            Plan(
                PlanContainer
                    .Host("main", "sh", "-c", "echo x >>tries; seq 1000001 2000000; [ $(wc -l <tries) -ge 6 ]")
                    .With("restart", "onfailure")
            )
        );
        job.EndsWith(0);
        var told = job.Told("main");
        Assert.Equal(6, told.Count(frame => frame.Kind == "start"));
        Assert.InRange(job.Bytes.Length - 131_072, Whole, Limit + 20_000);
        Assert.EndsWith("\n2000000\n", job.LogOf("main"), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_log_that_is_too_long_goes_on_with_what_is_new_while_the_container_runs(string shell)
    {
        using var job = new RunnerJob(
            shell,
            Plan(
                PlanContainer.Host(
                    "main",
                    "sh",
                    "-c",
                    "seq 1000001 2000000; while [ ! -e go ]; do sleep 0.05; done; echo news; while [ ! -e end ]; do sleep 0.05; "
                        + "done; echo last"
                )
            )
        );
        job.Until(it => it.LogOf("main").EndsWith("\n2000000\n", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(job.Folder, "go"), "");
        job.Until(it => it.LogOf("main").EndsWith("\n2000000\nnews\n", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(job.Folder, "end"), "");
        job.EndsWith(0);
        Assert.EndsWith("\n2000000\nnews\nlast\n", job.LogOf("main"), StringComparison.Ordinal);
        Assert.InRange(job.LogOf("main").Length, Whole, Limit);
    }

    /// <summary>The node's disk is given back before it is known what will be said of it.</summary>
    [Theory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void What_is_dropped_while_the_container_runs_leaves_no_empty_line_before_the_mark(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { More = [("log_limit", $"{Limit}")] }.Main(
                PlanContainer.Host(
                    "main",
                    "sh",
                    "-c",
                    $"seq 1000001 {1000000 + (Whole / 8)}; while [ ! -e go ]; do sleep 0.05; done; seq 2000001 2500000; while [ "
                        + "! -e end ]; do sleep 0.05; done"
                )
            )
        );
        job.Until(it => it.LogOf("main").Length == Whole);
        File.WriteAllText(Path.Combine(job.Folder, "go"), "");
        job.Until(it => ByteAt(Path.Combine(it.Folder, "runner/1/log"), Whole + 8192) == 0);
        File.WriteAllText(Path.Combine(job.Folder, "end"), "");
        job.EndsWith(0);
        Assert.StartsWith($"{1000000 + (Whole / 8)}\n[", job.LogOf("main")[(Whole - 8)..], StringComparison.Ordinal);
        Assert.EndsWith("\n2500000\n", job.LogOf("main"), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Shells))]
    public void Without_a_limit_all_of_it_arrives(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { More = [("log_limit", "0")] }.Main(PlanContainer.Host("main", "seq", "1000001", "2000000"))
        );
        job.EndsWith(0);
        Assert.Equal(8_000_000, job.LogOf("main").Length);
    }

    private static int ByteAt(string file, long place)
    {
        using var stream = File.OpenRead(file);
        stream.Position = place;
        return stream.ReadByte();
    }

    private static RunnerPlan Plan(PlanContainer container, int sampleMs = 500) =>
        new RunnerPlan { More = [("log_limit", $"{Limit}"), ("sample_ms", $"{sampleMs}"), ("backoff_ms", "50")] }.Main(container);
}
