namespace HtcondorActors.CondorIo.Tests;

/// <summary>One node of several writes the files of a create, and another puts them into the job's folder.</summary>
public sealed class StagedFilesSpecs : IDisposable
{
    private static readonly JobTag Tag = JobTag.Parse("tag");
    private readonly Room _room = new(new Dictionary<string, string>());
    private readonly StagedFiles _here;
    private readonly StagedFiles _there;

    public StagedFilesSpecs()
    {
        _here = new StagedFiles(_room.Options, _room.Folders);
        _there = new StagedFiles(_room.Options, _room.Folders);
    }

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
        _room.Dispose();
    }

    [Fact]
    public async Task Another_process_finds_the_files_as_they_were_and_nobody_else_may_read_them()
    {
        JobFile[] files = [new("plan", "secret"u8.ToArray()), new("run", "#!"u8.ToArray(), Executable: true), new("empty", default)];
        var (name, failure) = await _here.StageAsync(files, CancellationToken.None);
        Assert.Null(failure);
        var staged = Path.Combine(_room.Options.DataRootFolder, "staged", name);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(staged));
        Assert.Null(await _there.WriteAsync(Tag, name, CancellationToken.None));
        Assert.Equal("secret", await File.ReadAllTextAsync(Path.Combine(_room.FolderOf(Tag), "plan")));
        Assert.True(File.GetUnixFileMode(Path.Combine(_room.FolderOf(Tag), "run")).HasFlag(UnixFileMode.UserExecute));
        Assert.Empty(await File.ReadAllBytesAsync(Path.Combine(_room.FolderOf(Tag), "empty")));
        await _here.RemoveAsync(name);
        await _here.RemoveAsync(name);
        Assert.False(File.Exists(staged));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("0123")]
    [InlineData("00000000000000000000000000000000")]
    public async Task A_name_that_was_not_staged_is_a_failure_and_leads_nowhere_else(string name)
    {
        Assert.Equal(CondorFailureKind.Storage, (await _there.WriteAsync(Tag, name, CancellationToken.None))?.Kind);
        Assert.False(Directory.Exists(_room.FolderOf(Tag)));
    }

    [Fact]
    public async Task A_file_that_breaks_off_is_a_failure()
    {
        var (name, _) = await _here.StageAsync([new JobFile("plan", new byte[1000])], CancellationToken.None);
        var path = Path.Combine(_room.Options.DataRootFolder, "staged", name);
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..500]);
        Assert.Equal(CondorFailureKind.Storage, (await _there.WriteAsync(Tag, name, CancellationToken.None))?.Kind);
    }

    [Fact]
    public async Task What_a_dead_process_has_staged_is_removed_later()
    {
        var (old, _) = await _here.StageAsync([new JobFile("plan", new byte[10])], CancellationToken.None);
        var path = Path.Combine(_room.Options.DataRootFolder, "staged", old);
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddHours(-2));
        await _there.StageAsync([new JobFile("plan", new byte[10])], CancellationToken.None);
        Assert.False(File.Exists(path));
    }
}
