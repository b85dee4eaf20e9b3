namespace HtcondorActors.Actors.Protocol;

/// <summary>Shows what a create of the pod would do. Nothing was submitted, written or remembered.</summary>
/// <param name="Refusal">Why the pod cannot become a job (one line that names each field at fault); all other members except the warnings
/// are then empty.</param>
/// <param name="Warnings">What the pod asks for and does not get, one line each.</param>
/// <param name="Submit">The submit file that condor_submit would get.</param>
/// <param name="Plan">The runner's plan (docs/runner-stream.md), without the pod's values.</param>
/// <param name="Files">The job's input files: the plan, and the files of the pod's volumes, each with its mode and size, without its
/// content.</param>
public sealed record PodExplanation(
    string? Refusal,
    IReadOnlyList<string> Warnings,
    string Submit,
    string Plan,
    IReadOnlyList<string> Files
)
{
    public static PodExplanation Refused(string words) => new(words, [], "", "", []);
}
