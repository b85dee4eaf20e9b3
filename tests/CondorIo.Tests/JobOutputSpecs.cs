using System.Text;
using HtcondorActors.TestPool;

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
        TestFolder.Remove(_room.FolderOf(Tag));
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
    public async Task Three_are_kept_whole_and_a_hundred_in_short()
    {
        foreach (var run in Enumerable.Range(1, 102))
            await Write($"job.stdout.{run}.{1795524855 + run}", run == 90 ? "long" : $"run {run} and what it wrote");
        await Write("job.stderr", "x");

        for (var again = 0; again < 2; again++)
            Assert.Null(await _room.Folders.ShortenOldOutputAsync(Tag, BeginningAsync, default));

        Assert.Equal(("run 102 and what it wrote", "run 101 and what it wrote", "run 100 and what it wrote"), (Read(0), Read(1), Read(2)));
        Assert.Equal(("run 99", "run 98", "run 91", "run 89"), (Read(3), Read(4), Read(11), Read(12)));
        Assert.Equal(("run 3 ", (string?)null), (Read(98), Read(99)));
        Assert.Equal(100, Directory.GetFiles(_room.FolderOf(Tag)).Length);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(_room.FolderOf(Tag), "job.stdout.50.1795524905"))
        );
        Assert.Null(await _room.Folders.ShortenOldOutputAsync(JobTag.Parse("nobody"), BeginningAsync, default));

        // Of one, nothing is worth keeping.
        static async Task<byte[]?> BeginningAsync(Stream output)
        {
            var text = await new StreamReader(output).ReadToEndAsync();
            return text == "long" ? null : Encoding.UTF8.GetBytes(text[..6]);
        }
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
