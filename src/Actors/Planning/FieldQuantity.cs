namespace HtcondorActors.Actors.Planning;

/// <summary>A quantity that stands in a field of a pod.</summary>
internal static class FieldQuantity
{
    /// <exception cref="FieldException">It is none.</exception>
    public static Quantity Parse(string field, string text)
    {
        try
        {
            return Quantity.Parse(text);
        }
        catch (FormatException fault)
        {
            throw new FieldException(field, $"{FieldException.Shown(text)} {fault.Message}");
        }
    }
}
