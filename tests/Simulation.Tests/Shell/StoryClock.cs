namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>Goes on when the story says so.</summary>
internal sealed class StoryClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
