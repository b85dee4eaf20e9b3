using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>What an attacker brings along: C sources of this folder, compiled.</summary>
internal static class Compiled
{
    public static void Write(string source, string target, params string[] options)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var compiled = Shell.Run("cc", [.. options, "-O1", "-w", "-o", target, Path.Combine(AppContext.BaseDirectory, source)]);
        Assert.True(compiled.ExitCode == 0, $"{source} cannot be compiled here: " + compiled.Output);
    }
}
