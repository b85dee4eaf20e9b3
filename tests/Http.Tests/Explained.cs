using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Http.Tests;

/// <summary>What would become of a pod at a site that has set nothing: its refusal and its warnings are those of a create.</summary>
internal static class Explained
{
    private static readonly SitePolicy Site = new();
    private static readonly CondorIoOptions Condor = new()
    {
        DataRootFolder = "/data",
        Instance = "me",
        TagAttribute = "InterLinkTag",
    };

    public static PodExplanation Of(PodSpec pod) => PodExplainer.Explain(pod, Site, Condor);
}
