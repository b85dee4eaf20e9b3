using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>A quantity that stands in a field of a pod.</summary>
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

    /// <summary>An amount that was judged elsewhere: 0 where it is none, and that was told.</summary>
    public static Quantity Judged(string text) => Parse("", text, new FieldFaults());
}
