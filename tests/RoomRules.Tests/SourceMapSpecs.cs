using HtcondorActors.TestPool;

namespace HtcondorActors.RoomRules.Tests;

/// <summary>The list of all files in the documents is written from the files themselves.</summary>
public sealed class SourceMapSpecs
{
    private const string Begin = "<!-- The list below is written from the source by SourceMapSpecs. -->\n";

    // The entry point: it has no type.
    private static readonly string[] WithoutWords = ["Cli/Program.cs"];

    private static string DocFile => RepositoryRoot.File("docs", "source-map.md");

    [Fact]
    public void The_list_in_the_documents_is_what_the_files_say_of_themselves()
    {
        var doc = File.ReadAllText(DocFile);
        var head = doc[..(doc.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)];
        // HTCONDORACTORS_WRITE_DOCS=1 writes it again: read the difference before it is committed.
        if (Environment.GetEnvironmentVariable("HTCONDORACTORS_WRITE_DOCS") == "1")
        {
            File.WriteAllText(DocFile, head + SourceMap.Write());
            return;
        }
        Assert.Equal(head + SourceMap.Write(), doc);
    }

    [Fact]
    public void Every_file_says_in_a_sentence_what_it_is_for() =>
        Assert.Equal(
            WithoutWords,
            Source.Files.Where(file => SourceMap.Purpose(file.Path, file.Text).Length == 0).Select(file => file.Path)
        );

    [Fact]
    public void The_docstring_of_the_files_own_type_becomes_one_plain_sentence() =>
        Assert.Equal(
            "Makes `Lanes`, one for `condor_q` and no more (ADR 1).",
            SourceMap.Purpose(
                "Scheduling/X.cs",
                """
                /// <summary>Another.</summary>
                class Y;

                /// <summary>
                /// Makes <see cref="Lanes"/>, one for
                /// <c>condor_q</c> and no more (ADR 1). More follows.
                /// </summary>
                class X;
                """
            )
        );
}
