using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.Actors.Tests.Planning;

/// <summary>The shells that are on execute nodes, asked for the exact bytes of what they understood.</summary>
internal static class RealShell
{
    /// <summary>The arguments that the shell makes of these words.</summary>
    public static IReadOnlyList<string> Words(string shell, IEnumerable<string> words) =>
        Run(shell, string.Concat(words.Select(word => $"printf '%s\\0' {word}\n")));

    /// <summary>Values of variables after a plan was sourced, and nothing else was done by it.</summary>
    public static IReadOnlyList<string> Sourced(string shell, ReadOnlyMemory<byte> plan, IEnumerable<string> variables)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, plan.ToArray());
            return Run(shell, $"set -eu\n. {file}\n" + string.Concat(variables.Select(v => $"printf '%s\\0' \"${v}\"\n")));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Base64 on the way out, because the lines of a process' output are read as text here.</summary>
    private static string[] Run(string shell, string script)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "{\n" + script + "} | base64 -w 0\n");
            var result = Shell.Run(shell, [file], new Dictionary<string, string> { ["LC_ALL"] = "C.UTF-8" });
            Assert.Equal("", result.Stderr);
            Assert.Equal(0, result.ExitCode);
            return Encoding.UTF8.GetString(Convert.FromBase64String(result.Stdout.Trim())).Split('\0')[..^1];
        }
        finally
        {
            File.Delete(file);
        }
    }
}
