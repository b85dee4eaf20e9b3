using HtcondorActors.Http.Hosting;
using HtcondorActors.TestPool;

namespace HtcondorActors.Http.Tests.Hosting;

public sealed class HoconFilesSpecs
{
    [Fact]
    public void All_faults_of_all_files_are_listed_at_once_by_file_and_line()
    {
        using var folder = new HoconFolder(
            ("akka.conf", "a = 1\nb = [1, 2\nc = 3\n"),
            ("own.conf", "include \"x\"\nd {\n"),
            ("words.conf", "e = 1\nf = a:b\n"),
            ("right.conf", "g = 1\n"),
            ("other.txt", "}")
        );

        Assert.Equal(
            [
                "akka.conf:3: this = cannot stand in a list; is the ] missing for the [ of line 2?",
                "own.conf:1: include is not supported; every *.conf file of this folder is read",
                "own.conf:2: this { is not closed",
                "words.conf:2: this : cannot stand in a value without quotes",
            ],
            HoconFiles.Faults(folder.Path)
        );
    }

    [Theory]
    [InlineData("a = 1\nb {\n c = \"\\q\"\n}\nd = 2", "a.conf:3: Akka.NET cannot read this: Unknown escape code: q")]
    [InlineData("a = 1\n?\nb = 2", "a.conf:2: Akka.NET cannot read this: Unknown token at position 6")]
    [InlineData("a = 1\nb = [${x},\n 2]\nc = 3\n", "a.conf:2: Akka.NET cannot read this: Unresolved substitution: x")]
    [InlineData("a = \"\"\"\n\n\"\"\"\nb = \"\"\"\n\"\"\" + ${x}", "a.conf:5: Akka.NET cannot read this: Unresolved substitution: x")]
    public void What_Akkas_parser_says_is_told_with_the_line_that_it_does_not_know(string text, string fault) =>
        Assert.Equal([fault], HoconFiles.FaultsOf([("a.conf", text)]));

    [Fact]
    public void A_substitution_may_name_a_key_of_another_file()
    {
        Assert.Empty(HoconFiles.FaultsOf([("a.conf", "a = ${b}"), ("b.conf", "b = 1")]));
        Assert.Equal(
            ["a.conf:1: Akka.NET cannot read this: Unresolved substitution: b"],
            HoconFiles.FaultsOf([("a.conf", "a = ${b}"), ("b.conf", "c = 1")])
        );
    }

    [Fact]
    public void Braces_around_a_whole_file_would_hide_the_files_after_it()
    {
        Assert.Empty(HoconFiles.FaultsOf([("a.conf", "a = 1"), ("b.conf", "{ b = 1 }")]));
        Assert.Equal(
            ["a.conf:1: Akka.NET would ignore b.conf because of the braces around this whole file"],
            HoconFiles.FaultsOf([("a.conf", "{ a = 1 }"), ("b.conf", "b = 1")])
        );
    }

    [Fact]
    public void A_folder_without_a_conf_file_has_no_fault()
    {
        using var folder = new HoconFolder(("readme.txt", "}"));
        Assert.Empty(HoconFiles.Faults(folder.Path));
    }

    [Fact]
    public void The_files_of_the_product_have_no_fault() => Assert.Empty(HoconFiles.Faults(RepositoryRoot.File("hocon")));

    private sealed class HoconFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ila-hocon.");

        public HoconFolder(params (string Name, string Text)[] files)
        {
            foreach (var (name, text) in files)
                File.WriteAllText(System.IO.Path.Combine(Path, name), text);
        }

        public string Path => _folder.FullName;

        public void Dispose() => TestFolder.Remove(_folder.FullName);
    }
}
