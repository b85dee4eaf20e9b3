using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Simulation.Tests.Shell;

/// <summary>What pods tell of themselves, by numbers in the place of its JSON.</summary>
internal sealed class ReportedStatuses : IPodStatusFormat
{
    private readonly List<PodStatus> _told = [];

    public ReadOnlyMemory<byte> Render(PodStatus status)
    {
        _told.Add(status);
        return BitConverter.GetBytes(_told.Count - 1);
    }

    public PodStatus Of(ReadOnlyMemory<byte> fragment) => _told[BitConverter.ToInt32(fragment.Span)];
}
