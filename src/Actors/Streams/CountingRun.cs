namespace HtcondorActors.Actors.Streams;

/// <summary>Pure: HTCondor may run one job several times. One run decides how the pod ends.</summary>
internal static class CountingRun
{
    /// <summary>
    /// The first run with a final end counts: runs that HTCondor began after it are ignored. Without a final end the newest run counts.
    /// </summary>
    /// <param name="runs">All runs of the job, the oldest first; at least one.</param>
    /// <returns>The index of the run that counts.</returns>
    public static int In(IReadOnlyList<RunView> runs)
    {
        for (var i = 0; i < runs.Count; i++)
            if (runs[i].End is { IsFinal: true })
                return i;
        return runs.Count - 1;
    }
}
