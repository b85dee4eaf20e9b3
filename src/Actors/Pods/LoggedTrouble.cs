using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>What several pods wait for, as a log entry tells it: the words for people, and the reason as a field.</summary>
/// <param name="Words">The last failure.</param>
/// <param name="Reason">An id of <see cref="PodReasons"/>; null for a trouble that is not in the catalogue.</param>
internal sealed record LoggedTrouble(string Words, string? Reason) : ILogFields
{
    public IEnumerable<KeyValuePair<string, string>> Fields
    {
        get
        {
            yield return new("Words", Words);
            if (Reason is not null)
                yield return new("Reason", Reason);
        }
    }

    public override string ToString() => Words;
}
