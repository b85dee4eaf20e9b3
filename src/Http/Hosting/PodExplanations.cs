using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;

namespace HtcondorActors.Http.Hosting;

/// <summary>Explains pods without a server. The body takes the same path as a request (body, mapping, plan).</summary>
public static class PodExplanations
{
    /// <param name="config">The server's configuration.</param>
    /// <param name="createBody">The body that interLink would send to <c>/create</c>.</param>
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

    /// <summary>Adds the faults that can be found without the files of the sidecar's machine.</summary>
    public static ConfigReading Judge(ConfigReading read) => read.Add(read.Config.CondorFaults());
}
