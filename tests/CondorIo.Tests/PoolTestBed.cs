using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>A <see cref="Tests.Room"/> whose jobs run on the pool, and the steps that its tests are made of.</summary>
internal sealed class PoolTestBed : IDisposable
{
    private readonly CondorPool _pool;
    private readonly string _program;

    public PoolTestBed(CondorPool pool, Func<CondorIoOptions, CondorIoOptions>? change = null, TimeProvider? clock = null)
    {
        _pool = pool;
        Room = new Room(pool.Environment, change, clock);
        // HTCondor drops up to 64 KiB of what a job wrote last: something worthless comes last.
        _program = Room.Folders.KeepProgram(
            "program-1.sh",
            "#!/bin/sh\nPATH=/usr/bin:/bin\ntrap 'head -c 131072 /dev/zero' EXIT\n. ./script\n"u8.ToArray()
        );
    }

    /// <summary>The same pool as if it were elsewhere: jobs are spooled to it.</summary>
    public static CondorIoOptions Spooled(CondorPool pool, CondorIoOptions options) =>
        options with
        {
            ScheddHost = "schedd@pool.test",
            CollectorHost = "127.0.0.1:" + File.ReadAllText(Path.Combine(pool.Folder, "port")).Trim(),
        };

    public Room Room { get; }

    /// <summary>Another data folder with the same instance name.</summary>
    /// <param name="id">Its id; empty: of a version before there were ids.</param>
    public PoolTestBed Beside(string id) =>
        new(_pool, options => Room.Options with { DataRootFolder = options.DataRootFolder, InstanceId = id });

    public void Dispose()
    {
        _pool.Tool("condor_rm", "-constraint", $"InterLinkInstance == \"{Room.Options.Instance}\"");
        Room.Dispose();
    }

    public async Task<SubmitDescription> Job(string script, JobTag? tag = null, int cpus = 1)
    {
        tag ??= JobTag.Parse("t" + Guid.NewGuid().ToString("N"));
        Assert.Null(await Room.Folders.WriteAsync(tag, [new JobFile("script", Encoding.UTF8.GetBytes(script))], default));
        return new SubmitDescription
        {
            Tag = tag,
            Attempt = 1,
            Executable = _program,
            InputFiles = ["script"],
            Cpus = cpus,
            MemoryMiB = 64,
            VacateTime = TimeSpan.FromSeconds(5),
        };
    }

    public async Task<(JobTag Tag, JobId Job)> Submitted(SubmitDescription job)
    {
        var result = (await Room.Scheduler.SubmitAsync([job], default)).Single();
        Assert.Null(result.Failure);
        return (result.Tag, result.Job!.Value);
    }

    public async Task Release(params (JobTag Tag, JobId Job)[] jobs) =>
        Assert.All(await Room.Scheduler.ReleaseAsync([.. jobs], default), result => Assert.Null(result.Failure));

    public async Task<JobAd> Ad(JobTag tag, Func<JobAd, bool> isSo, JobId? job = null)
    {
        var seen = await Eventually.Sees(
            () => Room.Scheduler.FindAsync([tag], HistoryReach.Whole, default),
            query => query.Failure is null && query.Jobs.Any(ad => (job is null || ad.Id == job) && isSo(ad)),
            query => query.Failure?.ToString() ?? string.Join('\n', query.Jobs)
        );
        return seen.Jobs.First(ad => job is null || ad.Id == job);
    }

    public Task<string> Output((JobTag Tag, JobId Job) job, string expected) =>
        Eventually.Sees(
            async () =>
            {
                var failure = (await Room.Scheduler.FetchOutputAsync([job], default)).Single().Failure;
                return failure?.ToString() ?? Room.ReadOutput(job.Tag);
            },
            text => text == expected
        );
}
