namespace HtcondorActors.Http.Wire;

/// <summary>A request body that cannot be used: the caller's fault, told in one line that names the field and never repeats a
/// value.</summary>
/// <param name="field">As on the wire: <c>spec.containers[0].image</c> (of a pod), <c>Opts.Tail</c>.</param>
/// <param name="words">What is wrong with it.</param>
internal sealed class WireFaultException(string field, string words) : Exception(field + ": " + words)
{
    public string Field { get; } = field;
}
