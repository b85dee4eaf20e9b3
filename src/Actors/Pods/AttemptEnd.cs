using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Turns an end that the stream showed into the container's terminated state. The Virtual Kubelet overwrites the reason, so the message
/// repeats the reason (docs/interlink-protocol.md, "Status").
/// </summary>
internal static class AttemptEnd
{
    /// <summary>Exit code of a killed process, as a shell reports it (128 + SIGKILL).</summary>
    public const int Killed = 137;

    /// <summary>Exit code of a process that SIGTERM ended, as a shell reports it (128 + SIGTERM).</summary>
    public const int ExitCodeOfSigterm = 143;

    public static Terminated Of(PodState pod, EndedAttempt ended)
    {
        var code = Code(ended.Exit);
        return new(code, Reason(pod, ended.Exit, code), Message(pod, ended), ended.StartedAt, ended.Exit.At);
    }

    /// <param name="podEnd">One of <see cref="PodEndReasons"/>.</param>
    /// <returns>The exit code reported for a container that ended with 0, or whose end nobody saw.</returns>
    public static int CodeOf(string podEnd) => podEnd == PodEndReasons.Evicted ? Killed : ExitCodeOfSigterm;

    // A container that was stopped from outside did not succeed, even if its program handled SIGTERM and ended with 0.
    private static int Code(ContainerExit exit) =>
        exit switch
        {
            { Code: not 0 } => exit.Code,
            { OutOfMemory: true } => Killed,
            { PodEnd: { } reason } => CodeOf(reason),
            { Stopped: true } => ExitCodeOfSigterm,
            _ => 0,
        };

    private static string Reason(PodState pod, ContainerExit exit, int code) =>
        exit switch
        {
            { OutOfMemory: true } => PodReasons.OOMKilled,
            { PodEnd: { } reason } => reason,
            { Unstarted: { } reason } => reason,
            { Stopped: true } when code != 0 => EndCause.ReasonOf(pod),
            _ => code == 0 ? PodReasons.Completed : PodReasons.Error,
        };

    /// <summary>
    /// Linux has signals 1 to 64. A program may also exit with such a code by itself, so the message names both possibilities.
    /// </summary>
    private static string? Signal(int code) =>
        code is > 128 and <= 192 ? $"128+{code - 128}: killed by signal {code - 128}, or its own choice" : null;

    private static string? Message(PodState pod, EndedAttempt ended)
    {
        var own = string.IsNullOrEmpty(ended.Message) ? null : ended.Message;
        if (FromOutside(pod, ended) is { } cause)
            return own is null ? cause : $"{cause}; its message: {own}";
        if (ended is { Exit.Unstarted: { } reason, Note: { } words })
            return EndCause.Named(reason, words);
        return own ?? ended.Note ?? Signal(ended.Exit.Code);
    }

    private static string? FromOutside(PodState pod, EndedAttempt ended) =>
        ended.Exit switch
        {
            { OutOfMemory: true } => EndCause.Named(PodReasons.OOMKilled, ended.Note ?? "it used more memory than its limit"),
            { PodEnd: { } reason } => EndCause.ByRunner(pod, reason, ended.Note),
            { Stopped: true, Code: 0 } => EndCause.Of(pod) + "; the container ended with 0 when told to stop",
            { Stopped: true } => EndCause.Of(pod),
            _ => null,
        };
}
