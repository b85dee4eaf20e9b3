using System.Security.Cryptography;
using System.Text;
using Akka.Actor.Setup;
using Akka.Configuration;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// The journal in PostgreSQL, as one process has opened it. Opening it takes the name of the node: a process that had it before can write
/// nothing from then on, and ends.
/// </summary>
internal sealed class PostgresDatabase : Setup, IOpenJournal, IDisposable
{
    /// <summary>Since version 12 a server does not go on after a failed flush, which it might otherwise forget.</summary>
    private const int LeastVersion = 12;

    /// <summary>The name of a process that shares the journal with no other.</summary>
    public const string OnlyNode = "the only node";

    private const int LongestPassword = 4096;

    /// <summary>A restart of a server takes a few seconds.</summary>
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(8);

    private readonly NpgsqlDataSource _database;
    private readonly bool _isOneOfMany;
    private readonly OpenFiles _held;
    private readonly TimeSpan _patience;

    /// <param name="options">Which database.</param>
    /// <param name="instance">The data folder's id; empty if it has none.</param>
    /// <param name="node">The name of this node of a cluster; null for the only node, which all other writers give way to.</param>
    /// <param name="mayBeNew">False if the database must have the journal of the data folder already.</param>
    /// <param name="held">Open files of this process: the lock of the data folder.</param>
    /// <param name="board">Shows whether the database can be written.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Gets an entry when the database can no longer be written, and when it can again.</param>
    /// <param name="patience">How long reads and writes are tried again while the server cannot be reached.</param>
    /// <exception cref="IOException">The database cannot be used. The message says why.</exception>
    public PostgresDatabase(
        PostgresOptions options,
        string instance,
        string? node,
        bool mayBeNew,
        OpenFiles held,
        HealthBoard board,
        TimeProvider clock,
        ILogger<PostgresDatabase> log,
        TimeSpan? patience = null
    )
    {
        (_isOneOfMany, _held, Work) = (node is not null, held, new JournalWork(board, clock, log));
        (_database, _patience) = (SourceOf(options), patience ?? DefaultPatience);
        Members = new PostgresMembers(_database, node ?? OnlyNode, RandomNumberGenerator.GetHexString(32, lowercase: true));
        Store = new PostgresStore(_database, _patience);
        try
        {
            using var connection = _database.OpenConnection();
            Check(connection);
            MakeDurable(connection);
            // Nothing is made in a database that is refused.
            if (!mayBeNew)
                PostgresOwner.CheckExists(connection);
            PostgresTable.Create(connection);
            using var transaction = PostgresTable.Alone(connection);
            PostgresTable.EndIfCutOff(connection);
            PostgresOwner.Claim(connection, instance);
            if (node is null)
                PostgresTable.EndAllWriters(connection);
            else
                PostgresTable.EndWriter(connection, OnlyNode);
            PostgresTable.TakeOver(connection, Members.Node, Members.Token, isMember: node is null);
            transaction.Commit();
        }
        catch (Exception fault)
        {
            _database.Dispose();
            if (fault is NpgsqlException or TimeoutException)
                throw new IOException($"the journal in PostgreSQL: {PostgresFault.WordsOf(fault)}", fault);
            throw;
        }
    }

    public IJournalStore Store { get; }

    /// <summary>The nodes that write this journal.</summary>
    public PostgresMembers Members { get; }

    public JournalWork Work { get; }

    public Setup ForActors => this;

    public Config Settings { get; } = JournalSettings.Of(typeof(PostgresJournal));

    /// <summary>A new writer, not yet started.</summary>
    public JournalWriter Writer(FatalFailure failure) =>
        new(new PostgresTransactions(_database, Members.Node, Members.Token, failure, _patience, _held, _isOneOfMany), Work);

    public void Dispose()
    {
        if (_isOneOfMany)
            Members.Leave();
        _held.Dispose();
        _database.Dispose();
    }

    /// <summary>Opens connections to the database. The password is read anew for each connection, so that it can be changed.</summary>
    public static NpgsqlDataSource SourceOf(PostgresOptions options)
    {
        var builder = new NpgsqlDataSourceBuilder(options.ConnectionString);
        var text = builder.ConnectionStringBuilder;
        text.ApplicationName ??= "htcondor-sidecar";
        // A server that was frozen or cut off must be noticed in seconds.
        text.Timeout = 5;
        text.CommandTimeout = 10;
        text.IncludeErrorDetail = false;
        if (options.PasswordFile.Length > 0)
            builder.UsePasswordProvider(_ => PasswordOf(options), (_, _) => ValueTask.FromResult(PasswordOf(options)));
        return builder.Build();
    }

    /// <summary>Makes a commit of this session wait for the disk of the server.</summary>
    public static void MakeDurable(NpgsqlConnection connection) =>
        PostgresTable.Scalar(
            connection,
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        );

    private static string PasswordOf(PostgresOptions options) =>
        DurableFile.ReadStart(options.PasswordFile, LongestPassword) is { } content
            ? Encoding.UTF8.GetString(content).Trim()
            : throw new IOException($"there is no file {options.PasswordFile}");

    /// <summary>Refuses a server that cannot keep a journal.</summary>
    /// <exception cref="IOException">The message says why.</exception>
    public static void Check(NpgsqlConnection connection)
    {
        if (connection.PostgreSqlVersion.Major < LeastVersion)
            throw new IOException($"the journal needs PostgreSQL {LeastVersion} or later, and the server is {connection.ServerVersion}");
        if (PostgresTable.Scalar(connection, "SELECT pg_is_in_recovery()") is true)
            throw new IOException("the journal's database server is a standby, which can only be read; the primary is needed");
        foreach (var (setting, value, why) in Needed)
            if (PostgresTable.Scalar(connection, $"SHOW {setting}") is string found && found != value)
                throw new IOException($"the journal's database server has {setting} = {found}, {value} is needed: {why}");
    }

    private static readonly (string Setting, string Value, string Why)[] Needed =
    [
        ("fsync", "on", "without it a power cut loses pods that were accepted"),
        ("full_page_writes", "on", "without it a power cut can damage the journal"),
        ("data_sync_retry", "off", "after a failed flush a second one may succeed although data is lost"),
    ];
}
