using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// What a state's message says beside the state itself. Warnings are in the message of a container that waits. They are never in the
/// message of an ended one: that is the container's own, and controllers parse it.
/// </summary>
internal static class StatusMessages
{
    /// <summary>Of a message that is not the container's own.</summary>
    public const int Longest = 1000;

    /// <summary>
    /// Bytes that the messages of all ended containers of a pod may have together; each has an equal part (kubelet,
    /// MaxPodTerminationMessageLogLength).
    /// </summary>
    public const int LongestOfPod = 12 * 1024;

    /// <param name="state">As it is.</param>
    /// <param name="warnings">What the pod asked for and does not get.</param>
    /// <param name="containers">How many the pod has.</param>
    public static ContainerState With(this ContainerState state, IReadOnlyList<string> warnings, int containers) =>
        state switch
        {
            Waiting waiting => waiting with { Message = Joined(waiting.Message, warnings) },
            Terminated ended => ended.Shared(containers),
            _ => state,
        };

    /// <summary>With no more of its message than is this container's part.</summary>
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

    // Not between the halves of a character beyond the first plane: half of it cannot be written.
    public static string Bounded(string words) =>
        words.Length <= Longest ? words : words[..(char.IsHighSurrogate(words[Longest - 4]) ? Longest - 4 : Longest - 3)] + "...";

    private static string? Joined(string? words, IReadOnlyList<string> warnings)
    {
        var notes = warnings.Count == 0 ? "" : "note: " + string.Join("; ", warnings);
        var both = string.Join("; ", ((string?[])[words, notes]).Where(part => !string.IsNullOrEmpty(part)));
        return both.Length == 0 ? null : Bounded(both);
    }
}
