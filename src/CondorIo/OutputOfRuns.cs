using System.Globalization;

namespace HtcondorActors.CondorIo;

/// <summary>The output files of a job's runs, the newest first.</summary>
internal static class OutputOfRuns
{
    /// <summary>The number of runs whose output stays whole on the disk.</summary>
    public const int KeptWhole = 3;

    /// <summary>The number of runs whose output stays on the disk, whole or shortened.</summary>
    public const int Kept = 100;

    /// <summary>Lists the output files. HTCondor writes only regular files, so other entries are left out.</summary>
    /// <param name="odd">Called with a description of each entry that is left out.</param>
    public static IReadOnlyList<FileInfo> Of(CondorIoOptions options, JobTag tag, Action<string>? odd = null)
    {
        try
        {
            var folder = new DirectoryInfo(JobPaths.FolderOf(options, tag));
            // A link could lead to another job's folder, or to any other folder.
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

    /// <summary>
    /// The files with content, or all files if none has content. HTCondor creates a file before it starts the job, and the start may fail.
    /// </summary>
    public static IReadOnlyList<FileInfo> Written(IReadOnlyList<FileInfo> runs) =>
        runs.Count > 1 && runs.Where(run => run.Length > 0).ToArray() is { Length: > 0 } written ? written : runs;

    /// <summary>The file's mark; null if the file is gone by now.</summary>
    /// <param name="name">A string to use for the name, so that the marks, which are kept, share one.</param>
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

    /// <summary>Renames the present output to that of an earlier run. The fetched output of all runs has the same name.</summary>
    public static void PutAway(CondorIoOptions options, JobTag tag)
    {
        var output = JobPaths.OutputOf(options, tag);
        var number =
            Of(options, tag).Where(file => file.Name != JobFileNames.Output).Select(file => NumbersOf(file.Name).Start).FirstOrDefault()
            + 1;
        File.Move(output, $"{output}.{number.ToString(CultureInfo.InvariantCulture)}.0");
    }

    // A name without numbers is that of the newest run.
    private static (long Start, long Time) NumbersOf(string name) =>
        name.Split('.') is [_, _, var start, var time]
        && long.TryParse(start, CultureInfo.InvariantCulture, out var starts)
        && long.TryParse(time, CultureInfo.InvariantCulture, out var seconds)
            ? (starts, seconds)
            : (long.MaxValue, 0);
}
