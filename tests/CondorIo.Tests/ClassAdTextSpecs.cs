using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

[Collection(PoolCollection.Name)]
public sealed class ClassAdTextSpecs(CondorPool pool)
{
    [Property(MaxTest = 30)]
    public Property A_quoted_text_is_read_by_HTCondor_as_it_was() =>
        Prop.ForAll(
            Printable.ArrayOf().Where(texts => texts.Length > 0).ToArbitrary(),
            texts =>
            {
                var evaluated = pool.Tool("classad_eval", ["[]", .. texts.Select(text => $"strcat({ClassAdText.Quote(text)},\"!\")")]);

                Assert.Equal(texts.Select(text => $"\"{text}!\""), evaluated.Stdout.TrimEnd('\n').Split('\n')[1..]);
            }
        );

    [Property(MaxTest = 1000)]
    public void A_text_is_put_between_quotes_unchanged_or_refused(string text)
    {
        if (text is null)
            return;
        if (text.Any(c => c is < ' ' or > '~' or '"' or '\\'))
            Assert.Throws<FormatException>(() => ClassAdText.Quote(text));
        else
            Assert.Equal($"\"{text}\"", ClassAdText.Quote(text));
    }

    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "A", false)]
    [InlineData("b", "a", false)]
    public void Texts_that_differ_in_case_are_different(string value, string asked, bool same)
    {
        var ad = $"[T=\"{value}\"]";

        Assert.Equal(
            same ? "true" : "false",
            pool.Tool("classad_eval", ad, ClassAdText.OneOf("T", ["x", asked])).Stdout.TrimEnd('\n').Split('\n')[^1]
        );
        Assert.Equal(
            same ? "true" : "false",
            pool.Tool("classad_eval", ad, ClassAdText.Is("T", asked)).Stdout.TrimEnd('\n').Split('\n')[^1]
        );
    }

    private static Gen<string> Printable { get; } =
        Gen.Choose(' ', '~').Select(c => (char)c).Where(c => c is not '"' and not '\\').ArrayOf().Select(text => new string(text));
}
