using FsCheck.Xunit;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Translation;
using static HtcondorActors.Actors.Tests.Translation.SamplePod;

namespace HtcondorActors.Actors.Tests.Translation;

public sealed class PlanTextSpecs
{
    [Property(Arbitrary = [typeof(NastyText)], MaxTest = 30)]
    public void Arguments_and_env_arrive_in_the_runners_shell_byte_for_byte(NastyText argument, NastyText value, NastyText prefix, bool inBash)
    {
        var escaped = argument.Value.Replace("$", "$$", StringComparison.Ordinal);
        var secret = value.Value.Replace("$(", "$ (", StringComparison.Ordinal);
        var pod = Of(Container() with { Command = ["printf", escaped], Args = ["", "$(V)"], Env = [new EnvVar("V", secret)] });
        var plan = Content(Planned(pod, Site with { CommandPrefix = prefix.Value }), "plan");
        Assert.Equal(
            ["printf", argument.Value, "", secret, "V=" + secret, prefix.Value],
            RealShell.Sourced(inBash ? "bash" : "dash", plan, ["c1_arg_1", "c1_arg_2", "c1_arg_3", "c1_arg_4", "c1_env_1", "command_prefix"]));
    }

    [Fact]
    public void It_holds_every_variable_of_the_contract_for_a_whole_pod()
    {
        var pod = Of(Container("one") with { Env = [new("A", "1")], WorkingDir = "/w/", Mounts = [new("work", "/w", null, false)] }, Container("two")) with
        {
            InitContainers = [Container("prepare") with { Image = "/images/a.sif", Command = [], Args = ["x"] }],
            Volumes = [new EmptyDirVolume("work")],
            TerminationGracePeriodSeconds = 7,
        };
        var site = Site with { SingularityPath = "/opt/apptainer", CommandPrefix = "module load x", SingularityDefaultOptions = ["--nv"] };
        Assert.Equal(
            """
            plan_version='1'
            pod_uid='11111111-2222-4333-8444-555555555555'
            pod_name='demo'
            pod_namespace='default'
            grace='7'
            apptainer='/opt/apptainer'
            command_prefix='module load x'
            archive=''
            emptydirs='1'
            emptydir_1='work'
            containers_init='1'
            containers_main='2'
            c1_name='prepare'
            c1_mode='run'
            c1_image='/images/a.sif'
            c1_args='1'
            c1_arg_1='x'
            c1_envs='0'
            c1_cwd=''
            c1_options='1'
            c1_option_1='--nv'
            c1_binds='0'
            c2_name='one'
            c2_mode='exec'
            c2_image='docker://busybox'
            c2_args='1'
            c2_arg_1='true'
            c2_envs='1'
            c2_env_1='A=1'
            c2_cwd='/w'
            c2_options='1'
            c2_option_1='--nv'
            c2_binds='1'
            c2_bind_1_source='volumes/work'
            c2_bind_1_target='/w'
            c2_bind_1_mode='rw'
            c3_name='two'
            c3_mode='exec'
            c3_image='docker://busybox'
            c3_args='1'
            c3_arg_1='true'
            c3_envs='0'
            c3_cwd=''
            c3_options='1'
            c3_option_1='--nv'
            c3_binds='0'

            """,
            System.Text.Encoding.UTF8.GetString(Content(Planned(pod, site), "plan").Span));
    }
}
