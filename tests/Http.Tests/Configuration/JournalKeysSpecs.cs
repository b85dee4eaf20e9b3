using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Tests.Configuration;

/// <summary>A connection string can neither hold a secret nor weaken what a commit means.</summary>
public sealed class JournalKeysSpecs
{
    [Theory]
    [InlineData("Host=/run/postgresql;Database=sidecar")]
    [InlineData("host=/run/postgresql;database=sidecar;username=me;search path=journal;Port=5433")]
    [InlineData("Host=127.0.0.1;Database=sidecar")]
    [InlineData("Host=::1;Database=sidecar")]
    [InlineData("Host=db.example.org;Database=sidecar;SSL Mode=VerifyFull;Root Certificate=/etc/ca.pem")]
    public void These_are_taken(string database) => Assert.Empty(FaultsOf(database));

    [Theory]
    [InlineData("sidecar", "no connection string; KEY=VALUE;KEY=VALUE is expected")]
    [InlineData("Host=/run/postgresql", "names no Host or no Database")]
    [InlineData("Database=sidecar", "names no Host or no Database")]
    [InlineData("Host=/run/postgresql;Database=s;Password=hunter2", "has the part password; only Host,")]
    [InlineData("Host=/run/postgresql;Database=s;PSW=hunter2", "has the part psw;")]
    [InlineData("Host=/run/postgresql;Database=s;Passfile=/x", "has the part passfile;")]
    [InlineData("Host=h;Database=s;SSL Mode=VerifyFull;SSL Password=hunter2", "has the part ssl password;")]
    [InlineData("Host=/run/postgresql;Database=s;Multiplexing=true", "has the part multiplexing;")]
    [InlineData("Host=/run/postgresql;Database=s;Options=-c fsync=off", "has the part options;")]
    [InlineData("Host=/run/postgresql;Database=s;Command Timeout=0", "has the part command timeout;")]
    [InlineData("Host=a,b;Database=s;SSL Mode=VerifyFull", "names several hosts")]
    [InlineData("Host=db.example.org;Database=sidecar", "reaches another machine; SSL Mode=VerifyFull is expected")]
    [InlineData("Host=10.0.0.1;Database=sidecar;SSL Mode=Require", "reaches another machine")]
    [InlineData("Host=db.example.org;Database=sidecar;SSL Mode=VerifyCA", "reaches another machine")]
    public void These_are_refused_and_no_value_is_quoted(string database, string words)
    {
        var fault = Assert.Single(FaultsOf(database));
        Assert.Contains(words, fault.Words, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("hunter2", fault.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_file_without_a_database_is_a_fault() =>
        Assert.Equal(
            nameof(SidecarConfig.JournalPasswordFile),
            Assert.Single(JournalKeys.Faults(new SidecarConfig { JournalPasswordFile = "/secret" })).Key
        );

    private static IEnumerable<ConfigFault> FaultsOf(string database) =>
        JournalKeys.Faults(new SidecarConfig { JournalDatabase = database });
}
