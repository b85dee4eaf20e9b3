using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HtcondorActors.ChaosRun;

/// <summary>Processes by whose they are, never by name alone.</summary>
internal static class Processes
{
    /// <summary>F_SETPIPE_SZ of fcntl(2).</summary>
    private const int FSetPipeSize = 1031;

    /// <summary>Descendants of that process with that name (the kernel keeps 15 characters of it).</summary>
    public static int[] Below(int root, string name)
    {
        var all = Directory.GetDirectories("/proc").Select(Read).OfType<(int Id, string Name, int Parent)>().ToArray();
        var children = all.ToLookup(each => each.Parent);
        var found = new List<int>();
        var todo = new Stack<int>([root]);
        while (todo.TryPop(out var parent))
            foreach (var child in children[parent])
            {
                if (child.Name == name[..Math.Min(15, name.Length)])
                    found.Add(child.Id);
                todo.Push(child.Id);
            }
        return [.. found];
    }

    public static bool Signal(string signal, params int[] processes) =>
        processes.Length > 0
        && Shell.Run("/bin/kill", [$"-{signal}", .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))]).ExitCode == 0;

    /// <summary>One of its threads writes to a pipe that is full. Its standard output is made to hold no more than a page.</summary>
    public static bool WaitsForReader(int process)
    {
        try
        {
            using (var pipe = File.OpenHandle($"/proc/{process}/fd/1", FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                _ = SetPipeSize(pipe, FSetPipeSize, Environment.SystemPageSize);
            return Directory
                .GetDirectories($"/proc/{process}/task")
                .Any(thread => File.ReadAllText(Path.Combine(thread, "wchan")).Contains("pipe_write", StringComparison.Ordinal));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false; // gone meanwhile
        }
    }

    public static string[] Arguments(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
        }
        catch (IOException)
        {
            return []; // gone meanwhile
        }
    }

    private static (int Id, string Name, int Parent)? Read(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder), out var id))
            return null;
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var (open, close) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
            return (id, stat[(open + 1)..close], int.Parse(stat[(close + 2)..].Split(' ')[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null; // gone meanwhile
        }
    }

    /// <summary>Fails while the pipe has more in it.</summary>
    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPipeSize(SafeFileHandle pipe, int command, int size);
}
