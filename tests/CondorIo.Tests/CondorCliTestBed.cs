namespace HtcondorActors.CondorIo.Tests;

/// <summary>The scheduler as its users get it, on tools that answer as the test says, and two jobs to ask about.</summary>
public abstract class CondorCliTestBed : IDisposable
{
    private protected static readonly JobTag Tag = JobTag.Parse("tag-a");
    private protected static readonly JobTag Other = JobTag.Parse("tag-b");
    private protected static readonly (JobTag, JobId)[] BothJobIds = [(Tag, new JobId(1, 0)), (Other, new JobId(1, 1))];
    private protected static readonly JobKey[] BothJobs = [.. BothJobIds];
    private protected const string AdOfTag =
        """{"ClusterId": 1, "ProcId": 0, "JobStatus": STATUS, "HoldReasonCode": 15, "InterLinkTag": "tag-a"}""";

    private readonly List<Room> _rooms = [];

    private protected FakeCondor Fake { get; } = new();

    public void Dispose()
    {
        _rooms.ForEach(room => room.Dispose());
        Fake.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected ICondorScheduler Scheduler(Func<CondorIoOptions, CondorIoOptions>? change = null) => NewRoom(change).Scheduler;

    private protected Room NewRoom(Func<CondorIoOptions, CondorIoOptions>? change)
    {
        var room = new Room(Fake.Environment, change);
        _rooms.Add(room);
        return room;
    }

    private protected static SubmitDescription Description(JobTag tag) =>
        new()
        {
            Tag = tag,
            Attempt = 1,
            Executable = "/bin/true",
            Cpus = 1,
            MemoryMiB = 64,
            VacateTime = TimeSpan.FromSeconds(5),
        };
}
