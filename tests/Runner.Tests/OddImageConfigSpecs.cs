using System.Text;
using System.Text.Json;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>Configurations of images that are huge, or have any characters in them.</summary>
[Collection(PoolCollection.Name)]
public sealed class OddImageConfigSpecs(CondorPool pool) : ImageConfigTestBed(pool)
{
    [Theory, ClassData(typeof(Shells))]
    public void An_image_with_a_hundred_thousand_escapes_is_not_read_and_that_is_said(string shell)
    {
        using var job = Run(
            shell,
            "docker-archive:",
            new PlanContainer("main", "exec", "IMAGE", "/bin/busybox", "pwd"),
            config: $$"""{"WorkingDir": "/app", "Cmd": ["{{string.Concat(Enumerable.Repeat("\\n", 100_000))}}"]}"""
        );

        job.EndsWith(0);

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

        job.EndsWith(0);

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

        job.EndsWith(0);

        Assert.Equal(["app", .. words, "/app"], Encoding.UTF8.GetString(job.LogBytesOf("main")).Split('\0')[..(words.Length + 2)]);
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
}
