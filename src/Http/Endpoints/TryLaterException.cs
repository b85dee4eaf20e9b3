namespace HtcondorActors.Http.Endpoints;

/// <summary>The sidecar cannot accept the request now, but may later. The answer is 503 with the reason.</summary>
internal sealed class TryLaterException(string words) : Exception(words + "; ask again");
