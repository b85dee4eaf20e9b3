using System.Diagnostics;
using System.Net.Sockets;
using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>A job that puts something else where its output was: nothing waits for it, nothing is read through it, and it is said
/// once.</summary>
public sealed class OddOutputSpecs : IDisposable
{
    private const string Name = "job.stdout.1.1795524855";
    private static readonly JobTag Tag = JobTag.Parse("tag");
    private static readonly JobTag Other = JobTag.Parse("other");
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    private readonly CapturedWarnings _log = new();
    private readonly Room _room;

    public OddOutputSpecs()
    {
        _room = new Room(new Dictionary<string, string>(), log: _log);
        Directory.CreateDirectory(_room.FolderOf(Tag));
        Directory.CreateDirectory(_room.FolderOf(Other));
        File.WriteAllText(Path.Combine(_room.FolderOf(Other), Name), "of another");
    }

    public void Dispose() => _room.Dispose();

    private string At(string name) => Path.Combine(_room.FolderOf(Tag), name);

    private void Plant(string kind, string at)
    {
        switch (kind)
        {
            case "FIFO":
                Assert.Equal(0, Shell.Run("/usr/bin/mkfifo", [at]).ExitCode);
                break;
            case "socket":
                using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
                {
                    // A path of at most 108 bytes is taken.
                    var near = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")[..8]);
                    socket.Bind(new UnixDomainSocketEndPoint(near));
                    File.Move(near, at);
                }
                break;
            case "symbolic link":
                File.CreateSymbolicLink(at, Path.Combine(_room.FolderOf(Other), Name));
                break;
            case "dead link":
                File.CreateSymbolicLink(at, "/nowhere");
                break;
            case "link to a device":
                File.CreateSymbolicLink(at, "/dev/zero");
                break;
            default:
                Directory.CreateDirectory(at);
                break;
        }
    }

    public static TheoryData<string> Kinds => ["FIFO", "socket", "symbolic link", "dead link", "link to a device", "folder"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_no_regular_file_is_no_output_and_keeps_nobody(string kind)
    {
        File.WriteAllText(At(Name), "a run");
        var marks = _room.Output.MarksOf(Tag);
        for (var i = 0; i < 10; i++)
            Assert.Equal(5, marks.Newest()?.Length);
        File.Delete(At(Name));
        Plant(kind, At(Name));

        var look = Task.Run(() => (marks.Newest(), _room.Output.MarkOf(Tag), _room.Output.OpenRead(Tag), _room.Output.OpenRead(Tag, 1)));

        Assert.Equal((null, null, null, null), await look.WaitAsync(AtOnce));
        for (var i = 0; i < 10; i++)
            _ = (marks.Newest(), _room.Output.OpenRead(Tag));
        if (kind != "folder")
            Assert.Single(_log.Lines, line => line.Contains(Name, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_runs_beside_it_are_read(string kind)
    {
        File.WriteAllText(At(Name), "a run");
        Plant(kind, At("job.stdout.2.1795524999"));

        Assert.Equal("a run", _room.ReadOutput(Tag));
    }

    [Theory]
    [InlineData("FIFO")]
    [InlineData("symbolic link")]
    [InlineData("link to a device")]
    public async Task One_that_is_exchanged_while_it_is_opened_is_not_read_either(string kind)
    {
        File.WriteAllText(At("good"), "a run");
        Plant(kind, At("odd"));
        File.CreateSymbolicLink(At("turn"), "good");
        using var stop = new CancellationTokenSource();
        var exchange = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                // A name that is a hard link stands for the one or the other, never for none.
                Assert.Equal(0, Shell.Run("/bin/ln", ["-fT", At(i % 2 == 0 ? "good" : "odd"), At(Name)]).ExitCode);
            }
        });
        var opened = 0;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(opened > 0 ? 2 : 60); )
            using (var stream = await Task.Run(() => _room.Output.OpenRead(Tag)).WaitAsync(AtOnce))
                if (stream is not null)
                {
                    Assert.Equal("a run", await new StreamReader(stream).ReadToEndAsync());
                    opened++;
                }
        await stop.CancelAsync();
        await exchange;
        Assert.True(opened > 0);
    }

    [Fact]
    public async Task A_folder_that_is_a_link_is_not_written_to_not_read_and_not_emptied()
    {
        Directory.Delete(_room.FolderOf(Tag));
        File.CreateSymbolicLink(_room.FolderOf(Tag), _room.FolderOf(Other));
        var theirs = Path.Combine(_room.FolderOf(Other), "theirs");
        File.WriteAllText(theirs, "kept");

        Assert.Equal(
            CondorFailureKind.Storage,
            (await _room.Folders.WriteAsync(Tag, [new JobFile("plan", new byte[] { 1 })], default))?.Kind
        );
        Assert.Null(_room.Output.OpenRead(Tag));
        Assert.Null(await _room.Folders.RemoveInputAsync(Tag, default));
        Assert.Null(await _room.Folders.ShortenOldOutputAsync(Tag, _ => Task.FromResult<byte[]?>(null), default));
        Assert.Null(await _room.Folders.RemoveAsync(Tag, default));

        Assert.False(Path.Exists(_room.FolderOf(Tag)));
        Assert.Equal([Name, "theirs"], Directory.GetFiles(_room.FolderOf(Other)).Select(Path.GetFileName).Order());
        Assert.Null(await _room.Folders.WriteAsync(Tag, [new JobFile("plan", new byte[] { 1 })], default));
    }

    [Fact]
    public async Task A_link_in_the_place_of_an_input_file_is_replaced_and_not_written_through()
    {
        var theirs = Path.Combine(_room.FolderOf(Other), "theirs");
        File.WriteAllText(theirs, "kept");
        foreach (var name in (string[])["plan", "plan.new"])
            File.CreateSymbolicLink(At(name), theirs);

        Assert.Null(await _room.Folders.WriteAsync(Tag, [new JobFile("plan", "mine"u8.ToArray())], default));

        Assert.Equal(("kept", "mine"), (File.ReadAllText(theirs), File.ReadAllText(At("plan"))));
        Assert.Null(new FileInfo(At("plan")).LinkTarget);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_fetch_waits_for_nothing_and_writes_through_nothing_that_stands_in_its_place(string kind)
    {
        using var fake = new FakeCondor();
        using var room = new Room(fake.Environment, options => options with { ScheddHost = "schedd" });
        var incoming = Path.Combine(room.FolderOf(Tag), "incoming");
        Directory.CreateDirectory(incoming);
        Plant(kind, Path.Combine(incoming, "job.stdout"));
        Plant(kind, Path.Combine(room.FolderOf(Tag), "job.stdout"));
        fake.With("condor_qedit", "exit 0").With("condor_transfer_data", $"echo fetched >'{incoming}/job.stdout'");

        var results = await room.Scheduler.FetchOutputAsync([(Tag, new JobId(7, 0))], default).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal((null, "fetched"), (results.Single().Failure, room.ReadOutput(Tag).TrimEnd()));
        Assert.Equal("of another", _room.ReadOutput(Other));
    }
}
