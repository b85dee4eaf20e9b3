using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Completes and shortens the messages of container states. Warnings are added to the message of a waiting container. They are never added
/// to that of an ended one: that message is the container's own, and controllers parse it.
/// </summary>
internal static class StatusMessages
{
    /// <summary>The most characters of a message that is not the container's own.</summary>
    public const int Longest = 1000;

    /// <summary>
    /// The most bytes of the messages of all ended containers of a pod together; each container gets an equal part (kubelet,
    /// MaxPodTerminationMessageLogLength).
    /// </summary>
    public const int LongestOfPod = 12 * 1024;

    /// <param name="state">The state without warnings.</param>
    /// <param name="warnings">What the pod asked for and does not get.</param>
    /// <param name="containers">How many containers the pod has.</param>
    public static ContainerState With(this ContainerState state, IReadOnlyList<string> warnings, int containers) =>
        state switch
        {
            Waiting waiting => waiting with { Message = Joined(waiting.Message, warnings) },
            Terminated ended => ended.Shared(containers),
            _ => state,
        };

    /// <summary>The state with its message cut to this container's part of the limit.</summary>
    public static Terminated Shared(this Terminated ended, int containers) =>
        ended.Message is { } message && Encoding.UTF8.GetByteCount(message) > LongestOfPod / containers
            ? ended with
            {
                Message = Head(message, LongestOfPod / containers),
            }
            : ended;

    private static string Head(string text, int bytes)
    {
        var (at, size) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if ((size += rune.Utf8SequenceLength) > bytes)
                break;
            at += rune.Utf16SequenceLength;
        }
        return text[..at];
    }

    // Never cuts a surrogate pair in half: a single surrogate cannot be encoded in UTF-8.
    public static string Bounded(string words) =>
        words.Length <= Longest ? words : words[..(char.IsHighSurrogate(words[Longest - 4]) ? Longest - 4 : Longest - 3)] + "...";

    private static string? Joined(string? words, IReadOnlyList<string> warnings)
    {
        var notes = warnings.Count == 0 ? "" : "note: " + string.Join("; ", warnings);
        var both = string.Join("; ", ((string?[])[words, notes]).Where(part => !string.IsNullOrEmpty(part)));
        return both.Length == 0 ? null : Bounded(both);
    }
}
