using System.Data.Common;
using System.Net;
using Npgsql;

namespace HtcondorActors.Actors.Settings;

/// <summary>The database of a journal in PostgreSQL.</summary>
/// <param name="ConnectionString">As Npgsql writes it (<c>Host=/run/postgresql;Database=sidecar</c>), without a password.</param>
/// <param name="PasswordFile">Absolute path of the file with the password; empty if none is needed.</param>
public sealed record PostgresOptions(string ConnectionString, string PasswordFile)
{
    /// <summary>
    /// Parts of a connection string that a journal can work with. Others would change what a commit means (Multiplexing), reach a server
    /// that can only be read (Target Session Attributes), or hold a secret.
    /// </summary>
    private static readonly string[] Parts =
    [
        "Host",
        "Port",
        "Database",
        "Username",
        "SSL Mode",
        "Root Certificate",
        "SSL Certificate",
        "SSL Key",
        "Search Path",
        "Application Name",
    ];

    /// <summary>Names the database in a line of the log.</summary>
    public string Name
    {
        get
        {
            var text = new NpgsqlConnectionStringBuilder(ConnectionString);
            return $"PostgreSQL (database {text.Database} at {text.Host})";
        }
    }

    /// <summary>Why a text cannot be used as a connection string; null if it can. The words quote no value of the text.</summary>
    public static string? FaultOf(string connectionString)
    {
        const string Form = "KEY=VALUE;KEY=VALUE is expected, such as Host=/run/postgresql;Database=sidecar";
        NpgsqlConnectionStringBuilder text;
        try
        {
            var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
            if (given.Keys.Cast<string>().FirstOrDefault(key => !Parts.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } other)
                return $"has the part {other}; only {string.Join(", ", Parts)} can be given, and JournalPasswordFile has the password";
            text = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException)
        {
            return $"no connection string; {Form}";
        }
        if (string.IsNullOrEmpty(text.Host) || string.IsNullOrEmpty(text.Database))
            return $"names no Host or no Database; {Form}";
        if (text.Host.Contains(',', StringComparison.Ordinal))
            return "names several hosts; one is expected (an address that follows the primary)";
        if (!IsOfThisMachine(text.Host) && text.SslMode != SslMode.VerifyFull)
            return "reaches another machine; SSL Mode=VerifyFull is expected, or what pods do could be read and changed on the way";
        return null;
    }

    /// <summary>A folder with a socket, or an address of loopback.</summary>
    private static bool IsOfThisMachine(string host) =>
        host.StartsWith('/') || host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
