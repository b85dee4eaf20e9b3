namespace HtcondorActors.CondorIo;

/// <summary>What an exception of the file system means to the caller.</summary>
internal static class StorageFailure
{
    // errno of Linux; .NET keeps it in HResult.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    public static CondorFailure From(Exception fault) =>
        new(
            fault is IOException { HResult: NoSpace or QuotaExceeded } ? CondorFailureKind.StorageFull : CondorFailureKind.Storage,
            "job folder",
            null,
            ToolWords.OneLine(fault.Message)
        );
}
