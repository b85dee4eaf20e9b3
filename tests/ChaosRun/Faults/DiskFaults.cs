using Microsoft.Data.Sqlite;

namespace HtcondorActors.ChaosRun.Faults;

/// <summary>Somebody else (a backup) holds the journal's write lock.</summary>
internal sealed class JournalLocked() : Fault("journal locked")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
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

    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        if (!world.DataDisk.CanBeFilled)
            return false;
        using (world.DataDisk.Fill())
            await ForAsync(dice, 1, 6);
        return true;
    }
}

/// <summary>The disk of the job folders, where HTCondor writes what the jobs say: what it could not write is missing from their
/// logs.</summary>
internal sealed class JobDiskFull() : Fault("job disk full")
{
    public override int Rarity => 2;

    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        using (world.DataDisk.FillJobs())
        {
            Touch(world, pods);
            await ForAsync(dice, 1, 6);
            Touch(world, pods);
        }
        return true;
    }

    private void Touch(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods)
    {
        foreach (var pod in pods.Where(pod => pod.End is null && !pod.WasTouched(Kind) && Directory.Exists(world.JobFolder(pod.Uid))))
            pod.Touch(Kind);
    }
}

/// <summary>The folder of a job that runs is away for a while, as with autofs or a file server that is down; most jobs end
/// meanwhile.</summary>
internal sealed class FolderAway() : Fault("job folder away")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var known = pods.Where(pod => pod is { DeletePlan: DeletePlan.Stays, End: null }).ToDictionary(pod => pod.Uid);
        var job = world.Queue.Now()?.FirstOrDefault(job => job.Status == 2 && known.ContainsKey(job.Uid));
        if (job is null)
            return false;
        var (place, aside) = (world.JobFolder(job.Uid), Path.Combine(world.DataDisk.Folder, "jobs", ".away-" + job.Uid));
        try
        {
            Directory.Move(place, aside);
        }
        catch (IOException)
        {
            return false; // not made yet
        }
        known[job.Uid].Touch(Kind);
        await SeenAsync(world, () => world.Queue.Now()?.Any(each => each.Id == job.Id && each.Status == 2) == false);
        await ForAsync(dice, 1, 5);
        // HTCondor makes the folder of a job's output anew, where it is not there.
        if (Directory.Exists(place))
        {
            foreach (var file in Directory.GetFiles(place))
                File.Move(file, Path.Combine(aside, Path.GetFileName(file)), overwrite: false);
            Directory.Delete(place);
        }
        Directory.Move(aside, place);
        return true;
    }
}
