using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;

namespace HtcondorActors.Http.Hosting;

/// <summary>Explains pods without a server: the body goes the way that it would go over the wire (body, mapping, plan).</summary>
public static class PodExplanations
{
    /// <param name="config">As the server would have it.</param>
    /// <param name="createBody">What interLink would send to <c>/create</c>.</param>
    public static PodExplanation Explain(this SidecarConfig config, byte[] createBody)
    {
        try
        {
            var pod = PodMapping.ToPodSpec(RequestBody.ReadCreate(new(createBody)));
            return PodExplainer.Explain(pod, config.ToActorsOptions().Site, config.Named().ToCondorIoOptions());
        }
        catch (WireFaultException fault)
        {
            return PodExplanation.Refused(fault.Message);
        }
    }

    /// <summary>Checks what was read as far as it can be checked without the files of the sidecar's machine.</summary>
    public static ConfigReading Judge(ConfigReading read) => read.Add(read.Config.CondorFaults());
}
