using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Counts what goes into a pod's plan while it is planned. Values that many containers share are small in a request and large in a plan, so
/// each is counted before it is built. Nothing more is built after the first byte over the site's limit.
/// </summary>
/// <param name="mostMiB">MaxPlanMiB.</param>
/// <param name="faults">Gets the first field that is too much.</param>
internal sealed class PlanSizeLimit(int mostMiB, FieldFaults faults)
{
    private long _bytes;

    public bool IsExceeded { get; private set; }

    public void Take(string field, long bytes)
    {
        _bytes += bytes;
        if (IsExceeded || _bytes <= (long)mostMiB << 20)
            return;
        IsExceeded = true;
        faults.Add(field, $"the pod's plan (arguments, variables and mounts of all containers) is larger than {mostMiB} MiB (MaxPlanMiB)");
    }
}
