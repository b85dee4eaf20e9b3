using System.Net;
using Npgsql;

namespace HtcondorActors.Actors.Settings;

/// <summary>The database of a journal in PostgreSQL.</summary>
/// <param name="ConnectionString">As Npgsql writes it (<c>Host=/run/postgresql;Database=sidecar</c>), without a password.</param>
/// <param name="PasswordFile">Absolute path of the file with the password; empty if none is needed.</param>
public sealed record PostgresOptions(string ConnectionString, string PasswordFile)
{
    /// <summary>Why a text cannot be used as a connection string; null if it can. The words quote nothing of the text.</summary>
    public static string? FaultOf(string connectionString)
    {
        NpgsqlConnectionStringBuilder parts;
        try
        {
            parts = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException)
        {
            return "no connection string; KEY=VALUE;KEY=VALUE is expected, such as Host=/run/postgresql;Database=sidecar";
        }
        if (!string.IsNullOrEmpty(parts.Password) || !string.IsNullOrEmpty(parts.Passfile))
            return "holds a password or a Passfile; JournalPasswordFile is expected instead";
        if (string.IsNullOrEmpty(parts.Host) || string.IsNullOrEmpty(parts.Database))
            return "names no Host or no Database";
        if (!parts.Host.Split(',').All(IsOfThisMachine) && parts.SslMode is not (SslMode.VerifyFull or SslMode.VerifyCA))
            return "reaches another machine; SSL Mode=VerifyFull is expected, or what pods do could be read and changed on the way";
        return null;
    }

    /// <summary>A folder with a socket, or an address of loopback.</summary>
    private static bool IsOfThisMachine(string host) =>
        host.StartsWith('/') || host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
