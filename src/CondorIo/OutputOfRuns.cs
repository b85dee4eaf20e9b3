using System.Globalization;

namespace HtcondorActors.CondorIo;

/// <summary>The files that the runs of a job have written, the newest first.</summary>
internal static class OutputOfRuns
{
    /// <summary>More are not kept on the disk.</summary>
    public const int Kept = 3;

    /// <summary>What is no regular file is no run's: HTCondor writes nothing else.</summary>
    /// <param name="odd">Is told what is left out, in words.</param>
    public static IReadOnlyList<FileInfo> Of(CondorIoOptions options, JobTag tag, Action<string>? odd = null)
    {
        try
        {
            var folder = new DirectoryInfo(JobPaths.FolderOf(options, tag));
            // Through a link it would be another job's folder, or anybody's.
            if (folder.LinkTarget is not null)
            {
                odd?.Invoke("the folder is a symbolic link");
                return [];
            }
            return
            [
                .. from file in folder.EnumerateFiles(JobFileNames.Output + "*")
                where JobFileNames.IsOutput(file.Name) && IsRegular(file)
                let numbers = NumbersOf(file.Name)
                orderby numbers.Start descending, numbers.Time descending
                select file,
            ];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }

        bool IsRegular(FileInfo file)
        {
            if (OutputFile.Oddity(file.FullName) is not { } kind)
                return true;
            odd?.Invoke($"{file.Name} is {kind}, expected a regular file");
            return false;
        }
    }

    /// <summary>HTCondor makes the file before it starts the job, which may fail: those that something was written to, if there are
    /// any.</summary>
    public static IReadOnlyList<FileInfo> Written(IReadOnlyList<FileInfo> runs) =>
        runs.Count > 1 && runs.Where(run => run.Length > 0).ToArray() is { Length: > 0 } written ? written : runs;

    /// <summary>Null: it is gone meanwhile.</summary>
    /// <param name="name">Its name: marks are kept, and one text of it is enough.</param>
    public static OutputMark? MarkOf(FileInfo run, string? name = null)
    {
        try
        {
            return new OutputMark(name ?? run.Name, run.Length, run.LastWriteTimeUtc);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Makes room for another run's file where they all have the same name: what is there is named as an earlier run's.</summary>
    public static void PutAway(CondorIoOptions options, JobTag tag)
    {
        var output = JobPaths.OutputOf(options, tag);
        var number =
            Of(options, tag).Where(file => file.Name != JobFileNames.Output).Select(file => NumbersOf(file.Name).Start).FirstOrDefault()
            + 1;
        File.Move(output, $"{output}.{number.ToString(CultureInfo.InvariantCulture)}.0");
    }

    // Without numbers it is that of the newest run.
    private static (long Start, long Time) NumbersOf(string name) =>
        name.Split('.') is [_, _, var start, var time]
        && long.TryParse(start, CultureInfo.InvariantCulture, out var starts)
        && long.TryParse(time, CultureInfo.InvariantCulture, out var seconds)
            ? (starts, seconds)
            : (long.MaxValue, 0);
}
