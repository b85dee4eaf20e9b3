namespace HtcondorActors.Http.Wire;

/// <summary>A request body is invalid. The message is one line that names the field and never quotes a value.</summary>
/// <param name="field">The field on the wire: <c>spec.containers[0].image</c> (of a pod), <c>Opts.Tail</c>.</param>
/// <param name="words">What is wrong with the field.</param>
internal sealed class WireFaultException(string field, string words) : Exception(field + ": " + words)
{
    public string Field { get; } = field;
}
