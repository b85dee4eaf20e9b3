using HtcondorActors.TestPool;

namespace HtcondorActors.RoomRules.Tests;

/// <summary>The rooms form a directed graph without a cycle, and the picture of it in the documents is the table of the rule.</summary>
public sealed class RoomGraphSpecs
{
    private static string DocFile => RepositoryRoot.File("docs", "architecture.md");

    private const string Fence = "```mermaid\n";

    [Fact]
    public void Every_room_of_the_source_is_in_the_table() =>
        Assert.Equal(RoomGraph.Rooms(Source.Files).Order(StringComparer.Ordinal), RoomGraph.Allowed.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_room_imports_only_what_the_table_allows() =>
        Assert.Empty(
            from edge in RoomGraph.Found(Source.Files)
            where !RoomGraph.Allowed[edge.Key.From].Contains(edge.Key.To)
            select $"{edge.Value}: {edge.Key.From} imports {edge.Key.To}"
        );

    [Fact]
    public void The_table_allows_nothing_that_no_file_needs()
    {
        var found = RoomGraph.Found(Source.Files);
        Assert.Empty(
            from room in RoomGraph.Allowed
            from import in room.Value
            where !found.ContainsKey((room.Key, import))
            select $"{room.Key} does not import {import}"
        );
    }

    [Fact]
    public void The_table_has_no_cycle() => Assert.Empty(RoomGraph.Cycle(RoomGraph.Allowed));

    [Fact]
    public void A_cycle_that_is_put_in_is_found_in_the_table_and_in_the_source()
    {
        var table = RoomGraph.Allowed.ToDictionary();
        table["Actors.Streams"] = [.. table["Actors.Streams"], "Actors.Pods"];
        Assert.Equal(["Actors.Pods", "Actors.Streams"], RoomGraph.Cycle(table));

        foreach (var line in (string[])["using HtcondorActors.Actors.Pods;", "using Life = HtcondorActors.Actors.Pods.PodLife;"])
            Assert.Contains(
                ("Actors.Streams", "Actors.Pods"),
                RoomGraph.Found([("x.cs", line + "\nnamespace HtcondorActors.Actors.Streams;\n")]).Keys
            );
        foreach (var code in (string[])["object y = Pods.PodLife.Decide();", "void F(Pods.PodState pod) { }"])
            Assert.Contains(
                ("Actors.Streams", "Actors.Pods"),
                RoomGraph.Found([("x.cs", $"namespace HtcondorActors.Actors.Streams;\nclass X {{ {code} }}\n")]).Keys
            );
    }

    [Fact]
    public void The_picture_in_the_documents_is_the_table()
    {
        var doc = File.ReadAllText(DocFile);
        // HTCONDORACTORS_WRITE_DOCS=1 writes it anew: then read the difference before it is committed.
        if (Environment.GetEnvironmentVariable("HTCONDORACTORS_WRITE_DOCS") == "1")
        {
            var start = doc.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length;
            var end = doc.IndexOf("```", start, StringComparison.Ordinal);
            File.WriteAllText(DocFile, doc[..start] + RoomGraph.Mermaid() + doc[end..]);
            return;
        }
        Assert.Contains(Fence + RoomGraph.Mermaid() + "```", doc, StringComparison.Ordinal);
    }
}
