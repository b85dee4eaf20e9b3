using System.Collections.Concurrent;
using System.Text;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Looks through all processes of the machine, again and again until it is disposed, for words on command lines and in
/// environments.</summary>
internal sealed class NodeWatch : IDisposable
{
    private readonly ConcurrentDictionary<FoundWord, bool> _seen = new();
    private readonly ConcurrentDictionary<string, bool> _programs = new();
    private readonly ConcurrentDictionary<string, bool> _node = new();
    private readonly IReadOnlyList<string> _words;
    private readonly Thread _thread;
    private volatile bool _stop;
    private int _rounds;

    public NodeWatch(IReadOnlyList<string> words)
    {
        _words = words;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public IReadOnlyCollection<FoundWord> Seen => [.. _seen.Keys];

    /// <summary>The program has other mounts than the node: it runs in a container.</summary>
    public bool IsInContainer(FoundWord seen) => !_node.ContainsKey(seen.Mounts);

    public bool KnowsNode => !_node.IsEmpty;

    /// <summary>Names of all programs that were seen, so that a test can tell that it would have seen one.</summary>
    public IReadOnlyCollection<string> Programs => [.. _programs.Keys];

    public int Rounds => _rounds;

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
    }

    private void Run()
    {
        for (; !_stop; Interlocked.Increment(ref _rounds))
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
                if (int.TryParse(Path.GetFileName(folder), out var process) && process != Environment.ProcessId)
                    Look(process);
    }

    private void Look(int process)
    {
        foreach (var (place, file) in ((string, string)[])[("command line", "cmdline"), ("environment", "environ")])
        {
            if (Read(process, file) is not { Length: > 0 } text)
                continue;
            var program = Path.GetFileName(Read(process, "comm")?.Trim() ?? "");
            if (place == "command line")
                _programs[program] = true;
            // The pool may live in a mount namespace of its own: that of its daemons is the node.
            if (program.StartsWith("condor_starter", StringComparison.Ordinal) && MountsOf(process) is { } node)
                _node[node] = true;
            if (_words.Where(word => text.Contains(word, StringComparison.Ordinal)).ToList() is not { Count: > 0 } found)
                continue;
            // Null: it has ended meanwhile, and where it was nobody knows.
            if (MountsOf(process) is not { } mounts)
                continue;
            foreach (var word in found)
                _seen[new FoundWord(word, place, program, mounts, place == "command line" ? text.Replace('\0', ' ') : "")] = true;
        }
    }

    private static string? Read(int process, string file)
    {
        try
        {
            return Encoding.Latin1.GetString(File.ReadAllBytes($"/proc/{process}/{file}"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? MountsOf(int process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/mnt").LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <param name="Place">"command line" or "environment".</param>
/// <param name="Mounts">Names the program's mount namespace.</param>
/// <param name="Line">The command line, if the word stands on it.</param>
internal sealed record FoundWord(string Word, string Place, string Program, string Mounts, string Line);
