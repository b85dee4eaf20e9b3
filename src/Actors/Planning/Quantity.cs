using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// An amount as Kubernetes writes it ("500m", "1.5Gi", "1e3"): whole nano-units, rounded up as Kubernetes does, so that sums are exact.
/// Grammar and limits are those of k8s.io/apimachinery/pkg/api/resource, except that negative amounts are refused, because they make no
/// sense for a request.
/// </summary>
internal readonly partial record struct Quantity(BigInteger Nano)
{
    private static readonly BigInteger OneInNano = BigInteger.Pow(10, 9);

    /// <summary>2^63-1, the largest amount in Kubernetes.</summary>
    private static readonly BigInteger Largest = new BigInteger(long.MaxValue) * OneInNano;

    /// <summary>More digits and larger exponents only make the arithmetic slower.</summary>
    private const int LongestText = 64;
    private const int FarExponent = 200;

    public static Quantity Zero => default;

    public bool IsZero => Nano.IsZero;

    public bool IsWhole => (Nano % OneInNano).IsZero;

    public static Quantity Of(long amount, long unit) => new(new BigInteger(amount) * unit * OneInNano);

    public static Quantity operator +(Quantity left, Quantity right) => new(left.Nano + right.Nano);

    public static Quantity Max(Quantity left, Quantity right) => new(BigInteger.Max(left.Nano, right.Nano));

    /// <summary>The amount in whole units of this size, rounded up.</summary>
    public BigInteger InUnitsOf(long unit) => DivideUp(Nano, unit * OneInNano);

    /// <exception cref="FormatException">The message says what is wrong with the text, without quoting it.</exception>
    public static Quantity Parse(string text)
    {
        var match = text.Length <= LongestText ? Grammar().Match(text) : Match.Empty;
        var fraction = match.Groups["fraction"].Value;
        var digits = match.Groups["whole"].Value + fraction;
        if (!match.Success || digits.Length == 0)
            throw new FormatException("is not a quantity");

        var mantissa = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        if (mantissa.IsZero)
            return Zero;
        if (match.Groups["sign"].Value == "-")
            throw new FormatException("is a negative quantity");

        var (binary, exponent) = Scale(match.Groups["suffix"].Value);
        var ten = (binary ? 0 : exponent) + 9 - fraction.Length;
        var nano = mantissa * BigInteger.Pow(2, binary ? exponent : 0);
        nano = ten >= 0 ? nano * BigInteger.Pow(10, ten) : DivideUp(nano, BigInteger.Pow(10, -ten));
        return nano <= Largest ? new Quantity(nano) : throw new FormatException("is too large a quantity");
    }

    private static (bool Binary, int Exponent) Scale(string suffix) =>
        suffix switch
        {
            "" => (false, 0),
            "n" => (false, -9),
            "u" => (false, -6),
            "m" => (false, -3),
            "k" => (false, 3),
            "M" => (false, 6),
            "G" => (false, 9),
            "T" => (false, 12),
            "P" => (false, 15),
            "E" => (false, 18),
            [var unit, 'i'] => (true, 10 * (1 + "KMGTPE".IndexOf(unit, StringComparison.Ordinal))),
            // "e" or "E" with digits: a decimal exponent ("1E" alone is exa).
            _ => (
                false,
                (int)BigInteger.Min(FarExponent, BigInteger.Max(-FarExponent, BigInteger.Parse(suffix[1..], CultureInfo.InvariantCulture)))
            ),
        };

    private static BigInteger DivideUp(BigInteger amount, BigInteger by) => (amount + by - 1) / by;

    // \z, because $ would accept a final newline; [0-9], because \d accepts the digits of every script.
    [GeneratedRegex(
        @"\A(?<sign>[+-]?)(?<whole>[0-9]*)(?:\.(?<fraction>[0-9]*))?(?<suffix>[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Grammar();
}

/// <summary>Reads a quantity from a field of a pod.</summary>
internal static class FieldQuantity
{
    public static Quantity Parse(string field, string text, FieldFaults faults)
    {
        try
        {
            return Quantity.Parse(text);
        }
        catch (FormatException fault)
        {
            return faults.Add(field, $"{OneLine.Quoted(text)} {fault.Message}", Quantity.Zero);
        }
    }

    /// <summary>Reads an amount whose faults are reported elsewhere; 0 if it is invalid.</summary>
    public static Quantity Judged(string text) => Parse("", text, new FieldFaults());
}
