using System.Net;
using System.Net.Sockets;
using HtcondorActors.Http.Tests.Configuration;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests.Executable;

/// <summary>The program itself, on data folders as others made them: under umask 022, as a login shell has it.</summary>
public sealed class DataFolderModesSpecs : IDisposable
{
    private const UnixFileMode Private = (UnixFileMode)0b111_000_000;
    private const UnixFileMode PrivateFile = (UnixFileMode)0b110_000_000;
    private const UnixFileMode OthersRead = (UnixFileMode)0b111_101_101;

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "htcondor-sidecar");

    private readonly ConfigFolder _folder = new("DataRootFolder: above/data\n");

    public DataFolderModesSpecs() => Make(Above, OthersRead);

    private string Above => Path.Combine(_folder.Path, "above");
    private string Data => Path.Combine(Above, "data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task In_a_folder_that_others_may_read_nothing_is_left_that_they_can_read()
    {
        Make(Data, OthersRead);
        Make(Path.Combine(Data, "jobs"), OthersRead);
        // As the version before left it.
        foreach (var name in (string[])["journal.sqlite", "instance", "lock"])
        {
            File.WriteAllText(Path.Combine(Data, name), name == "instance" ? "interlink-0123456789ab\n" : "");
            File.SetUnixFileMode(Path.Combine(Data, name), (UnixFileMode)0b110_100_100);
        }
        var printed = await ServeAsync(() =>
        {
            Assert.Equal(Private, File.GetUnixFileMode(Data));
            Assert.Equal(Private, File.GetUnixFileMode(Path.Combine(Data, "jobs")));
            foreach (var file in Directory.GetFiles(Data))
                Assert.True(File.GetUnixFileMode(file) == PrivateFile, file);
            Assert.Contains(Path.Combine(Data, "journal.sqlite-wal"), Directory.GetFiles(Data));
        });
        Assert.Contains($"others could read {Data}/journal.sqlite: its mode was 0644 and is 0600 now\n", printed, StringComparison.Ordinal);
        Assert.Contains($"others could read {Data}: its mode was 0755 and is 0700 now\n", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_folder_that_holds_something_else_too_only_the_sidecars_own_is_closed()
    {
        Make(Data, OthersRead);
        File.WriteAllText(Path.Combine(Data, "index.html"), "");
        File.SetUnixFileMode(Path.Combine(Data, "index.html"), (UnixFileMode)0b110_100_100);
        await ServeAsync(() =>
        {
            Assert.Equal(OthersRead, File.GetUnixFileMode(Data));
            foreach (var file in Directory.GetFiles(Data))
                Assert.True(
                    File.GetUnixFileMode(file) == (Path.GetFileName(file) == "index.html" ? (UnixFileMode)0b110_100_100 : PrivateFile),
                    file
                );
        });
    }

    [Theory]
    [InlineData(0b111_111_111, "data", "others may write to it; make sure that what is in it is yours, then chmod go-w DATA")]
    [InlineData(0b111_101_111, "data", "others may write to it; make sure that what is in it is yours, then chmod go-w DATA")]
    [InlineData(0b111_111_000, "data", "others may write to it; make sure that what is in it is yours, then chmod go-w DATA")]
    [InlineData(0b111_111_101, "", "others may write to ABOVE above it and can replace it; chmod go-w ABOVE")]
    [InlineData(
        0b110_100_110,
        "data/journal.sqlite",
        "others may write to it; make sure that what is in it is yours, then chmod go-w DATA/journal.sqlite"
    )]
    public void A_place_that_others_may_write_to_is_refused_with_one_line_and_nothing_is_made(int mode, string place, string words)
    {
        Make(Data, OthersRead);
        var path = Path.Combine(Above, place).TrimEnd('/');
        if (place.EndsWith("sqlite", StringComparison.Ordinal))
            File.WriteAllText(path, "");
        File.SetUnixFileMode(path, (UnixFileMode)mode);
        var before = Directory.GetFileSystemEntries(Data);
        Assert.Equal($"cannot start: {(place == "" ? Data : path)}: {words.Replace("DATA", Data).Replace("ABOVE", Above)}\n", Refused());
        Assert.Equal(before, Directory.GetFileSystemEntries(Data));
    }

    [NeedsRoot]
    public void A_folder_or_a_file_of_another_user_is_refused_with_one_line()
    {
        Make(Data, Private);
        File.WriteAllText(Path.Combine(Data, "instance"), "interlink-0123456789ab\n");
        Shell.Run("/bin/chown", ["65534", Path.Combine(Data, "instance")]);
        Assert.Equal(
            $"cannot start: {Data}/instance: user 65534 owns it, and this program runs as user 0; chown it or set another DataRootFolder\n",
            Refused()
        );
        Shell.Run("/bin/chown", ["65534", Data]);
        Assert.Equal(
            $"cannot start: {Data}: user 65534 owns it, and this program runs as user 0; chown it or set another DataRootFolder\n",
            Refused()
        );
        Shell.Run("/bin/chown", ["0", Data]);
        Shell.Run("/bin/chown", ["65534", Above]);
        Assert.Equal(
            $"cannot start: {Data}: user 65534 owns {Above} above it and can replace it; put it where only root or this user can\n",
            Refused()
        );
    }

    [Fact]
    public async Task A_data_folder_that_is_a_link_is_resolved_once()
    {
        var real = Path.Combine(Above, "real");
        Make(real, Private);
        Directory.CreateSymbolicLink(Data, real);
        var printed = await ServeAsync(() => Assert.Contains(Path.Combine(real, "journal.sqlite"), Directory.GetFiles(real)));
        Assert.Contains($"data in {real},", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_into_a_place_that_others_may_write_to_is_refused()
    {
        var real = Path.Combine(Above, "open", "real");
        Make(real, Private);
        File.SetUnixFileMode(Path.GetDirectoryName(real)!, (UnixFileMode)0b111_111_111);
        Directory.CreateSymbolicLink(Data, real);
        Assert.Equal(
            $"cannot start: {real}: others may write to {Above}/open above it and can replace it; chmod go-w {Above}/open\n",
            Refused()
        );
    }

    private static void Make(string folder, UnixFileMode mode)
    {
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, mode);
    }

    private string Refused()
    {
        var ended = Shell.Run("/bin/sh", ["-c", "umask 022; exec \"$@\"", "sh", Program, "--config", _folder.Config, "--port", "0"]);
        Assert.Equal((1, ""), (ended.ExitCode, ended.Stdout));
        return ended.Stderr;
    }

    /// <summary>All that it prints until it is stopped; the look is taken while it serves.</summary>
    private async Task<string> ServeAsync(Action look)
    {
        using var sidecar = await ReadySidecar.StartAsync(_folder);
        look();
        Assert.Equal(0, await sidecar.StopAsync());
        return sidecar.Printed;
    }
}

/// <summary>A test of what only root may do; skipped, and said so, where this user may not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsRootAttribute : FactAttribute
{
    /// <param name="why">What only root may do.</param>
    public NeedsRootAttribute(string why = "only root gives files away") => Skip = Environment.IsPrivilegedProcess ? null : why;
}
