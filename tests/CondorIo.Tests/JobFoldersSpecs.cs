using System.Text;

namespace HtcondorActors.CondorIo.Tests;

public sealed class JobFoldersSpecs : IDisposable
{
    private static readonly JobTag Tag = JobTag.Parse("tag");
    private readonly Room _room = new(new Dictionary<string, string>());

    public void Dispose() => _room.Dispose();

    [Fact]
    public async Task Folders_are_private_and_files_are_what_was_given()
    {
        Assert.Null(await Write(File("plan", "secret"), new JobFile("run", "#!"u8.ToArray(), Executable: true)));

        Assert.Equal("secret", await System.IO.File.ReadAllTextAsync(In("plan")));
        Assert.Equal(
            [UnixFileMode.UserRead | UnixFileMode.UserWrite, UserAll, UserAll, UserAll],
            new[] { In("plan"), In("run"), _room.FolderOf(Tag), Path.GetDirectoryName(_room.FolderOf(Tag))! }.Select(
                System.IO.File.GetUnixFileMode
            )
        );
        Assert.Equal(["plan", "run"], Directory.GetFileSystemEntries(_room.FolderOf(Tag)).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Writing_again_replaces_the_files_and_keeps_what_the_job_wrote()
    {
        await Write(File("plan", "a long first text"));
        await System.IO.File.WriteAllTextAsync(In("job.stdout"), "output");

        Assert.Null(await Write(File("plan", "new")));

        Assert.Equal(("new", "output"), (await System.IO.File.ReadAllTextAsync(In("plan")), _room.ReadOutput(Tag)));
    }

    [Fact]
    public async Task A_file_that_need_not_be_flushed_is_read_back()
    {
        await Write(File("plan", "secret"), File("pod.accepted", "outline") with { MayBeLost = true });
        Assert.Equal("outline", Encoding.UTF8.GetString((await ReadAsync()).Content!.Value.Span));
    }

    [Fact]
    public async Task A_file_or_a_folder_that_is_not_there_is_no_fault()
    {
        Assert.Equal(new JobFileRead(null), await ReadAsync());
        await Write(File("plan", "secret"));
        Assert.Equal(new JobFileRead(null), await ReadAsync());
    }

    [Theory]
    [InlineData("ln -s plan pod.accepted", "link")]
    [InlineData("mkfifo pod.accepted", "FIFO")]
    [InlineData("truncate -s 5M pod.accepted", "the file is too large")]
    public async Task What_a_job_has_put_in_the_place_of_a_file_is_not_read(string command, string words)
    {
        await Write(File("plan", "secret"));
        using var shell = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", command]) { WorkingDirectory = _room.FolderOf(Tag) }
        )!;
        await shell.WaitForExitAsync();
        var (content, fault) = await ReadAsync();
        Assert.Null(content);
        Assert.Contains(words, fault, StringComparison.Ordinal);
    }

    private Task<JobFileRead> ReadAsync() => _room.Folders.ReadAsync(Tag, "pod.accepted", CancellationToken.None);

    [Theory]
    [InlineData("../plan")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("-x")]
    [InlineData("job.stdout")]
    public async Task A_name_that_is_not_a_plain_one_is_refused_and_nothing_is_written(string name)
    {
        Assert.Equal(CondorFailureKind.Rejected, (await Write(File("plan", "x"), File(name, "y")))?.Kind);

        Assert.Empty(_room.Folders.List());
    }

    [Fact]
    public async Task When_a_file_cannot_be_written_nothing_of_a_new_folder_is_left()
    {
        // A file name has 255 bytes at most.
        Assert.Equal(CondorFailureKind.Storage, (await Write(File("plan", "secret"), File(new string('x', 300), "y")))?.Kind);

        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_room.Options.DataRootFolder, "jobs")));
    }

    [Fact]
    public async Task When_a_file_cannot_be_written_an_older_folder_stays_as_it_is()
    {
        await Write(File("plan", "old"));

        Assert.Equal(CondorFailureKind.Storage, (await Write(File(new string('x', 300), "y")))?.Kind);

        Assert.Equal("old", await System.IO.File.ReadAllTextAsync(In("plan")));
    }

    [Fact]
    public void A_full_disk_is_told_from_other_faults()
    {
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

        var fault = Assert.ThrowsAny<IOException>(() => full.Write("x"u8));

        Assert.Equal(CondorFailureKind.StorageFull, StorageFailure.From(fault).Kind);
    }

    [Fact]
    public async Task Removing_takes_all_that_is_in_it_does_not_follow_links_and_can_be_repeated()
    {
        var outside = Directory.CreateDirectory(Path.Combine(_room.Options.DataRootFolder, "outside")).FullName;
        await System.IO.File.WriteAllTextAsync(Path.Combine(outside, "kept"), "x");
        await Write(File("plan", "x"));
        Directory.CreateDirectory(In("sub/deep"));
        Directory.CreateSymbolicLink(In("sub/link"), outside);

        Assert.Null(await _room.Folders.RemoveAsync(Tag, default));
        Assert.Null(await _room.Folders.RemoveAsync(Tag, default));

        Assert.False(Directory.Exists(_room.FolderOf(Tag)));
        Assert.True(System.IO.File.Exists(Path.Combine(outside, "kept")));
    }

    [Fact]
    public async Task Removing_what_was_sent_leaves_what_the_job_has_written()
    {
        var outside = Directory.CreateDirectory(Path.Combine(_room.Options.DataRootFolder, "outside")).FullName;
        await System.IO.File.WriteAllTextAsync(Path.Combine(outside, "kept"), "x");
        Assert.Null(await _room.Folders.RemoveInputAsync(Tag, default));
        await Write(File("plan", "x"));
        Directory.CreateDirectory(In("incoming/deep"));
        Directory.CreateSymbolicLink(In("link"), outside);
        foreach (var name in (string[])["job.stdout", "job.stderr"])
            await System.IO.File.WriteAllTextAsync(In(name), name);

        Assert.Null(await _room.Folders.RemoveInputAsync(Tag, default));
        Assert.Null(await _room.Folders.RemoveInputAsync(Tag, default));

        Assert.Equal(["job.stderr", "job.stdout"], Directory.GetFileSystemEntries(_room.FolderOf(Tag)).Select(Path.GetFileName).Order());
        Assert.True(System.IO.File.Exists(Path.Combine(outside, "kept")));
    }

    [Fact]
    public async Task The_folders_that_exist_are_listed()
    {
        Assert.Empty(_room.Folders.List());
        await Write(File("plan", "x"));
        await _room.Folders.WriteAsync(JobTag.Parse("another"), [], default);

        Assert.Equal(["another", "tag"], _room.Folders.List().Select(tag => tag.Value).Order());
    }

    [Fact]
    public void A_kept_program_can_be_run_by_all_and_keeping_it_again_does_not_touch_it()
    {
        var path = _room.Folders.KeepProgram("runner-1.sh", "#!/bin/sh\n"u8.ToArray());
        var written = System.IO.File.GetLastWriteTimeUtc(path);

        Assert.Equal(path, _room.Folders.KeepProgram("runner-1.sh", "#!/bin/sh\n"u8.ToArray()));

        Assert.Equal(Convert.ToInt32("755", 8), (int)System.IO.File.GetUnixFileMode(path));
        Assert.Equal(written, System.IO.File.GetLastWriteTimeUtc(path));
        Assert.True(Path.IsPathRooted(path));
        Assert.Empty(_room.Folders.List());
    }

    [Fact]
    public async Task There_is_no_output_before_the_job_writes_and_it_can_be_read_while_it_grows()
    {
        Assert.Null(_room.Output.MarkOf(Tag)?.Length);
        Assert.Null(_room.Output.OpenRead(Tag));
        await Write();
        using var writer = new FileStream(In("job.stdout"), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        writer.Write("one"u8);
        writer.Flush();

        using var reader = _room.Output.OpenRead(Tag)!;
        var buffer = new byte[10];
        Assert.Equal((3, 3L), (reader.Read(buffer), _room.Output.MarkOf(Tag)?.Length));
        writer.Write("two"u8);
        writer.Flush();
        Assert.Equal("two", Encoding.ASCII.GetString(buffer, 0, reader.Read(buffer)));
    }

    private const UnixFileMode UserAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private Task<CondorFailure?> Write(params JobFile[] files) => _room.Folders.WriteAsync(Tag, files, default);

    private static JobFile File(string name, string content) => new(name, Encoding.UTF8.GetBytes(content));

    private string In(string name) => Path.Combine(_room.FolderOf(Tag), name);
}
