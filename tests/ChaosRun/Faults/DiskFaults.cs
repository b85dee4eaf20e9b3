using Microsoft.Data.Sqlite;

namespace HtcondorActors.ChaosRun.Faults;

/// <summary>Somebody else (a backup) holds the journal's write lock.</summary>
internal sealed class JournalLocked() : Fault("journal locked")
{
    public override async Task<bool> HitAsync(World world, IReadOnlyCollection<Subject> pods, Random dice)
    {
        var file = Path.Combine(world.DataDisk.Folder, "journal.sqlite");
        await using var connection = new SqliteConnection($"Data Source={file};Mode=ReadWrite;Pooling=False;Default Timeout=5");
        try
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync();
        }
        catch (SqliteException)
        {
            return false; // busy, or not made yet
        }
        // Longer than anybody waits, at times.
        await ForAsync(dice, 1, dice.Next(8) == 0 ? 40 : 6);
        return true;
    }
}

internal sealed class DiskFull() : Fault("disk full")
{
    public override int Rarity => 2;

    public override async Task<bool> HitAsync(World world, IReadOnlyCollection<Subject> pods, Random dice)
    {
        if (!world.DataDisk.CanBeFilled) return false;
        using (world.DataDisk.Fill()) await ForAsync(dice, 1, 6);
        return true;
    }
}
