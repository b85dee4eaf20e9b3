using System.Globalization;
using HtcondorActors.Actors.Scheduling;

namespace HtcondorActors.Actors.Hosting;

/// <summary>The watchdog's record of one kept actor.</summary>
internal sealed class WatchedActor(RestartableRef kept)
{
    private int _starts;

    public RestartableRef Kept { get; } = kept;

    /// <summary>Beats since the last answer.</summary>
    public int Unanswered { get; set; }

    /// <summary>For how many more beats the answer to a ping mentions the restart; 0 if it does not.</summary>
    public int BeatsUntilClear { get; set; }

    public int RestartsInARow { get; set; }

    /// <summary>Each actor gets a new name, because its predecessor keeps the old name until it has finished its last message.</summary>
    public string NextName() => ++_starts == 1 ? Kept.Name : $"{Kept.Name}-{_starts.ToString(CultureInfo.InvariantCulture)}";
}
