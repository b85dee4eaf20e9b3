namespace HtcondorActors.TestPool;

/// <summary>Folders that tests make.</summary>
public static class TestFolder
{
    // Far more than a job needs to end, also on a busy machine.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Removes a folder and all that is in it. A program that the test started may still write there: a tool that outlives its sidecar, or
    /// HTCondor's shadow. A file that appears during the removal is removed as well.
    /// </summary>
    /// <exception cref="IOException">Something still writes there after two minutes.</exception>
    public static void Remove(string folder)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (Directory.Exists(folder) && watch.Elapsed < Longest)
            {
                Thread.Sleep(50);
            }
        }
    }
}
