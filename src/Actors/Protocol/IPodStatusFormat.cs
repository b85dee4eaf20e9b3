namespace HtcondorActors.Actors.Protocol;

/// <summary>How a status is written for whoever reads it. The room that speaks the wire implements it; a pod is rendered once per change,
/// not once per read.</summary>
public interface IPodStatusFormat
{
    ReadOnlyMemory<byte> Render(PodStatus status);
}
