using System.Buffers.Binary;
using System.Text;

namespace HtcondorActors.Runner.Tests;

/// <summary>The configuration of an image is read out of a file with just enough of a .sif, and a script poses as Apptainer.</summary>
public sealed class ImageConfigFileSpecs
{
    private const string Whole = """{"Env": ["A=b"], "WorkingDir": "/app"}""";

    private const string NotRead =
        "warning the configuration of the image is not read, so its command, variables and working directory are not used: ";

    [Theory, ClassData(typeof(Shells))]
    public void A_whole_one_is_used(string shell)
    {
        using var job = Run(shell, Whole, new RunnerPlan(), "true");

        job.EndsWith(0);

        Assert.Equal(["start", "exit 0"], job.Story("main"));
        Assert.Contains("[--pwd] [/app]", FakeApptainer.Calls(job.Folder)[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dash", """{"WorkingDir": "/app", "Env": ["A=b"]""")]
    [InlineData("bash", """{"WorkingDir": "/app", "Env": ["A=b""")]
    [InlineData("dash", """{"WorkingDir": "/app", "Env": ["A=b",""")]
    [InlineData("bash", """{"WorkingDir": "/app", "Labels": {"a": "b"}, """)]
    [InlineData("dash", "    ")]
    public void One_that_is_cut_is_not_used_and_that_is_said(string shell, string config)
    {
        using var job = Run(shell, config, new RunnerPlan(), "true");

        job.EndsWith(0);

        Assert.Equal([NotRead + "it is cut short", "start", "exit 0"], job.Story("main"));
        Assert.Contains("[--pwd] [/]", FakeApptainer.Calls(job.Folder)[^1], StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Shells))]
    public void One_that_took_too_long_is_read_when_the_container_is_started_again(string shell)
    {
        var plan = new RunnerPlan
        {
            CommandPrefix = """
                mkdir bin
                printf '#!/bin/sh\nmkdir "$0.once" 2>/dev/null && exec sleep 60\nPATH=${PATH#*:}\nexec awk "$@"\n' >bin/awk
                chmod 755 bin/awk
                PATH=$PWD/bin:$PATH
                """,
            More = [("backoff_ms", "20")],
        };
        using var job = Run(shell, Whole, plan, "sh", "-c", "mkdir again || exit 0; exit 1");

        job.EndsWith(0);

        Assert.Equal([NotRead + "that takes longer than 10 s", "start", "exit 1", "restart 1 20", "start", "exit 0"], job.Story("main"));
        var calls = FakeApptainer.Calls(job.Folder).Where(call => call.Contains("--pwd", StringComparison.Ordinal)).ToList();
        Assert.Contains("[--pwd] [/]", calls[0], StringComparison.Ordinal);
        Assert.Contains("[--pwd] [/app]", calls[^1], StringComparison.Ordinal);
    }

    private static RunnerJob Run(string shell, string config, RunnerPlan plan, params string[] command) =>
        new(
            shell,
            (plan with { Apptainer = "./" + FakeApptainer.Name }).Main(
                new PlanContainer("main", "exec", "FOLDER/image.sif", command).With("restart", "onfailure")
            ),
            folder =>
            {
                FakeApptainer.WriteTo(folder);
                File.WriteAllBytes(folder + "/image.sif", ImageWith(config));
                File.WriteAllText(folder + "/plan", File.ReadAllText(folder + "/plan").Replace("FOLDER", folder, StringComparison.Ordinal));
            }
        );

    /// <summary>A header of 4096 bytes, one description of 585 bytes, and the configuration behind them.</summary>
    private static byte[] ImageWith(string config)
    {
        var text = Encoding.UTF8.GetBytes(config);
        var image = new byte[8192 + text.Length];
        "SIF_MAGIC"u8.CopyTo(image.AsSpan(32));
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(4096 + 17), 8192);
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(4096 + 25), text.Length);
        "oci-config.json"u8.CopyTo(image.AsSpan(4096 + 73));
        text.CopyTo(image.AsSpan(8192));
        return image;
    }
}
