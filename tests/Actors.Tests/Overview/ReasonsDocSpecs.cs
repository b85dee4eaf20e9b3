using System.Reflection;
using System.Text;
using HtcondorActors.Actors.Overview;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.TestPool;

namespace HtcondorActors.Actors.Tests.Overview;

/// <summary>The catalogue of reasons and its document.</summary>
public sealed class ReasonsDocSpecs
{
    private static readonly string DocFile = RepositoryRoot.File("docs", "reasons.md");

    [Fact]
    public void The_document_lists_every_reason_and_every_hold_of_the_code()
    {
        var doc = Doc();
        // HTCONDORACTORS_WRITE_DOCS=1 writes it anew: then read the difference before it is committed.
        if (Environment.GetEnvironmentVariable("HTCONDORACTORS_WRITE_DOCS") == "1")
            File.WriteAllText(DocFile, doc);
        Assert.Equal(File.ReadAllText(DocFile), doc);
    }

    [Fact]
    public void Every_reason_that_the_code_can_give_is_in_the_catalogue()
    {
        var constants = typeof(PodReasons)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!);
        Assert.Equal(constants.Order(StringComparer.Ordinal), PodReasons.All.Select(reason => reason.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_reason_with_a_trouble_says_what_to_do() =>
        Assert.All(
            PodReasons.All.Where(reason => reason.Owner != ReasonOwner.Nobody),
            reason => Assert.False(string.IsNullOrEmpty(reason.Remedy))
        );

    private static string Doc()
    {
        var text = new StringBuilder(
            """
            # Reasons

            Why a pod is where it is. The same word is the reason of a waiting or terminated container in Kubernetes, of the list of pods
            (`htcondor-sidecar pods`), and of the log's entries about troubles (field `Reason`, [log.md](log.md)). The Virtual Kubelet
            replaces the reason of an ended container, so the message of such a container begins with it where it matters. Where the
            kubelet has a word, it is the kubelet's. A test writes this page from the code.

            The owner is the person who can usually end the trouble: the **user** who wrote the pod, the **site** that runs HTCondor, or the
            administrator of this **sidecar**.


            """
        );
        foreach (var reason in PodReasons.All)
        {
            text.Append($"## {reason.Id}\n\n{reason.Meaning}");
            text.Append(
                reason.Owner == ReasonOwner.Nobody ? " This is no trouble." : $" Owner: {reason.Owner.ToString().ToLowerInvariant()}."
            );
            text.Append(reason.Remedy is null ? "\n\n" : $"\n\n{reason.Remedy}\n\n");
        }
        text.Append(
            """
            ## Holds

            For a pod with the reason `JobHeld`, HTCondor's code says more. [hold-codes.md](hold-codes.md) says what the sidecar does
            about each.

            | code | HTCondor's name | owner | what to do |
            |---|---|---|---|

            """
        );
        foreach (var (code, hold) in HoldReasons.All)
            text.Append($"| {code} | {hold.Id} | {hold.Owner.ToString().ToLowerInvariant()} | {hold.Remedy} |\n");
        return text.ToString().ReplaceLineEndings("\n");
    }
}
