namespace HtcondorActors.Actors.Reading;

/// <summary>The names of the other nodes of the cluster, for readers that may not wait. Empty on the only node.</summary>
internal sealed class OtherNodes
{
    private volatile IReadOnlyList<string> _names = [];

    public IReadOnlyList<string> Names
    {
        get => _names;
        set => _names = value;
    }
}
