using Akka.Actor;
using Akka.Coordination;
using Npgsql;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// The lease for which the two sides of a divided cluster compete: only one side goes on (docs/adr/0020-several-nodes.md). It is a row of
/// the journal's database. While the database is away nothing is decided: a side that took silence for a refusal would end itself.
/// </summary>
/// <param name="settings">The name.</param>
/// <param name="system">Has the database among its setups. Akka.NET creates this object and needs this constructor.</param>
internal sealed class PostgresLease(LeaseSettings settings, ExtendedActorSystem system) : Lease(settings)
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    private readonly PostgresMembers _members = system.Settings.Setup.Get<PostgresDatabase>().GetOrElse(null!).Members;

    public override async Task<bool> Acquire()
    {
        while (!system.WhenTerminated.IsCompleted)
            try
            {
                return await _members.TakeLeaseAsync(Settings.LeaseName);
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
            {
                await Task.Delay(AskAgainAfter);
            }
        return false;
    }

    public override Task<bool> Acquire(Action<Exception> leaseLostCallback) => Acquire();

    public override async Task<bool> Release()
    {
        await _members.ReturnLeaseAsync(Settings.LeaseName);
        return true;
    }

    /// <summary>Each decision asks the database.</summary>
    public override bool CheckLease() => false;
}
