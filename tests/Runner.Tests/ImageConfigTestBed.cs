using System.Text;
using System.Text.Json.Nodes;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>Images with a configuration of the test's own, made here without a registry, and a job that runs one.</summary>
public abstract class ImageConfigTestBed(CondorPool pool)
{
    private const string Tells = """
        #!/bin/busybox sh
        for x in app "$@"; do printf '%s\0' "$x"; done; printf '%s\0' "$(pwd)"; /bin/busybox cat /proc/$$/environ
        """;

    private protected const string Config = """
        {
            "User": "jovyan", "WorkingDir": "/app", "Entrypoint": ["./app.sh", "a b", "<c>&\"d\" \\ $HOME é✓ \u2028\r\nx"],
            "Cmd": ["cmd $(id)"], "StopSignal": "SIGQUIT",
            "Env": ["PATH=/app/bin:/bin", "X=a$b \"c\" `id`\r\nd", "discovery.type=single-node", "EMPTY=", "PLAIN=p",
            "LD_LIBRARY_PATH=/opt/lib"],
            "Labels": {"Entrypoint": "x", "l": "WorkingDir"}, "Volumes": {"/data": {}}
        }
        """;

    private protected const string NotRead =
        "warning the configuration of the image is not read, so its command, variables and working directory are not used: ";

    private protected static void AssertSeen(RunnerJob job, string[] expected)
    {
        job.EndsWith(0);
        string[] seen = [.. Encoding.UTF8.GetString(job.LogBytesOf("main")).Split('\0')[..^1]];
        var words = Array.FindIndex(seen, word => word.StartsWith('/')) + 1;
        Assert.Equal(expected, seen[..words].Concat(seen[words..].Order(StringComparer.Ordinal)));
    }

    private protected RunnerJob Run(
        string shell,
        string kind,
        PlanContainer container,
        string config = Config,
        params PlanContainer[] before
    ) =>
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
