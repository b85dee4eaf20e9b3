using System.Globalization;

namespace HtcondorActors.Bench.Peers;

/// <summary>A figure of one program. Without a number: why there is none.</summary>
internal sealed record Figure(double? Value, string Words)
{
    public static Figure None(string words) => new(null, words);

    /// <summary>The median, and the least and the most if they differ in print.</summary>
    public static Figure Of(IReadOnlyCollection<double> values, string format, string unit)
    {
        var (least, most) = (Print(values.Min()), Print(values.Max()));
        return new(values.Median(), Print(values.Median()) + unit + (least == most ? "" : $" ({least} to {most})"));

        string Print(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }

    public static Figure Of(double value, string format, string unit) => Of([value], format, unit);
}

/// <summary>A row of the table.</summary>
/// <param name="What">What both columns show.</param>
/// <param name="MoreIsBetter">A rate; else a time, a cost or a count.</param>
internal sealed record PeerRow(string What, Figure Product, Figure Plugin, bool MoreIsBetter = false)
{
    /// <summary>In bold if the product is behind.</summary>
    public string Markdown
    {
        get
        {
            var ratio = Product.Value / Plugin.Value;
            var behind = MoreIsBetter ? ratio < 1 : ratio > 1;
            var words = ratio?.ToString(ratio < 10 ? "0.00" : "#,0", CultureInfo.InvariantCulture) ?? "";
            return $"| {(behind ? $"**{What}**" : What)} | {Product.Words} | {Plugin.Words} | {words} |";
        }
    }
}
