using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>Says what the sidecar does about a hold, in words (pure).</summary>
internal static class HoldWords
{
    public static string NextOf(JobAd ad, IReadOnlyList<HoldRule> site)
    {
        var rule = HoldRules.For(ad, site);
        var times = HoldRules.Counted(ad);
        return rule.Answer switch
        {
            HoldAnswer.Wait => "The pod waits until a person releases the job (condor_release)",
            HoldAnswer.Release when !HoldRules.IsBeyondRetry(ad, rule) =>
                $"The sidecar releases the job later, try {Math.Max(times, 1)} of {rule.Times}",
            HoldAnswer.Release => $"The pod fails, because its job was held {times} times",
            _ => "The pod fails",
        };
    }
}
