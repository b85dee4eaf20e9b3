using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HtcondorActors.Actors.Planning;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class QuantitySpecs
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("1", "1000000000")]
    [InlineData("500m", "500000000")]
    [InlineData("0.5", "500000000")]
    [InlineData(".5", "500000000")]
    [InlineData("5.", "5000000000")]
    [InlineData("+1", "1000000000")]
    [InlineData("007", "7000000000")]
    [InlineData("1n", "1")]
    [InlineData("1u", "1000")]
    [InlineData("0.1n", "1")]
    [InlineData("1e-30", "1")]
    [InlineData("1e-99999999999999999999", "1")]
    [InlineData("0e99999999999999999999", "0")]
    [InlineData("-0", "0")]
    [InlineData("1e3", "1000000000000")]
    [InlineData("1E3", "1000000000000")]
    [InlineData("1e+3", "1000000000000")]
    [InlineData("12E-3", "12000000")]
    [InlineData("1k", "1000000000000")]
    [InlineData("1Ki", "1024000000000")]
    [InlineData("1.5Gi", "1610612736000000000")]
    [InlineData("1E", "1000000000000000000000000000")]
    [InlineData("1Ei", "1152921504606846976000000000")]
    [InlineData("9223372036854775807", "9223372036854775807000000000")]
    public void Every_form_of_the_grammar_is_read(string text, string nano) =>
        Assert.Equal(BigInteger.Parse(nano, CultureInfo.InvariantCulture), Quantity.Parse(text).Nano);

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\n")]
    [InlineData(".")]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData("m")]
    [InlineData("1e")]
    [InlineData("1e1.5")]
    [InlineData("1e5k")]
    [InlineData("1i")]
    [InlineData("1ki")]
    [InlineData("1mi")]
    [InlineData("1K")]
    [InlineData("1g")]
    [InlineData("1GiB")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("0x10")]
    [InlineData("1,5")]
    [InlineData("1_000")]
    [InlineData("abc")]
    [InlineData("NaN")]
    [InlineData("١")]
    [InlineData("11111111111111111111111111111111111111111111111111111111111111111")]
    public void Anything_else_is_no_quantity(string text) => Says("is not a quantity", text);

    [Theory]
    [InlineData("-1")]
    [InlineData("-500m")]
    [InlineData("-1Gi")]
    public void A_negative_amount_is_refused(string text) => Says("is a negative quantity", text);

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("8Ei")]
    [InlineData("10E")]
    [InlineData("1e19")]
    [InlineData("1e2000000000")]
    public void An_amount_that_Kubernetes_cannot_hold_is_refused(string text) => Says("is too large a quantity", text);

    [Property(Arbitrary = [typeof(Written)])]
    public void The_value_is_that_of_exact_arithmetic_rounded_up_to_nano(Written number) =>
        Assert.Equal(number.NanoRoundedUp, Quantity.Parse(number.Text).Nano);

    [Property(Arbitrary = [typeof(Written)])]
    public void Units_hold_the_amount_and_one_unit_less_does_not(Written number, bool binary)
    {
        var unit = binary ? 1L << 20 : 1;
        var amount = Quantity.Parse(number.Text);
        var units = amount.InUnitsOf(unit);
        var one = unit * BigInteger.Pow(10, 9);
        Assert.True(units * one >= amount.Nano);
        Assert.True(units.IsZero || (units - 1) * one < amount.Nano);
    }

    [Property]
    public void No_text_does_worse_than_be_refused(string? text)
    {
        try
        {
            Assert.True(Quantity.Parse(text ?? "").Nano >= 0);
        }
        catch (FormatException fault)
        {
            Assert.DoesNotContain('\n', fault.Message);
        }
    }

    private static void Says(string words, string text) =>
        Assert.Equal(words, Assert.Throws<FormatException>(() => Quantity.Parse(text)).Message);

    /// <summary>A number as a person writes it, with its value worked out by <see cref="decimal"/> where the product uses
    /// integers.</summary>
    public sealed record Written(decimal Number, string Suffix, decimal Factor)
    {
        private static readonly (string, decimal)[] Suffixes =
        [
            ("", 1m),
            ("n", 1e-9m),
            ("u", 1e-6m),
            ("m", 1e-3m),
            ("k", 1e3m),
            ("M", 1e6m),
            ("G", 1e9m),
            ("T", 1e12m),
            ("Ki", 1024m),
            ("Mi", 1048576m),
            ("Gi", 1073741824m),
            ("e3", 1e3m),
            ("E6", 1e6m),
            ("e-3", 1e-3m),
            ("e+2", 100m),
            ("E-9", 1e-9m),
        ];

        public string Text => Number.ToString(CultureInfo.InvariantCulture) + Suffix;

        public BigInteger NanoRoundedUp => new(Math.Ceiling(Number * Factor * 1e9m));

        public static Arbitrary<Written> Arbitrary() =>
            (
                from mantissa in Gen.Choose(0, 99_999)
                from places in Gen.Choose(0, 6)
                from suffix in Gen.Elements(Suffixes)
                select new Written(new decimal(mantissa, 0, 0, false, (byte)places), suffix.Item1, suffix.Item2)
            ).ToArbitrary();
    }
}
