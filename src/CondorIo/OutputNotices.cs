namespace HtcondorActors.CondorIo;

/// <summary>
/// Learns from inotify which jobs' output is being written. That costs nothing while nothing is written, whereas polling costs a few system
/// calls per job. Notices are only hints: inotify does not report writes of other machines to a shared file system, and it loses notices
/// when its queue overflows or the limit of watched folders is reached.
/// </summary>
internal static class OutputNotices
{
    /// <returns>Null if there will be no notices.</returns>
    public static IDisposable? Listen(CondorIoOptions options, Action<JobTag> written, Action<string> deaf)
    {
        var jobs = JobPaths.Jobs(options);
        try
        {
            JobFolders.CreateFolder(jobs);
            var watcher = new FileSystemWatcher(jobs, JobFileNames.Output + "*")
            {
                IncludeSubdirectories = true,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.Size,
            };
            watcher.Created += Tell;
            watcher.Changed += Tell;
            watcher.Renamed += Tell;
            watcher.Error += (_, what) => deaf(what.GetException().Message);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            deaf(fault.Message);
            return null;
        }

        void Tell(object sender, FileSystemEventArgs what)
        {
            // Ignores deeper paths: a file that is still being fetched does not count.
            if (what.Name?.Split('/') is [var folder, _] && JobTag.TryParse(folder, out var tag))
                written(tag);
        }
    }
}
