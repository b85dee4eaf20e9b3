using System.Globalization;
using System.Text;
using FsCheck.Xunit;

namespace HtcondorActors.CondorIo.Tests;

public sealed class SafeLineSpecs
{
    [Theory]
    [InlineData("plain words, 100%", "plain words, 100%")]
    [InlineData(" a\r\nb\tc\0d\u001b[2J ", "a b c d [2J")]
    [InlineData("the proxy  \n    of this job\r\n\tis old", "the proxy of this job is old")]
    [InlineData("a  b", "a  b")]
    [InlineData("a\u0085b\u2028c\u2029d", "a b c d")]
    [InlineData("safe\u202egnp.exe", "safe?gnp.exe")]
    [InlineData("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "?????????")]
    [InlineData("a\u200eb\u200fc\u061cd", "a?b?c?d")]
    [InlineData("a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg", "a?b?c?d?e?f?g")]
    [InlineData("tag \U000e0041", "tag ?")]
    [InlineData("Größe 大小 😀", "Größe 大小 😀")]
    public void Foreign_text_becomes_one_line_that_reads_as_it_is_stored(string text, string line) =>
        Assert.Equal(line, SafeLine.Of(text, 300));

    [Fact]
    public void Half_of_a_surrogate_pair_is_no_character()
    {
        Assert.Equal("a?b", SafeLine.Of("a\ud800b", 300));
        Assert.Equal("a?", SafeLine.Of("a\udc00", 300));
    }

    [Fact]
    public void A_cut_never_goes_through_a_character()
    {
        Assert.Equal("ab...", SafeLine.Of("abcd", 2));
        Assert.Equal("a...", SafeLine.Of("a😀b", 2));
        Assert.Equal("ab", SafeLine.Of("abcd", 2, more: ""));
    }

    [Property(MaxTest = 300)]
    public void No_text_gets_a_second_line_or_a_hidden_character(string? text, int seed)
    {
        var random = new Random(seed);
        var mixed = (text ?? "") + string.Concat(Enumerable.Range(0, 50).Select(_ => (char)random.Next(0x10000)));
        var line = SafeLine.Of(mixed, 200);
        Assert.InRange(line.Length, 0, 203);
        Assert.DoesNotContain(line.EnumerateRunes(), SafeLine.IsUnsafe);
        Assert.DoesNotContain(
            line,
            c =>
                char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        );
        Assert.Equal(line, new UTF8Encoding(false, true).GetString(new UTF8Encoding(false, true).GetBytes(line)));
    }

    [Fact]
    public void What_a_tool_says_goes_by_the_same_rule() =>
        Assert.Equal("ERROR: no ?schedd; -- at all", ToolWords.OneLine("ERROR: no \u202eschedd\n-- at all\n"));
}
