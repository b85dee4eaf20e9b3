using System.Globalization;

namespace HtcondorActors.ChaosRun;

/// <summary>Processes by whose they are, never by name alone.</summary>
internal static class Processes
{
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
}
