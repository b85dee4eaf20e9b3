namespace HtcondorActors.Actors.Protocol;

/// <summary>What would become of a pod: nothing was submitted, written or remembered.</summary>
/// <param name="Refusal">Why it cannot be a job (one line that names each field at fault); then there is nothing else but perhaps
/// warnings.</param>
/// <param name="Warnings">What it asks for and does not get, one line each.</param>
/// <param name="Submit">The submit file, as condor_submit would be given it.</param>
/// <param name="Plan">The runner's plan (docs/runner-stream.md), without the pod's values.</param>
/// <param name="Files">What goes along: the plan, and the files of its volumes, each with its mode and size and without its
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
