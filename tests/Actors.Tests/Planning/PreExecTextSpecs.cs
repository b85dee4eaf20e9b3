using FsCheck.Xunit;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.TestPool;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class PreExecTextSpecs
{
    /// <summary>As the Virtual Kubelet writes it, cut short: another here-document is inside, and no newline after the last word.</summary>
    private const string Mesh =
        "cat <<'EOFMESH' > $TMPDIR/mesh.sh\n#!/bin/bash\ncat <<'EOFWG' > x.conf\nkey\nEOFWG\nexec \"$@\"\n\nEOFMESH";

    private static PodSpec With(params (string Key, string Value)[] annotations) =>
        Of(Container()) with
        {
            Annotations = annotations.ToDictionary(a => a.Key, a => a.Value),
        };

    private static string Planned(PodSpec pod) => Assert.Single(Sourced(SamplePod.Planned(pod), "pre_exec"));

    [Fact]
    public void The_tunnel_goes_first_and_each_part_ends_its_line() =>
        Assert.Equal(
            "wstunnel client &\nmodule load x\n",
            Planned(With(("htcondor-job.vk.io/pre-exec", "module load x"), ("interlink.eu/wstunnel-client-commands", "wstunnel client &")))
        );

    [Fact]
    public void A_mesh_script_under_the_other_plugins_key_runs_beside_the_pods_own_text() =>
        Assert.Equal(
            Mesh + "\necho mine\n",
            Planned(With(("slurm-job.vk.io/pre-exec", Mesh), ("htcondor-job.vk.io/pre-exec", "echo mine\n")))
        );

    [Fact]
    public void Of_two_spellings_without_a_mesh_the_first_counts() =>
        Assert.Equal("one\n", Planned(With(("slurm-job.vk.io/pre-exec", "two"), ("htcondor-job.vk.io/pre-exec", "one"))));

    [Fact]
    public void Nothing_is_nothing() => Assert.Equal("", Planned(With(("slurm-job.vk.io/pre-exec", " \n"))));

    [Theory]
    [InlineData("interlink.eu/wstunnel-client-commands")]
    [InlineData("slurm-job.vk.io/pre-exec")]
    public void A_site_may_keep_pods_from_running_text_outside_their_containers(string key) =>
        Assert.Equal(
            $"metadata.annotations[\"{key}\"]: runs on the node itself; the site does not allow it (AllowPreExec)",
            Refusal(With((key, "true")), Site with { AllowPreExec = false })
        );

    [Theory]
    [InlineData("EOFMESH alone")]
    [InlineData("cat <<EOFMESH\nnever ends")]
    [InlineData("cat <<'EOFMESH'\nx\nEOFMESH\necho ok")]
    [InlineData("")]
    public void What_is_not_broken_stays_as_it_is(string text) => Assert.Equal(text, PreExecText.Repaired(text));

    [Property(Arbitrary = [typeof(HostileText)], MaxTest = 40)]
    public void A_text_glued_to_the_mesh_script_is_run_after_it_and_the_script_is_whole(HostileText said, bool inBash)
    {
        var folder = Directory.CreateTempSubdirectory("mesh-").FullName;
        try
        {
            // The user's text writes what it was given, so that one sees that it was run as it was meant.
            var own = "printf %s " + HtcondorActors.Actors.Planning.ShellText.Quote(said.Value) + " > \"$TMPDIR/said\"";
            var script = Path.Combine(folder, "script");
            File.WriteAllText(script, "eval " + HtcondorActors.Actors.Planning.ShellText.Quote(PreExecText.Repaired(Mesh + own)) + "\n");
            var run = Shell.Run(
                inBash ? "bash" : "dash",
                [script],
                new Dictionary<string, string> { ["TMPDIR"] = folder, ["LC_ALL"] = "C.UTF-8" }
            );
            Assert.Equal((0, ""), (run.ExitCode, run.Stderr));
            Assert.Equal(
                "#!/bin/bash\ncat <<'EOFWG' > x.conf\nkey\nEOFWG\nexec \"$@\"\n\n",
                File.ReadAllText(Path.Combine(folder, "mesh.sh"))
            );
            Assert.Equal(said.Value, File.ReadAllText(Path.Combine(folder, "said")));
        }
        finally
        {
            TestFolder.Remove(folder);
        }
    }
}
