using System.Globalization;
using System.Text.Json;

namespace HtcondorActors.TestPool;

/// <summary>
/// A real systemd-journald (Debian: package systemd) with its own /run and /etc, in a namespace of mounts and users. It needs no root, and
/// it neither reads the kernel's messages nor changes the auditing of the machine.
/// </summary>
public sealed class Journald : IDisposable
{
    private const string Program = "/usr/lib/systemd/systemd-journald";
    private const string Machine = "0123456789abcdef0123456789abcdef";

    /// <summary>$1 is the folder.</summary>
    private const string OwnMachine = """
        set -eu
        mkdir -p "$1/etc/systemd"
        [ -e "$1/etc/passwd" ] || cp -a /etc/. "$1/etc" 2>/dev/null || true
        rm -rf "$1/etc/machine-id" "$1/etc/systemd/journald.conf"*
        echo $2 >"$1/etc/machine-id"
        printf '[Journal]\nStorage=volatile\nReadKMsg=no\nAudit=\nSeal=no\nRateLimitIntervalSec=0\n' >"$1/etc/systemd/journald.conf"
        mount --bind "$1/run" /run
        mount --bind "$1/etc" /etc
        exec $3
        """;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-journald.").FullName;
    private Process _process;

    private Journald() => _process = Start();

    /// <summary>Returns when it takes entries.</summary>
    public static Journald Begin() =>
        File.Exists(Program)
            ? new Journald()
            : throw new InvalidOperationException($"there is no {Program} (Debian: systemd); ./test installs it");

    /// <summary>The socket of the native protocol, as it is seen from outside.</summary>
    public string Socket => Path.Combine(_folder, "run/systemd/journal/socket");

    /// <summary>Runs a program on the machine of this journald, as a service whose output is its journal.</summary>
    public string[] Service =>
        [
            "nsenter",
            "--user",
            "--mount",
            "--preserve-credentials",
            "--target",
            Id,
            "systemd-cat",
            "/bin/sh",
            "-c",
            "JOURNAL_STREAM=$(stat -L -c %d:%i /proc/$$/fd/1) exec \"$@\"",
            "sh",
        ];

    private string Id => _process.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>What <c>journalctl -o json</c> prints: the fields of each entry.</summary>
    /// <param name="matches">Further arguments, such as <c>-p warning</c> and <c>FIELD=VALUE</c>.</param>
    public IReadOnlyList<JsonElement> Entries(params string[] matches)
    {
        // --all: whole fields, however long. Standard error tells of the files of other users.
        var told = Shell.Run("journalctl", ["-D", Path.Combine(_folder, "run/log/journal"), "--all", "-q", "-o", "json", .. matches]);
        return [.. told.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    /// <summary>Waits until so many entries match.</summary>
    public IReadOnlyList<JsonElement> UntilEntries(int count, params string[] matches)
    {
        for (var began = Stopwatch.StartNew(); ; Thread.Sleep(50))
        {
            var entries = Entries(matches);
            if (entries.Count >= count)
                return entries;
            if (began.Elapsed > Soon)
                throw new TimeoutException($"the journal has {entries.Count} entries of {string.Join(' ', matches)}, {count} are expected");
        }
    }

    /// <summary>SIGSTOP: it takes no entries until <see cref="GoOn"/>.</summary>
    public void Freeze() => Shell.Run("/bin/kill", ["-STOP", Id]);

    public void GoOn() => Shell.Run("/bin/kill", ["-CONT", Id]);

    /// <summary>Ends it, and starts it again on the same journal.</summary>
    public void Restart()
    {
        End();
        _process = Start();
    }

    public void Dispose()
    {
        End();
        TestFolder.Remove(_folder);
    }

    private Process Start()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Socket)!);
        File.Delete(Socket);
        string[] namespaces = ["--user", "--map-root-user", "--mount", "--propagation", "private"];
        var start = new ProcessStartInfo("unshare", [.. namespaces, "/bin/sh", "-c", OwnMachine, "sh", _folder, Machine, Program])
        {
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var words = process.StandardError.ReadToEndAsync();
        for (var began = Stopwatch.StartNew(); !File.Exists(Socket); Thread.Sleep(20))
            if (process.HasExited || began.Elapsed > Soon)
                throw new InvalidOperationException("systemd-journald did not start: " + (process.HasExited ? words.Result : ""));
        return process;
    }

    private void End()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
