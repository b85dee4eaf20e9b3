namespace HtcondorActors.CondorIo;

/// <summary>
/// Hears from the kernel (inotify) whose output is being written. It costs nothing while nothing is written, where looking costs each job a
/// few system calls; but it is a hint only: what another machine writes into a shared file system is not told, nor what comes too thick or
/// passes the system's limit of watched folders.
/// </summary>
internal static class OutputNotices
{
    /// <returns>Null: nothing will be told.</returns>
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
            // Not what lies deeper: what is being fetched is nothing yet.
            if (what.Name?.Split('/') is [var folder, _] && JobTag.TryParse(folder, out var tag))
                written(tag);
        }
    }
}
