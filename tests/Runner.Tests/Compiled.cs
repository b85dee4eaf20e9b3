using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>What an attacker brings along: C sources of this folder, compiled, in the volumes of a job.</summary>
internal static class Compiled
{
    public static void Write(string source, string target, params string[] options)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var compiled = Shell.Run("cc", [.. options, "-O1", "-w", "-o", target, Path.Combine(AppContext.BaseDirectory, source)]);
        Assert.True(compiled.ExitCode == 0, $"{source} cannot be compiled here: " + compiled.Output);
    }

    /// <summary>Puts the job's folder volumes into its archive.</summary>
    public static void Pack(string folder) =>
        Shell.Run("/bin/sh", ["-c", "cd \"$1\" && tar -cf volumes.tar volumes && rm -r volumes", "sh", folder]);
}
