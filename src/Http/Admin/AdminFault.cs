namespace HtcondorActors.Http.Admin;

/// <summary>A request of an administrator cannot be answered as asked.</summary>
/// <param name="status">The status code of the answer.</param>
/// <param name="words">One line that says what is wrong and what to do.</param>
internal sealed class AdminFault(int status, string words) : Exception(words)
{
    public int Status { get; } = status;
}
