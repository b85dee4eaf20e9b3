namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Counts what goes into a pod's plan while it is planned. Values that many containers share are small in a request and large in a plan, so
/// each is counted before it is built, and planning stops at the first byte over the site's limit.
/// </summary>
/// <param name="mostMiB">MaxPlanMiB.</param>
internal sealed class PlanSizeLimit(int mostMiB)
{
    private long _bytes;

    /// <exception cref="FieldException">All together are more than the site takes.</exception>
    public void Take(string field, long bytes)
    {
        _bytes += bytes;
        if (_bytes > (long)mostMiB << 20)
            throw TooLarge(field);
    }

    private FieldException TooLarge(string field) =>
        new(field, $"the pod's plan (arguments, variables and mounts of all containers) is larger than {mostMiB} MiB (MaxPlanMiB)");
}
