namespace HtcondorActors.Http.Endpoints;

/// <summary>The sidecar cannot accept the request now, but may later. The answer is 503 with the reason.</summary>
/// <param name="words">The reason.</param>
internal sealed class TryLaterException(string words) : Exception(words + "; ask again")
{
    /// <summary>The reason alone.</summary>
    public string Words => words;
}
