using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>What an OCI image says of itself is used as a container runtime uses it, and the pod's fields win. The images are made here,
/// without a registry.</summary>
[Collection(PoolCollection.Name)]
public sealed class ImageConfigSpecs(CondorPool pool)
{
    private const string Tells = """
        #!/bin/busybox sh
        for x in app "$@"; do printf '%s\0' "$x"; done; printf '%s\0' "$(pwd)"; /bin/busybox cat /proc/$$/environ
        """;

    private const string Config = """
        {
            "User": "jovyan", "WorkingDir": "/app", "Entrypoint": ["./app.sh", "a b", "<c>&\"d\" \\ $HOME é✓ \u2028\r\nx"],
            "Cmd": ["cmd $(id)"], "StopSignal": "SIGQUIT",
            "Env": ["PATH=/app/bin:/bin", "X=a$b \"c\" `id`\r\nd", "discovery.type=single-node", "EMPTY=", "PLAIN=p",
            "LD_LIBRARY_PATH=/opt/lib"],
            "Labels": {"Entrypoint": "x", "l": "WorkingDir"}, "Volumes": {"/data": {}}
        }
        """;

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

        Assert.Equal(8, job.End());
    }

    [Theory, ClassData(typeof(Shells))]
    public void An_image_without_entrypoint_and_command_is_refused(string shell)
    {
        using var job = Run(shell, "docker-archive:", new PlanContainer("main", "run", "IMAGE"), config: "{}");

        Assert.Equal(128, job.End());

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

    [Theory, ClassData(typeof(Shells))]
    public void An_image_with_a_hundred_thousand_escapes_is_not_read_and_that_is_said(string shell)
    {
        using var job = Run(
            shell,
            "docker-archive:",
            new PlanContainer("main", "exec", "IMAGE", "/bin/busybox", "pwd"),
            config: $$"""{"WorkingDir": "/app", "Cmd": ["{{string.Concat(Enumerable.Repeat("\\n", 100_000))}}"]}"""
        );

        Assert.Equal(0, job.End());

        Assert.Contains(NotRead + "it has more than 20000 escape sequences", job.Story("main"));
        Assert.Equal("/\n", job.LogOf("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void One_with_as_many_as_real_images_have_is_read(string shell)
    {
        using var job = Run(
            shell,
            "docker-archive:",
            new PlanContainer("main", "exec", "IMAGE", "/bin/busybox", "pwd"),
            config: $$"""{"WorkingDir": "/app", "Cmd": ["{{string.Concat(Enumerable.Repeat("\\n", 2_000))}}"]}"""
        );

        Assert.Equal(0, job.End());

        Assert.DoesNotContain(job.Story("main"), told => told.StartsWith("warning", StringComparison.Ordinal));
        Assert.Equal("/app\n", job.LogOf("main"));
    }

    /// <summary>Build tools write JSON into labels, where each quote is an escape.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void Labels_of_any_content_take_nothing_from_the_image(string shell)
    {
        using var job = Run(
            shell,
            "docker-archive:",
            new PlanContainer("main", "run", "IMAGE"),
            config: $$"""{"Labels": {"a": "{{string.Concat(Enumerable.Repeat("\\\"", 5_000))}}", "b": "[{\\", "Cmd": "x"},"""
                + $$""" "WorkingDir": "/app", "Entrypoint": ["./app.sh"], "Env": ["PATH=/bin"]}"""
        );

        AssertSeen(job, ["app", "/app", "HOME=/root", "PATH=/bin"]);
    }

    [Theory, ClassData(typeof(Shells))]
    public void Words_of_any_characters_arrive(string shell)
    {
        string[] words =
        [
            "",
            "-n",
            "\\",
            "\\n",
            "\n\\n\n",
            "tail\n\n",
            "\u0001\u0002\u007f",
            "ÁÂ\u0081\u0088",
            "%s%d",
            "'q'",
            "!x",
            ": y",
            "\t\f\b/",
            "\"",
            "\\\"",
            "a\\\\\"b\"\"c",
            "end\\",
        ];
        using var job = Run(
            shell,
            "docker-archive:",
            new PlanContainer("main", "run", "IMAGE"),
            config: $$"""{"Entrypoint": {{JsonSerializer.Serialize(words.Prepend("/app/app.sh"))}}, "WorkingDir": "/app/../app/./"""
                + $$"""bin//.."}"""
        );

        Assert.Equal(0, job.End());

        Assert.Equal(["app", .. words, "/app"], Encoding.UTF8.GetString(job.LogBytesOf("main")).Split('\0')[..(words.Length + 2)]);
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

        Assert.Equal(0, job.End());

        Assert.Equal(clean + "\nnothing else\n", job.LogOf("main"));
    }

    public static TheoryData<string, string, string> Huge =>
        new()
        {
            { "dash", """{"WorkingDir": "/app", "Cmd": ["WORD"]}""", "a word in it is longer than 128 KiB" },
            { "bash", """{"WorkingDir": "/app", "Cmd": ["WORD"]}""", "a word in it is longer than 128 KiB" },
            { "dash", """{"WorkingDir": "/app", "Env": [VARIABLES]}""", "it has more than 2000 words, or 250 with newlines" },
            { "bash", """{"WorkingDir": "/app", "Env": [VARIABLES]}""", "it has more than 2000 words, or 250 with newlines" },
        };

    /// <summary>One shell watches all containers.</summary>
    [Theory, MemberData(nameof(Huge))]
    public void A_huge_configuration_holds_no_other_container_up(string shell, string config, string why)
    {
        config = config
            .Replace("WORD", new string('a', 1_000_000) + string.Concat(Enumerable.Repeat("\\n", 3_990)), StringComparison.Ordinal)
            .Replace("VARIABLES", string.Join(',', Enumerable.Repeat("\"a\"", 260_000)), StringComparison.Ordinal);
        using var job = Run(
            shell,
            "sif",
            new PlanContainer("main", "exec", "IMAGE", "/bin/busybox", "pwd"),
            config,
            PlanContainer.Host("other", "sh", "-c", "while [ ! -e go ]; do echo x; sleep 0.1; done")
        );
        job.Until(it => it.ExitOf("main") is not null, TimeSpan.FromSeconds(200));
        File.WriteAllText(job.Folder + "/go", "");
        job.End();

        Assert.Contains(NotRead + why, job.Story("main"));
        var told = job.Told("other");
        Assert.InRange(told.Zip(told.Skip(1), (one, next) => next.At - one.At).Max(), 0, 15_000);
    }

    private const string NotRead =
        "warning the configuration of the image is not read, so its command, variables and working directory are not used: ";

    private static void AssertSeen(RunnerJob job, string[] expected)
    {
        Assert.Equal(0, job.End());
        string[] seen = [.. Encoding.UTF8.GetString(job.LogBytesOf("main")).Split('\0')[..^1]];
        var words = Array.FindIndex(seen, word => word.StartsWith('/')) + 1;
        Assert.Equal(expected, seen[..words].Concat(seen[words..].Order(StringComparer.Ordinal)));
    }

    private RunnerJob Run(string shell, string kind, PlanContainer container, string config = Config, params PlanContainer[] before) =>
        new(
            shell,
            new RunnerPlan { Grace = 20 }.Main([.. before, container]),
            folder =>
            {
                if (kind.StartsWith("oci", StringComparison.Ordinal))
                    WriteLayout(folder, config);
                else
                    WriteArchive(folder, config);
                var image =
                    kind == "sif" ? $"docker-archive:{folder}/image.tar" : kind + folder + (kind == "oci:" ? "/layout" : "/image.tar");
                if (kind == "sif")
                {
                    var built = Shell.Run(Path.Combine(pool.Bin, "apptainer"), ["-q", "build", folder + "/image.sif", image]);
                    Assert.True(built.ExitCode == 0, built.Output);
                    image = folder + "/image.sif";
                }
                File.WriteAllText(folder + "/plan", File.ReadAllText(folder + "/plan").Replace("IMAGE", image, StringComparison.Ordinal));
            },
            Path.Combine(pool.Bin, "in-pool")
        );

    private void WriteLayout(string folder, string config)
    {
        WriteRoot(folder);
        new OciImage(File.ReadAllBytes(folder + "/layer.tar"), JsonNode.Parse(config)!.AsObject()).WriteTo(folder + "/layout");
        Make(folder, "tar -C layout -cf image.tar oci-layout index.json blobs");
    }

    private void WriteArchive(string folder, string config)
    {
        WriteRoot(folder);
        File.WriteAllText(
            folder + "/config",
            """{"architecture":"amd64","os":"linux","config":CONFIG,"rootfs":{"type":"layers","diff_ids":["sha256:HASH"]}}""".Replace(
                "CONFIG",
                config,
                StringComparison.Ordinal
            )
        );
        Make(
            folder,
            """
            mkdir archive; mv layer.tar archive
            hash=$(sha256sum archive/layer.tar); sed "s/HASH/${hash%% *}/" config >archive/config.json
            printf '[{"Config":"config.json","RepoTags":["x:y"],"Layers":["layer.tar"]}]' >archive/manifest.json
            tar -C archive -cf image.tar manifest.json config.json layer.tar
            """
        );
    }

    private void WriteRoot(string folder)
    {
        var root = folder + "/image-root";
        foreach (var part in (string[])["bin", "app/bin", "etc", "home/jovyan", "dev", "proc", "sys", "tmp", "var/tmp"])
            Directory.CreateDirectory($"{root}/{part}");
        File.Copy(pool.Images + "/busybox/bin/busybox", root + "/bin/busybox");
        File.CreateSymbolicLink(root + "/bin/sh", "busybox");
        File.WriteAllText(root + "/app/app.sh", Tells + "\n");
        File.WriteAllText(root + "/etc/passwd", "root:x:0:0::/root:/bin/sh\njovyan:x:1000:100::/home/jovyan:/bin/sh\n");
        Make(folder, "chmod 755 image-root/app/app.sh; tar -C image-root -cf layer.tar .");
    }

    private static void Make(string folder, string lines)
    {
        var made = Shell.Run("/bin/sh", ["-ec", "cd \"$1\"; " + lines, "sh", folder]);
        Assert.True(made.ExitCode == 0, made.Output);
    }
}
