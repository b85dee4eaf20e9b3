using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

public sealed class DurableFileSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-durable.").FullName;

    private string File => Path.Combine(_folder, "runner.sh");

    public void Dispose() => TestFolder.Remove(_folder);

    [Fact]
    public async Task Many_may_write_one_file_at_the_same_time_and_it_is_always_whole()
    {
        byte[][] contents = [.. Enumerable.Range(0, 8).Select(writer => Enumerable.Repeat((byte)('a' + writer), 100_000).ToArray())];
        await Task.WhenAll(
            contents.Select(content =>
                Task.Run(() =>
                {
                    for (var round = 0; round < 20; round++)
                    {
                        DurableFile.Write(File, content, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                        var read = System.IO.File.ReadAllBytes(File);
                        Assert.Contains(contents, each => each.AsSpan().SequenceEqual(read));
                    }
                })
            )
        );
        Assert.Equal([File], Directory.GetFiles(_folder));
    }

    [Fact]
    public void What_a_crash_left_is_removed_later_and_what_may_be_in_use_is_not()
    {
        var (old, young, other) = (File + ".0123.new", File + ".4567.new", Path.Combine(_folder, "instance.0123.new"));
        foreach (var left in (string[])[old, young, other])
            System.IO.File.WriteAllText(left, "half");
        System.IO.File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));
        System.IO.File.SetLastWriteTimeUtc(other, DateTime.UtcNow.AddHours(-2));
        DurableFile.Write(File, "x"u8, UnixFileMode.UserRead);
        Assert.Equal([other, File, young], Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
    }
}
