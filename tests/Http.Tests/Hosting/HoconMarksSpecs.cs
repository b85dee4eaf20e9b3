using Akka.Configuration;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Http.Tests.Hosting;

public sealed class HoconMarksSpecs
{
    [Theory]
    [InlineData("a {\n b = 1\n", "1: this { is not closed")]
    [InlineData("a = [1,\n 2\n\n", "1: this [ is not closed")]
    [InlineData("a {\n b = [1, 2\n c = 3\n}", "3: this = cannot stand in a list; is the ] missing for the [ of line 2?")]
    [InlineData("a = [x ?\n]", "1: this ? cannot stand in a list; is the ] missing for the [ of line 1?")]
    [InlineData("a = [$x]", "1: this $ cannot stand in a list; is the ] missing for the [ of line 1?")]
    [InlineData("a {\n b = [1\n}", "3: this } does not close the [ of line 2")]
    [InlineData("a {\n b = 1\n]", "3: this ] does not close the { of line 1")]
    [InlineData("a = 1\n}\nb = 2", "2: this } closes nothing")]
    [InlineData("a = 1]", "1: this ] closes nothing")]
    [InlineData("a = 1\nb = \"x\nc = \"y\"", "3: this \" is not closed")]
    [InlineData("a = \"x\\\"", "1: this \" is not closed")]
    [InlineData("a = \"\"\"x\n\"\"\nb = 1", "1: this \"\"\" is not closed")]
    [InlineData("\"\"\"a\"\"\" = [1]", "1: a key cannot stand in \"\"\"")]
    [InlineData("a = 1\nb\"\"\"c\"\"\" = 1", "2: a key cannot stand in \"\"\"")]
    [InlineData("a = 1\n = 2", "2: no key stands before this =")]
    [InlineData(":b", "1: no key stands before this :")]
    [InlineData("a = ${x", "1: this ${ is not of the form ${NAME}")]
    [InlineData("a {\n b = ${?x}\n}", "2: this ${ is not of the form ${NAME}")]
    [InlineData("{ a = 1 }\n# more\nb = 2", "3: Akka.NET would ignore this text: the brace that begins the file is closed in line 1")]
    [InlineData("\n include \"b.conf\"", "2: include is not supported; every *.conf file of this folder is read")]
    [InlineData("a { include file(\"b\") }", "1: include is not supported; every *.conf file of this folder is read")]
    public void A_fault_is_told_by_its_line(string text, string fault) => Assert.Equal([fault], Lines(text));

    [Fact]
    public void Brackets_that_would_overflow_the_parsers_stack_are_told()
    {
        Assert.Empty(Lines(string.Concat(Enumerable.Repeat("a {\n", 100)) + new string('}', 100)));
        Assert.Equal(
            ["101: more than 100 brackets are open here"],
            Lines(string.Concat(Enumerable.Repeat("a {\n", 20_000)) + new string('}', 20_000))
        );
    }

    [Fact]
    public void All_includes_are_told_and_the_first_of_the_other_faults() =>
        Assert.Equal(
            [
                "1: include is not supported; every *.conf file of this folder is read",
                "2: include is not supported; every *.conf file of this folder is read",
                "3: this } closes nothing",
            ],
            Lines("include \"a\"\nb { c = 1, include \"d\" }\n}\n]")
        );

    [Theory]
    [InlineData("")]
    [InlineData("# { [ \"\n// } ] \"\"\"\na = 1")]
    [InlineData("a = \"{ [ # // \\\" \\\\\" # }\nb = 1")]
    [InlineData("a = b \"\"\"[\"\"\"\nc = [\"\"\"]\"\"\"], d : \"\"\"}\"\"\"\n{ }")]
    [InlineData("a = \"two\nlines {\"\nb = 1")]
    [InlineData("a = \"\"\"\n{ [ \" \"\" # }\n\"\"\"\nb = 1")]
    [InlineData("a = [1, {b = 2, c : [x, \"y\"]}, ${d}]\nd = 3")]
    [InlineData("{\n a { b = 1 }\n}\n# the end")]
    [InlineData("include = 1\nb.include = 2\nincludes \"x\" = 3\nc = include \"x\"\nd =\n include \"x\"\ne = [\n include \"x\"]")]
    [InlineData("a = 1 // }")]
    [InlineData("akka.cluster { roles = [], x = ${y.z} }\r\ny.z = 4\r\n")]
    public void Marks_in_quotes_and_comments_count_for_nothing(string text) => Assert.Empty(Lines(text));

    /// <summary>Why these texts are looked at before: what the parser makes of them.</summary>
    [Fact]
    public void Akkas_own_parser_tells_none_of_this()
    {
        Assert.False(ConfigurationFactory.ParseString("a = 1\n}\nb = 2").HasPath("b"));
        Assert.False(ConfigurationFactory.ParseString("a { b = ${?c} }\nd = 1").HasPath("d"));
        Assert.False(ConfigurationFactory.ParseString("{ a = 1 }\nb = 2").HasPath("b"));
        Assert.Equal(1, ConfigurationFactory.ParseString("a { b = 1").GetInt("a.b"));
        Assert.Throws<NullReferenceException>(() => ConfigurationFactory.ParseString("include \"b.conf\""));
    }

    [Fact]
    public void Akkas_own_configuration_has_no_fault()
    {
        var assembly = typeof(ConfigurationFactory).Assembly;
        var texts = assembly
            .GetManifestResourceNames()
            .Where(name => name.EndsWith(".conf", StringComparison.Ordinal))
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return reader.ReadToEnd();
            })
            .ToArray();

        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.Empty(Lines(text)));
    }

    [Property(MaxTest = 500)]
    public Property Balanced_HOCON_has_no_fault() =>
        Prop.ForAll(HoconTexts.Balanced.ToArbitrary(), text => Assert.Empty(HoconFiles.FaultsOf([("a.conf", text)])));

    [Property(MaxTest = 1000)]
    public Property One_bracket_less_is_a_fault() =>
        Prop.ForAll(HoconTexts.WithoutOneBracket.ToArbitrary(), text => Assert.NotEmpty(Lines(text)));

    /// <summary>
    /// The parser's endless loops cannot be ended from outside, so that a failure of this test ends the test run. So the texts are the same
    /// in each run. By hand: without Replay and with MaxTest = 200000, a minute and a half.
    /// </summary>
    [Property(MaxTest = 3000, Replay = "20261129,1123")]
    public Property Akkas_parser_comes_to_an_end_with_every_text_without_a_fault() =>
        Prop.ForAll(
            HoconTexts.Soup.Where(text => new HoconMarks(text).Faults.Count == 0).ToArbitrary(),
            text =>
            {
                var parser = new Thread(() => HoconText.IsReadable(text)) { IsBackground = true };
                parser.Start();
                if (!parser.Join(TimeSpan.FromSeconds(30)))
                    Environment.FailFast("Akka.NET's parser does not come to an end with: " + text);
            }
        );

    private static string[] Lines(string text) => [.. new HoconMarks(text).Faults.Select(fault => $"{fault.Line}: {fault.Words}")];
}
