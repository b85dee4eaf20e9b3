namespace HtcondorActors.ChaosRun;

/// <summary>
/// A log as it was told, against what the container wrote. Where a shadow is lost and another one takes the job over, HTCondor may write
/// once more what it had written last: the log then says that twice, and is told as such.
/// </summary>
internal static class LogText
{
    /// <summary>A beginning of the whole, which may have one part twice in a row.</summary>
    public static bool IsStart(string told, string whole)
    {
        var common = CommonStart(told, whole);
        return common == told.Length || Enumerable.Range(0, common).Any(from => whole.AsSpan(from).StartsWith(told.AsSpan(common)));
    }

    /// <summary>The whole log, but for one part that comes twice in a row.</summary>
    public static bool SaysTwice(string told, string whole)
    {
        var common = CommonStart(told, whole);
        var from = common - (told.Length - whole.Length);
        return told.Length > whole.Length && from >= 0 && told[common..] == whole[from..];
    }

    public static string Shown(string text) => (text.Length > 300 ? text[..300] + "..." : text).ReplaceLineEndings("\\n");

    private static int CommonStart(string told, string whole) => told.AsSpan().CommonPrefixLength(whole);
}
