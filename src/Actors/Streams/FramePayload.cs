using System.Globalization;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Parses structured payloads: <c>CODE WORD...</c> of exit and end, <c>N MS</c> of restart, <c>REASON WORDS</c> of wait, <c>MACHINE
/// WORDS</c> of node. The result is null if the payload is malformed. Unknown words are skipped.
/// </summary>
internal static class FramePayload
{
    public static ContainerExit? Exit(Frame frame)
    {
        var words = frame.Text.Split(' ');
        return Number(words[0]) is { } code
            ? new ContainerExit(code, frame.At, words.Contains("Stopped"))
            {
                PodEnd = PodEndReasons.All.FirstOrDefault(words.Contains),
                OutOfMemory = words.Contains("OOMKilled"),
                Unstarted = UnstartedReasons.All.FirstOrDefault(words.Contains),
            }
            : null;
    }

    public static RunEnd? End(Frame frame) =>
        Exit(frame) is { } exit ? new RunEnd(exit.Code, exit.At, exit.Stopped) { PodEnd = exit.PodEnd } : null;

    public static PendingRestart? Restart(Frame frame)
    {
        var words = frame.Text.Split(' ');
        return words.Length >= 2 && Number(words[0]) is { } number and > 0 && Number(words[1]) is { } milliseconds
            ? new PendingRestart(number, TimeSpan.FromMilliseconds(milliseconds))
            : null;
    }

    public static ImageWait? Wait(Frame frame) =>
        Split(frame) is var (reason, words) && UnstartedReasons.OfWaiting.Contains(reason) ? new ImageWait(reason, words) : null;

    public static NodeFault? Node(Frame frame) => Split(frame) is var (machine, words) ? new NodeFault(machine, words) : null;

    private static (string Word, string Words)? Split(Frame frame) =>
        frame.Text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end ? (frame.Text[..end], frame.Text[(end + 1)..]) : null;

    private static int? Number(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
