namespace HtcondorActors.CondorIo.Tests;

/// <summary>What the runs of a job have written lies in a file each.</summary>
public sealed class JobOutputSpecs : IDisposable
{
    private static readonly JobTag Tag = JobTag.Parse("tag");
    private readonly Room _room = new(new Dictionary<string, string>());

    [Fact]
    public async Task Runs_are_counted_backwards_from_the_newest_that_has_written_something()
    {
        await Write("job.stdout.9.1795524855", "old");
        await Write("job.stdout.10.1795524800", "older by the clock");
        await Write("job.stdout.11.1795524899", "");
        await Write("job.stdout-of-somebody-else", "x");

        Assert.Equal((18L, "older by the clock", "old", (string?)null), (_room.Output.MarkOf(Tag)?.Length, Read(0), Read(1), Read(2)));
        await Write("job.stdout", "of a job that was submitted by an earlier version, or fetched");
        Assert.Equal(
            ("of a job that was submitted by an earlier version, or fetched", "older by the clock", "old"),
            (Read(0), Read(1), Read(2))
        );
    }

    [Fact]
    public async Task A_file_that_is_empty_yet_is_a_file()
    {
        Assert.Null(_room.Output.MarkOf(Tag)?.Length);
        await Write("job.stdout.1.1795524855", "");
        Assert.Equal((0L, ""), (_room.Output.MarkOf(Tag)?.Length, Read(0)));
    }

    [Fact]
    public async Task Whoever_asks_often_hears_of_each_run_that_begins_and_of_all_that_is_written()
    {
        var marks = _room.Output.MarksOf(Tag);
        async Task<long?> After(string name, string text)
        {
            // Often enough to trust what it saw, and before and after.
            for (var i = 0; i < 10; i++)
                marks.Newest();
            await Write(name, text);
            return marks.Newest()?.Length;
        }

        Assert.Null(marks.Newest());
        Assert.Equal(0, await After("job.stdout.1.1795524855", ""));
        Assert.Equal(3, await After("job.stdout.1.1795524855", "one"));
        Assert.Equal(3, await After("job.stdout.2.1795524860", "")); // HTCondor makes the file before it starts the job, which may fail
        Assert.Equal(5, await After("job.stdout.2.1795524860", "three"));
        var before = marks.Newest();
        Assert.Equal(5, await After("job.stdout.3.1795524870", "equal"));
        Assert.NotEqual(before, marks.Newest());
        Directory.Delete(_room.FolderOf(Tag), recursive: true);
        Assert.Null(marks.Newest());
    }

    [Fact]
    public async Task An_earlier_run_that_begins_to_write_beside_the_empty_file_of_a_later_one_is_heard()
    {
        foreach (var run in (string[])["job.stdout.1.1795524855", "job.stdout.2.1795524860"])
            await Write(run, "");
        var marks = _room.Output.MarksOf(Tag);
        for (var i = 0; i < 10; i++)
            Assert.Equal(0, marks.Newest()?.Length);

        await Write("job.stdout.1.1795524855", "late");
        Assert.Equal(("job.stdout.1.1795524855", 4), marks.Newest() is { } heard ? (heard.Name, heard.Length) : default);
        for (var i = 0; i < 10; i++)
            marks.Newest();
        await Write("job.stdout.2.1795524860", "newest");
        Assert.Equal(6, marks.Newest()?.Length);
    }

    [Fact]
    public async Task Three_are_kept()
    {
        foreach (var run in Enumerable.Range(1, 12))
            await Write($"job.stdout.{run}.{1795524855 + run}", $"run {run}");
        await Write("job.stderr", "x");

        Assert.Null(await _room.Folders.RemoveOldOutputAsync(Tag, default));
        Assert.Null(await _room.Folders.RemoveOldOutputAsync(Tag, default));

        Assert.Equal(("run 12", "run 11", "run 10", (string?)null), (Read(0), Read(1), Read(2), Read(3)));
        Assert.Equal(4, Directory.GetFiles(_room.FolderOf(Tag)).Length);
        Assert.Null(await _room.Folders.RemoveOldOutputAsync(JobTag.Parse("nobody"), default));
    }

    public void Dispose() => _room.Dispose();

    private async Task Write(string name, string text)
    {
        Directory.CreateDirectory(_room.FolderOf(Tag));
        await File.WriteAllTextAsync(Path.Combine(_room.FolderOf(Tag), name), text);
    }

    private string? Read(int before)
    {
        using var stream = _room.Output.OpenRead(Tag, before);
        return stream is null ? null : new StreamReader(stream).ReadToEnd();
    }
}
