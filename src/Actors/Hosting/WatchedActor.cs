using System.Globalization;
using HtcondorActors.Actors.Scheduling;

namespace HtcondorActors.Actors.Hosting;

/// <summary>What the watchdog knows of one actor that it keeps.</summary>
internal sealed class WatchedActor(RestartableRef kept)
{
    private int _starts;

    public RestartableRef Kept { get; } = kept;

    /// <summary>Beats since it answered last.</summary>
    public int Unanswered { get; set; }

    /// <summary>How long the ping still tells that it was started again; 0: no longer.</summary>
    public int BeatsUntilClear { get; set; }

    public int RestartsInARow { get; set; }

    /// <summary>The actor before may still have its name: it stops when it is done with its last message.</summary>
    public string NextName() => ++_starts == 1 ? Kept.Name : $"{Kept.Name}-{_starts.ToString(CultureInfo.InvariantCulture)}";
}
