using HtcondorActors.TestPool;

namespace HtcondorActors.Actors.Tests.Pods;

public sealed class PodLifeDocSpecs
{
    private static string DocFile => Path.Combine(RepositoryRoot.Path, "docs", "pod-life.md");

    [Fact]
    public void The_table_in_the_docs_is_what_the_code_decides()
    {
        var doc = File.ReadAllText(DocFile);
        var table = PodLifeTable.Write();
        // HTCONDORACTORS_WRITE_DOCS=1 writes it anew: then read the difference before it is committed.
        if (Environment.GetEnvironmentVariable("HTCONDORACTORS_WRITE_DOCS") == "1")
        {
            var start = doc.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length;
            var end = doc.IndexOf("```", start, StringComparison.Ordinal);
            File.WriteAllText(DocFile, doc[..start] + table + "\n" + doc[end..]);
            return;
        }
        Assert.Contains(Fence + table + "\n```", doc, StringComparison.Ordinal);
    }

    private const string Fence = "```text\n";
}
