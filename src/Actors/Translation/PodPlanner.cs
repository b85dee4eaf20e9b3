using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Translation;

/// <summary>Pure: a pod as it came, and the site's policy, to a job; or one line that says which field forbids it.</summary>
public static class PodPlanner
{
    public static PlanResult Plan(PodSpec pod, SitePolicy site) => throw new NotImplementedException();
}
