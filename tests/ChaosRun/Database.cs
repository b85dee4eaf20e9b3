using System.Globalization;

namespace HtcondorActors.ChaosRun;

/// <summary>The database of several nodes, on a disk of its own that can be filled up.</summary>
internal sealed class Database : IDisposable
{
    private const string Name = "chaos";
    private const string Tables = "journal, journal_writers";

    private readonly string _disk;
    private readonly PostgresServer _server;
    private readonly SemaphoreSlim _hands = new(1);

    public Database(string disk)
    {
        _disk = Directory.CreateDirectory(disk).FullName;
        CanBeFilled = DataDisk.Mount(_disk, "size=300m,mode=0700");
        _server = PostgresServer.StartIn(Directory.CreateDirectory(Path.Combine(_disk, "pg")).FullName);
        _server.Sql("postgres", $"CREATE DATABASE {Name}");
    }

    /// <summary>The socket of its clients.</summary>
    public string Socket => _server.Socket;

    public bool CanBeFilled { get; }

    /// <summary>For Npgsql, by the socket in another folder.</summary>
    public string Through(string folder) => _server.Of(Name).Replace(_server.Folder, folder, StringComparison.Ordinal);

    /// <summary>It is stopped (or killed), and comes back after a while.</summary>
    public async Task AwayAsync(bool isKilled, TimeSpan time)
    {
        await _hands.WaitAsync();
        try
        {
            if (isKilled)
                _server.Kill();
            else
                _server.Stop();
            await Task.Delay(time);
            _server.StartAgain();
        }
        finally
        {
            _hands.Release();
        }
    }

    /// <summary>Its disk is full for a while. It may end by that, and is started again then.</summary>
    public async Task FullAsync(TimeSpan time)
    {
        await _hands.WaitAsync();
        try
        {
            using (DataDisk.Filled(Path.Combine(_disk, "ballast")))
                await Task.Delay(time);
            Start();
        }
        finally
        {
            _hands.Release();
        }
    }

    /// <summary>Somebody holds a lock on the journal's tables for a while.</summary>
    public async Task LockAsync(TimeSpan time)
    {
        await _hands.WaitAsync();
        try
        {
            var sql = string.Create(
                CultureInfo.InvariantCulture,
                $"BEGIN; LOCK TABLE {Tables}; SELECT pg_sleep({time.TotalSeconds}); COMMIT"
            );
            await Task.Run(() => _server.Sql(Name, sql));
        }
        finally
        {
            _hands.Release();
        }
    }

    public void Heal()
    {
        _hands.Wait();
        Start();
        _hands.Release();
    }

    public void Dispose()
    {
        _server.Dispose();
        if (CanBeFilled)
            DataDisk.Unmount(_disk);
        _hands.Dispose();
    }

    private void Start()
    {
        if (!_server.IsRunning)
            _server.StartAgain();
    }
}
