using FsCheck;
using FsCheck.Fluent;
using HtcondorActors.Actors.Planning;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class ShellTextSpecs
{
    [Theory]
    [InlineData("sh")]
    [InlineData("dash")]
    [InlineData("bash")]
    public void Any_text_is_one_word_that_a_real_shell_reads_back_exactly(string shell) =>
        Prop.ForAll(
                HostileText.Arbitrary().Generator.ArrayOf(20).ToArbitrary(),
                texts =>
                {
                    var values = texts.Select(text => text.Value).ToList();
                    Assert.Equal(values, RealShell.Words(shell, values.Select(ShellText.Quote)));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public void An_empty_text_is_still_a_word() => Assert.Equal([""], RealShell.Words("dash", [ShellText.Quote("")]));

    [Fact]
    public void A_NUL_is_refused_because_no_shell_can_hold_it() => Assert.Throws<ArgumentException>(() => ShellText.Quote("a\0b"));
}
