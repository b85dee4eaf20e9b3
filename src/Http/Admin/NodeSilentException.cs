namespace HtcondorActors.Http.Admin;

/// <summary>A node does not say what its pods are.</summary>
/// <param name="why">Why, in words.</param>
/// <param name="pods">How many pods it has, as far as this node knows.</param>
internal sealed class NodeSilentException(string why, int pods) : Exception(why)
{
    public int Pods => pods;
}
