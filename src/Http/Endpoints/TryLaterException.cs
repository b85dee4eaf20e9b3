namespace HtcondorActors.Http.Endpoints;

/// <summary>This sidecar cannot take the request now, and it may later: a 503 with its true reason.</summary>
internal sealed class TryLaterException(string words) : Exception(words + "; ask again");
