using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>What a state's message says beside the state itself: the pod's warnings, where they have room.</summary>
internal static class StatusWords
{
    /// <summary>Of a message that is not the container's own.</summary>
    public const int Longest = 1000;

    public static ContainerState With(this ContainerState state, IReadOnlyList<string> warnings) => state switch
    {
        Waiting waiting => waiting with { Message = Joined(waiting.Message, warnings) },
        Terminated { Message: null or "" } ended => ended with { Message = Joined(null, warnings) },
        _ => state,
    };

    // Not between the halves of a character beyond the first plane: half of it cannot be written.
    public static string Bounded(string words) => words.Length <= Longest ? words
        : words[..(char.IsHighSurrogate(words[Longest - 4]) ? Longest - 4 : Longest - 3)] + "...";

    private static string? Joined(string? words, IReadOnlyList<string> warnings)
    {
        var notes = warnings.Count == 0 ? "" : "note: " + string.Join("; ", warnings);
        var both = string.Join("; ", ((string?[])[words, notes]).Where(part => !string.IsNullOrEmpty(part)));
        return both.Length == 0 ? null : Bounded(both);
    }
}
