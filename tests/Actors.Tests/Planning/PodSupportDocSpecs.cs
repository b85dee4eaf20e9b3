using HtcondorActors.Actors.Planning;
using HtcondorActors.TestPool;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class PodSupportDocSpecs
{
    private const string Head = "| field | | |\n|---|---|---|\n";

    private static string DocFile => Path.Combine(RepositoryRoot.Path, "docs", "pod-support.md");

    [Fact]
    public void The_table_in_the_docs_is_the_one_that_answers()
    {
        var doc = File.ReadAllText(DocFile);
        var table =
            Head
            + string.Concat(
                FieldSupport.Rules.Select(rule => $"| `{rule.Pattern["spec.".Length..]}` | {Word(rule.Answer)} | {rule.Words} |\n")
            );
        // HTCONDORACTORS_WRITE_DOCS=1 writes it anew: then read the difference before it is committed.
        if (Environment.GetEnvironmentVariable("HTCONDORACTORS_WRITE_DOCS") == "1")
        {
            File.WriteAllText(DocFile, doc[..doc.IndexOf(Head, StringComparison.Ordinal)] + table);
            return;
        }
        Assert.EndsWith("\n\n" + table, doc, StringComparison.Ordinal);
    }

    private static string Word(FieldTreatment answer) =>
        answer switch
        {
            FieldTreatment.Honoured => "honoured",
            FieldTreatment.Warned => "**warned**",
            FieldTreatment.Refused => "**refused**",
            _ => "Kubernetes",
        };
}
