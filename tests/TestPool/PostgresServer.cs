using System.Globalization;

namespace HtcondorActors.TestPool;

/// <summary>
/// A PostgreSQL server of the test, which flushes to the disk, and listens only on a socket in its own folder. PostgreSQL does not run as
/// root, so a caller that is root is mapped to another user.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string User = "sidecar";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly string _programs = Programs();
    private int _databases;

    private PostgresServer(string folder, string hba)
    {
        _folder = folder;
        Run("initdb", "-D", Data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        if (hba.Length > 0)
            File.WriteAllText(Path.Combine(Data, "pg_hba.conf"), hba);
    }

    /// <param name="hba">The content of pg_hba.conf; empty if everybody may connect.</param>
    /// <param name="settings">Settings of the server (<c>fsync=off</c>).</param>
    public static PostgresServer Start(string hba = "", params string[] settings)
    {
        var server = new PostgresServer(Directory.CreateTempSubdirectory("ila-pg.").FullName, hba);
        server.StartAgain(settings);
        return server;
    }

    /// <summary>Starts one that keeps everything in this empty folder.</summary>
    public static PostgresServer StartIn(string folder)
    {
        var server = new PostgresServer(folder, "");
        server.StartAgain();
        return server;
    }

    /// <summary>It has its socket and its data there.</summary>
    public string Folder => _folder;

    /// <summary>The socket of its clients.</summary>
    public string Socket => Path.Combine(_folder, ".s.PGSQL.5432");

    public bool IsRunning => File.Exists(IdFile) && Directory.Exists($"/proc/{Id}");

    /// <summary>The number of the server's first process.</summary>
    public int Id => int.Parse(File.ReadLines(IdFile).First(), CultureInfo.InvariantCulture);

    private string Data => Path.Combine(_folder, "data");

    private string IdFile => Path.Combine(Data, "postmaster.pid");

    /// <summary>A new database, as a connection string for Npgsql.</summary>
    public string NewDatabase()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        Sql("postgres", $"CREATE DATABASE {name}");
        return Of(name);
    }

    /// <summary>A database, as a connection string for Npgsql.</summary>
    public string Of(string database, string user = User) => $"Host={_folder};Username={user};Database={database}";

    /// <summary>Runs a statement and gives what psql prints.</summary>
    public string Sql(string database, string text) => Run("psql", "-h", _folder, "-U", User, "-d", database, "-qAtX", "-c", text);

    /// <summary>Returns when the server takes connections.</summary>
    public void StartAgain(params string[] settings)
    {
        // Left by one that was killed.
        File.Delete(IdFile);
        string[] more = [.. settings.SelectMany(setting => (string[])["-c", setting])];
        string[] given =
        [
            .. (string[])["-D", Data, "-k", _folder, "-c", "listen_addresses=", "-c", "shared_buffers=16MB", "-c", "max_connections=40"],
            .. more,
        ];
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", Log, .. Command("postgres", given)]);
        using var process = Process.Start(start)!;
        for (var began = Stopwatch.StartNew(); !IsReady(); Thread.Sleep(50))
            if (process.HasExited || began.Elapsed > Soon)
                throw new InvalidOperationException("PostgreSQL did not start:\n" + File.ReadAllText(Log));
    }

    /// <summary>SIGINT ends all sessions and stops (a fast shutdown). Returns when it has ended.</summary>
    public void Stop() => End("INT");

    /// <summary>SIGQUIT ends without a checkpoint; the next start recovers from the log, as after a power cut.</summary>
    public void Kill() => End("QUIT");

    public void Dispose()
    {
        if (IsRunning)
            Kill();
        TestFolder.Remove(_folder);
    }

    private string Log => Path.Combine(_folder, "log");

    private bool IsReady()
    {
        return File.Exists(IdFile)
            && File.ReadAllText(IdFile).Split('\n') is [_, _, _, _, _, _, _, var state, ..]
            && state.Trim() == "ready";
    }

    private void End(string signal)
    {
        var id = Id;
        Shell.Run("/bin/kill", [$"-{signal}", id.ToString(CultureInfo.InvariantCulture)]);
        for (var began = Stopwatch.StartNew(); Directory.Exists($"/proc/{id}"); Thread.Sleep(20))
            if (began.Elapsed > Soon)
                throw new TimeoutException("PostgreSQL does not end");
        // After SIGQUIT the file stays.
        File.Delete(IdFile);
    }

    private string Run(string program, params string[] arguments)
    {
        string[] command = [.. Command(program, arguments)];
        var result = Shell.Run(command[0], command[1..]);
        return result.ExitCode == 0
            ? result.Stdout.TrimEnd('\n')
            : throw new InvalidOperationException($"{program} failed: {result.Output}");
    }

    private IEnumerable<string> Command(string program, IEnumerable<string> arguments)
    {
        string[] user = Environment.UserName == "root" ? ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"] : [];
        return [.. user, Path.Combine(_programs, program), .. arguments];
    }

    private static string Programs()
    {
        var folders = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return folders.Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin")).LastOrDefault(HasServer)
            ?? throw new InvalidOperationException("PostgreSQL is not installed (Debian: postgresql); ./test installs it");

        static bool HasServer(string folder) => File.Exists(Path.Combine(folder, "postgres"));
    }
}
