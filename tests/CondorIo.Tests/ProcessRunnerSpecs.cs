using System.Diagnostics;
using System.Text;

namespace HtcondorActors.CondorIo.Tests;

public sealed class ProcessRunnerSpecs : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private readonly FakeCondor _fake = new();
    private readonly Lazy<Room> _room;

    public ProcessRunnerSpecs() => _room = new Lazy<Room>(() => new Room(_fake.Environment, options => options with { MaxProcesses = 2 }));

    public void Dispose()
    {
        if (_room.IsValueCreated)
            _room.Value.Dispose();
        _fake.Dispose();
    }

    [Fact]
    public async Task Arguments_input_and_output_pass_byte_for_byte_and_no_shell_sees_them()
    {
        _fake.With("tool", "printf '<%s>' \"$@\"; cat");

        var outcome = await Run(["a b", "$(id)", "", "'\"\\", "é\n;*"], input: "in\0put ü");

        Assert.Null(outcome.Failure);
        Assert.Equal("<a b><$(id)><><'\"\\><é\n;*>in\0put ü", Encoding.UTF8.GetString(outcome.Output.Span));
    }

    [Fact]
    public async Task A_failure_has_the_exit_code_and_the_words_on_one_line()
    {
        _fake.With("tool", "echo half an answer; printf '\\nERROR: no\\n\\tbecause\\033[1m\\n' >&2; exit 3");

        var outcome = await Run();

        Assert.Equal(new CondorFailure(CondorFailureKind.Failed, "tool", 3, "ERROR: no because [1m"), outcome.Failure);
        Assert.True(outcome.Output.IsEmpty);
    }

    [Fact]
    public async Task Tools_that_have_ended_leave_no_pipes_open()
    {
        _fake.With("tool", "echo out; echo err >&2");
        var before = OpenPipes();
        for (var i = 0; i < 100; i++)
            await Run();
        Assert.InRange(OpenPipes(), 0, before + 100); // two of each would be left; other tests run beside

        static int OpenPipes() =>
            new DirectoryInfo("/proc/self/fd")
                .GetFileSystemInfos()
                .Count(each => each.LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_tool_that_is_killed_from_outside_is_a_failure()
    {
        _fake.With("tool", "kill -9 $$");

        Assert.Equal((CondorFailureKind.Failed, 137), await Kind(Run()));
    }

    [Fact]
    public async Task At_the_time_limit_the_tool_and_its_children_are_killed()
    {
        _fake.With("tool", $"sleep 600 & echo $! > {_fake.PathOf("child")}; wait");

        Assert.Equal((CondorFailureKind.TimedOut, null), await Kind(Run(limit: TimeSpan.FromSeconds(1))));

        var child = (await File.ReadAllTextAsync(_fake.PathOf("child"))).Trim();
        await Eventually.Sees(() => IsAlive(child), alive => !alive);
    }

    [Fact]
    public async Task A_tool_that_ignores_SIGTERM_does_not_outlive_its_limit()
    {
        _fake.With("tool", "trap '' TERM INT HUP; while :; do sleep 0.1; done");

        Assert.Equal((CondorFailureKind.TimedOut, null), await Kind(Run(limit: TimeSpan.FromSeconds(1))));
    }

    [Fact]
    public async Task A_left_behind_child_that_keeps_the_output_open_holds_nobody_longer_than_the_limit()
    {
        _fake.With("tool", $"setsid sleep 600 & echo $! > {_fake.PathOf("child")}; exit 0");
        var clock = Stopwatch.StartNew();
        try
        {
            Assert.Equal((CondorFailureKind.TimedOut, null), await Kind(Run(limit: TimeSpan.FromSeconds(1))));
            Assert.True(clock.Elapsed < Long / 2);
        }
        finally
        {
            Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(_fake.PathOf("child")), null)).Kill();
        }
    }

    [Fact]
    public async Task A_flood_of_output_is_stopped_and_is_no_answer()
    {
        _fake.With("tool", "exec cat /dev/zero");

        var outcome = await _room.Value.Runner.RunAsync(new ToolCommand("tool", [], Long) { MaxOutputBytes = 1_000_000 }, default);

        Assert.Equal(CondorFailureKind.Unreadable, outcome.Failure?.Kind);
        Assert.True(outcome.Output.IsEmpty);
    }

    [Fact]
    public async Task A_flood_of_complaints_does_not_stop_the_tool_and_is_cut()
    {
        _fake.With("tool", "head -c 10000000 /dev/zero | tr '\\0' x >&2; echo done; exit 1");

        var failure = (await Run()).Failure!;

        Assert.Equal((CondorFailureKind.Failed, 1), (failure.Kind, failure.ExitCode));
        Assert.InRange(failure.Words.Length, 100, 500);
    }

    [Fact]
    public async Task A_tool_that_does_not_read_its_input_is_judged_by_its_exit_code()
    {
        _fake.With("tool", "exec <&-; exit 4");

        Assert.Equal((CondorFailureKind.Failed, 4), await Kind(Run(input: new string('x', 10_000_000))));
    }

    [Fact]
    public async Task A_tool_that_is_not_there_is_missing() => Assert.Equal((CondorFailureKind.ToolMissing, null), await Kind(Run()));

    [Fact]
    public async Task A_tool_that_may_not_be_executed_is_missing()
    {
        await File.WriteAllTextAsync(_fake.PathOf("tool"), "#!/bin/sh\n");

        Assert.Equal((CondorFailureKind.ToolMissing, null), await Kind(Run()));
    }

    [Fact]
    public async Task A_caller_that_gives_up_takes_the_tool_with_it()
    {
        _fake.With("tool", $"echo $$ > {_fake.PathOf("pid")}; exec sleep 600");
        using var giveUp = new CancellationTokenSource();
        var run = _room.Value.Runner.RunAsync(new ToolCommand("tool", [], Long), giveUp.Token);
        var pid = await Eventually.Sees(
            () => File.Exists(_fake.PathOf("pid")) ? File.ReadAllText(_fake.PathOf("pid")).Trim() : "",
            text => text != ""
        );

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await Eventually.Sees(() => IsAlive(pid), alive => !alive);
    }

    [Fact]
    public async Task No_more_than_the_allowed_number_run_at_once_and_all_get_their_turn()
    {
        var (begun, go) = (_fake.PathOf("begun"), _fake.PathOf("go"));
        _fake.With("tool", $"echo x >> {begun}; until [ -e {go} ]; do sleep 0.05; done; wc -l < {begun}");
        var runs = Enumerable.Range(0, 6).Select(_ => Run()).ToArray();

        await Eventually.Sees(() => File.Exists(begun) ? File.ReadAllLines(begun).Length : 0, count => count == 2);
        Assert.DoesNotContain(runs, run => run.IsCompleted);
        Assert.Equal(2, (await File.ReadAllLinesAsync(begun)).Length);
        await File.WriteAllTextAsync(go, "");

        Assert.All(await Task.WhenAll(runs), outcome => Assert.Null(outcome.Failure));
        Assert.Equal(6, (await File.ReadAllLinesAsync(begun)).Length);
    }

    private Task<ToolOutcome> Run(string[]? arguments = null, string input = "", TimeSpan? limit = null) =>
        _room.Value.Runner.RunAsync(new ToolCommand("tool", arguments ?? [], limit ?? Long, input), default);

    private static async Task<(CondorFailureKind?, int?)> Kind(Task<ToolOutcome> run) =>
        (await run).Failure is { } failure ? (failure.Kind, failure.ExitCode) : (null, null);

    /// <summary>A zombie is dead: its parent was killed too, and in a container nobody may collect it.</summary>
    private static bool IsAlive(string pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return false;
        }
    }
}
