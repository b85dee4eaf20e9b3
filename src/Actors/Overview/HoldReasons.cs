using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Overview;

/// <summary>
/// Explains HTCondor's hold codes to an operator: whose problem each usually is, and what to do (HTCondor's manual, "HoldReasonCode").
/// <see cref="HoldRules"/> says what the sidecar does about them.
/// </summary>
internal static class HoldReasons
{
    private const string AskForMore = "Ask for more of what the message names, or use less.";
    private const string ShorterOrMore = "Divide the work, or ask the site for a longer limit.";
    private const string Transfer =
        "Look at the disk and the rights of the data folder here, and at the scratch folder of the node that the message names.";

    private static readonly Dictionary<int, (ReasonOwner Owner, string Remedy)> Known = new()
    {
        [1] = (ReasonOwner.Site, "Somebody held the job with condor_hold. condor_release lets it go on."),
        [3] = (
            ReasonOwner.Site,
            "A policy of the job or of the site held it, or it was started too often (MaxJobStarts). The message has the expression."
        ),
        [4] = (ReasonOwner.Site, "Look at the credentials that the schedd keeps for the job's user (condor_store_cred)."),
        [6] = (ReasonOwner.Site, "Look at the StarterLog of the node: the job's program could not be started there."),
        [12] = (ReasonOwner.Site, Transfer),
        [13] = (ReasonOwner.Site, Transfer),
        [14] = (ReasonOwner.Sidecar, "The job's folder is not there. Look at the mount of the data folder."),
        [15] = (ReasonOwner.Nobody, "The sidecar holds each new job until it has elected it."),
        [16] = (ReasonOwner.Nobody, "The job's input is on its way to the schedd."),
        [21] = (ReasonOwner.Site, "The policy of the execute node held the job (WANT_HOLD). The message has its words."),
        [26] = (ReasonOwner.User, "The pool's policy held the job (SYSTEM_PERIODIC_HOLD): usually the pod uses more than it asked for."),
        [32] = (ReasonOwner.User, "The pod's volumes are larger than the pool lets a job send."),
        [33] = (ReasonOwner.User, "The pod's output is larger than the pool lets a job send back."),
        [34] = (ReasonOwner.User, AskForMore),
        [35] = (ReasonOwner.User, "Correct the image's name."),
        [45] = (ReasonOwner.Site, "Apptainer does not work on the node. Repair it, or take the node out of the pool."),
        [46] = (ReasonOwner.User, ShorterOrMore),
        [47] = (ReasonOwner.User, ShorterOrMore),
    };

    /// <summary>All codes that HTCondor documents, in their order.</summary>
    public static IReadOnlyList<(int Code, PodReason Reason)> All { get; } =
    [.. HoldRules.Default.Select(known => (known.Rule.Code, Of(known.Rule.Code)))];

    /// <summary>Total: an unknown code is the site's problem, and HTCondor's words must explain it.</summary>
    public static PodReason Of(int code)
    {
        var (owner, remedy) = Known.GetValueOrDefault(code, (ReasonOwner.Site, "HTCondor's words in the message say what failed."));
        return new PodReason(HoldRules.NameOf(code), owner, $"HTCondor holds the job with code {code}.", remedy);
    }
}
