using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>condor_submit as the judge of single submit commands: a call for each, all of them in one process of the pool.</summary>
internal static class DryRuns
{
    private const string Script = """
        cd "$1" || exit
        for file in *.sub; do
            if condor_submit -dry-run - "$file" >/dev/null 2>&1; then echo taken; else echo refused; fi
        done
        """;

    /// <summary>Whether condor_submit takes each command in a job that has no other.</summary>
    public static bool[] Takes(this CondorPool pool, IReadOnlyList<(string Name, string Value)> commands)
    {
        var folder = Directory.CreateTempSubdirectory("ila-dry.").FullName;
        try
        {
            foreach (var (i, (name, value)) in commands.Index())
                File.WriteAllText(
                    Path.Combine(folder, $"{i:D6}.sub"),
                    $"universe = vanilla\nexecutable = /bin/true\nrequest_gpus = 1\n{name} = {value}\nqueue\n"
                );
            var run = pool.Tool("in-pool", "sh", "-c", Script, "sh", folder);
            var answers = run.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(answers.Length == commands.Count, run.Output);
            return [.. answers.Select(answer => answer == "taken")];
        }
        finally
        {
            TestFolder.Remove(folder);
        }
    }
}
