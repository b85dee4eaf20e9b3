using System.ComponentModel;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests.Parts;

internal static class Shellcheck
{
    /// <summary>What it says about these files, all in one process.</summary>
    public static string Complaints(IEnumerable<(string Name, string Text)> files)
    {
        var folder = Directory.CreateTempSubdirectory("ila-check.").FullName;
        try
        {
            List<string> paths = [];
            foreach (var (name, text) in files)
            {
                paths.Add(Path.Combine(folder, name));
                File.WriteAllText(paths[^1], text);
            }
            return Shell
                .Run("shellcheck", ["--shell=sh", "--format=gcc", .. paths])
                .Output.Replace(folder + "/", "", StringComparison.Ordinal);
        }
        catch (Win32Exception)
        {
            Assert.Fail("shellcheck is not on this machine: apt-get install shellcheck");
            throw;
        }
        finally
        {
            TestFolder.Remove(folder);
        }
    }
}
