using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>What an OCI image says of itself is used as a container runtime uses it, and the pod's fields win.</summary>
[Collection(PoolCollection.Name)]
public sealed class ImageConfigSpecs(CondorPool pool) : ImageConfigTestBed(pool)
{
    private static readonly string[] Words = ["app", "a b", "<c>&\"d\" \\ $HOME é✓ \u2028\r\nx"];

    private static readonly string[] Variables =
    [
        "EMPTY=",
        "HOME=/home/jovyan",
        "LD_LIBRARY_PATH=/opt/lib",
        "PATH=/app/bin:/bin",
        "PLAIN=p",
        "X=a$b \"c\" `id`\r\nd",
        "discovery.type=single-node",
    ];

    public static TheoryData<string, string> ShellsAndArchives =>
        new()
        {
            { "dash", "docker-archive:" },
            { "bash", "docker-archive:" },
            { "dash", "sif" },
            { "dash", "oci-archive:" },
            { "bash", "oci-archive:" },
            { "dash", "oci:" },
            { "bash", "oci:" },
        };

    [Theory, MemberData(nameof(ShellsAndArchives))]
    public void Without_fields_of_the_pod_all_is_the_images(string shell, string kind)
    {
        using var job = Run(shell, kind, new PlanContainer("main", "run", "IMAGE"));

        AssertSeen(job, [.. Words, "cmd $(id)", "/app", .. Variables]);
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_pods_arguments_working_directory_and_variables_win(string shell)
    {
        using var job = Run(
            shell,
            "docker-archive:",
            new PlanContainer("main", "run", "IMAGE", "own", "$(id)")
            {
                WorkingDirectory = "/app/bin/..",
                Environment = ["X=mine", "HOME=/own", "discovery.type=other", "PATH=/bin"],
            }
        );

        AssertSeen(
            job,
            [
                .. Words,
                "own",
                "$(id)",
                "/app",
                "EMPTY=",
                "HOME=/own",
                "LD_LIBRARY_PATH=/opt/lib",
                "PATH=/bin",
                "PLAIN=p",
                "X=mine",
                "discovery.type=other",
            ]
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_command_of_the_pod_replaces_the_entrypoint_and_has_the_images_folder_and_variables(string shell)
    {
        using var job = Run(shell, "docker-archive:", new PlanContainer("main", "exec", "IMAGE", "./app.sh", "x"));

        AssertSeen(job, ["app", "x", "/app", .. Variables]);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_probe_runs_in_the_images_working_directory_with_its_variables_and_the_stop_signal_is_the_images(string shell)
    {
        using var job = Run(
            shell,
            "docker-archive:",
            new PlanContainer(
                "main",
                "exec",
                "IMAGE",
                "/bin/busybox",
                "sh",
                "-c",
                "trap 'exit 8' QUIT; trap 'exit 9' TERM; while :; do busybox sleep 0.05; done"
            )
                .Probe("readiness", "exec", failure: 100)
                .Command("readiness", "/bin/busybox", "sh", "-c", "[ \"$PWD$HOME$PLAIN\" = /app/home/jovyanp ]")
        );
        job.Until(it => it.Story("main").Contains("ready")).Terminate();

        job.EndsWith(8);
    }

    [Theory, ClassData(typeof(Shells))]
    public void An_image_without_entrypoint_and_command_is_refused(string shell)
    {
        using var job = Run(shell, "docker-archive:", new PlanContainer("main", "run", "IMAGE"), config: "{}");

        job.EndsWith(128);

        Assert.Contains("has no entrypoint", job.View.Containers["main"].Note, StringComparison.Ordinal);
    }

    /// <summary>Apptainer's shell keeps these read-only unless they come from outside.</summary>
    [Theory]
    [InlineData("dash", "docker-archive:", "run")]
    [InlineData("bash", "docker-archive:", "exec")]
    [InlineData("bash", "sif", "run")]
    public void Variables_of_the_image_that_shells_keep_for_themselves_arrive(string shell, string kind, string mode)
    {
        using var job = Run(
            shell,
            kind,
            new PlanContainer("main", mode, "IMAGE", mode == "run" ? [] : ["/app/app.sh"]),
            config: """
            {"Entrypoint": ["/app/app.sh"], "Env": ["UID=1007", "GID=1008", "EUID=x y", "PATH=/bin"]}
            """
        );

        AssertSeen(job, ["app", "/", "EUID=x y", "GID=1008", "HOME=/root", "PATH=/bin", "UID=1007"]);
    }

    [Theory]
    [InlineData("dash", "/none/../x/./y", "/x/y")]
    [InlineData("bash", "/app/../../x//", "/x")]
    [InlineData("bash", "none/../x", "/x")]
    public void A_working_directory_is_cleaned_before_it_is_made(string shell, string written, string clean)
    {
        using var job = Run(
            shell,
            "docker-archive:",
            new PlanContainer("main", "exec", "IMAGE", "/bin/busybox", "sh", "-c", "pwd; [ -e /none ] || echo nothing else"),
            config: $$"""{"WorkingDir": "{{written}}"}"""
        );

        job.EndsWith(0);

        Assert.Equal(clean + "\nnothing else\n", job.LogOf("main"));
    }
}
