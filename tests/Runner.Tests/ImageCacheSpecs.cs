using System.Security.Cryptography;
using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>The node's image cache and registry credentials, with a script in Apptainer's place.</summary>
public sealed class ImageCacheSpecs : IDisposable
{
    private readonly string _cache = Directory.CreateTempSubdirectory("ila-cache.").FullName;

    [Theory, ClassData(typeof(Shells))]
    public void An_image_is_fetched_once_for_all_jobs_of_the_node(string shell)
    {
        for (var i = 0; i < 2; i++)
        {
            using var job = Run(shell, Plan().Main(Container("main", "docker://x/y")));
            job.EndsWith(0);
            Assert.Equal(i == 0 ? ["docker://x/y"] : [], Pulled(job));
        }

        Assert.Equal([FileOf("docker://x/y")], Directory.GetFiles(_cache + "/images"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Always_fetches_it_anew_and_never_takes_only_what_is_there(string shell)
    {
        Directory.CreateDirectory(_cache + "/images");
        File.WriteAllText(FileOf("docker://here"), "old");
        using var job = Run(
            shell,
            Plan()
                .Main(
                    Container("always", "docker://here").With("pull", "always"),
                    Container("here", "docker://here2").With("pull", "always"),
                    Container("absent", "docker://absent").With("pull", "never")
                )
        );

        job.EndsWith(128);

        Assert.Equal(["docker://here", "docker://here2"], Pulled(job));
        Assert.NotEqual("old", File.ReadAllText(FileOf("docker://here")));
        Assert.Equal(
            [
                "note the image docker://absent is not on this node, and imagePullPolicy Never forbids to pull it",
                "exit 128 ErrImageNeverPull",
            ],
            job.Story("absent")
        );
        using var never = Run(shell, Plan().Main(Container("main", "docker://here").With("pull", "never")));
        never.EndsWith(0);
        Assert.Empty(Pulled(never));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_failed_fetch_leaves_nothing_in_the_cache(string shell)
    {
        using var job = Run(shell, Plan(("pull_ms", "0")).Main(Container("main", "docker://broken")));

        job.EndsWith(128);

        Assert.Contains(job.Story("main"), line => line.Contains("no such image: docker://broken", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(_cache + "/images"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_cache_that_cannot_be_used_is_told_and_done_without(string shell)
    {
        File.WriteAllText(_cache + "/file", "");
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./" + FakeApptainer.Name, More = [("image_cache", _cache + "/file/below")] }.Main(
                Container("main", "docker://x")
            )
        );

        job.EndsWith(0);

        Assert.Contains(job.Story("-"), line => line.StartsWith("warning the image cache ", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Credentials_are_given_as_a_file_that_is_closed_to_others_and_removed_after_the_last_fetch(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./" + FakeApptainer.Name, More = [("registry_auth", "auth.json")] }
                .Init(Container("init", "docker://x"))
                .Main(Container("main", "docker://y")),
            folder => File.WriteAllText(folder + "/auth.json", "{\"auths\":{}}")
        );

        job.EndsWith(0);

        var pulls = FakeApptainer
            .Calls(job.Folder)
            .Where(call => call.Contains("[pull]", StringComparison.Ordinal) && !call.Contains("--help", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(2, pulls.Count);
        Assert.All(pulls, call => Assert.StartsWith($"[-q] [pull] [--authfile] [{job.Folder}/auth.json] ", call, StringComparison.Ordinal));
        Assert.Equal(["600", "600"], File.ReadAllLines(job.Folder + "/authmodes"));
        Assert.False(File.Exists(job.Folder + "/auth.json"));
    }

    public void Dispose() => TestFolder.Remove(_cache);

    private RunnerPlan Plan(params (string Name, string Value)[] more) =>
        new() { Apptainer = "./" + FakeApptainer.Name, More = [("image_cache", _cache), .. more] };

    private string FileOf(string image) =>
        $"{_cache}/images/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(image)))}.sif";

    private static string[] Pulled(RunnerJob job) =>
        [
            .. FakeApptainer
                .Calls(job.Folder)
                .Where(call => call.StartsWith("[-q] [pull]", StringComparison.Ordinal))
                .Select(call => call.Split('[')[^1].TrimEnd(']')),
        ];

    private static PlanContainer Container(string name, string image) => new(name, "exec", image, "echo", "ran") { WorkingDirectory = "/" };

    private static RunnerJob Run(string shell, RunnerPlan plan, Action<string>? prepare = null) =>
        new(
            shell,
            plan,
            folder =>
            {
                FakeApptainer.WriteTo(folder);
                prepare?.Invoke(folder);
            }
        );
}
