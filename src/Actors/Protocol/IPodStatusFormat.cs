namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// Renders a status for the wire; <c>Http/Wire</c> implements it. A status is rendered once per change, not once per read.
/// </summary>
public interface IPodStatusFormat
{
    ReadOnlyMemory<byte> Render(PodStatus status);
}
