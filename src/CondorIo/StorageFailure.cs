namespace HtcondorActors.CondorIo;

/// <summary>Turns an exception of the file system into a failure.</summary>
internal static class StorageFailure
{
    // Linux's errno, which .NET stores in HResult.
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
