using Akka.Actor;
using Akka.Coordination;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// The lease for which the two sides of a divided cluster compete: only one side goes on (docs/adr/0020-several-nodes.md). It is a row of
/// the journal's database, because a side that cannot reach that database could do nothing anyway.
/// </summary>
/// <param name="settings">Name and owner.</param>
/// <param name="system">Has the database among its setups. Akka.NET creates this object and needs this constructor.</param>
internal sealed class PostgresLease(LeaseSettings settings, ExtendedActorSystem system) : Lease(settings)
{
    private readonly PostgresMembers _members = system.Settings.Setup.Get<PostgresDatabase>().GetOrElse(null!).Members;
    private volatile bool _isHeld;

    public override async Task<bool> Acquire() => _isHeld = await _members.TakeLeaseAsync(Settings.LeaseName, Settings.OwnerName);

    public override Task<bool> Acquire(Action<Exception> leaseLostCallback) => Acquire();

    public override async Task<bool> Release()
    {
        await _members.ReturnLeaseAsync(Settings.LeaseName, Settings.OwnerName);
        _isHeld = false;
        return true;
    }

    public override bool CheckLease() => _isHeld;
}
