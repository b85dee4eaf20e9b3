using System.CommandLine;
using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests;

public sealed class ExplainCommandSpecs : IDisposable
{
    private const string Pods = """
        apiVersion: v1
        kind: Secret
        metadata: {name: s}
        stringData: {password: hunter2}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: p1, annotations: {htcondor-job.vk.io/requirements: 'Site=="CERN"'}}
        spec:
          containers:
          - name: c1
            image: busybox
            command: [echo, "--password=$(PASSWORD)"]
            env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: s, key: password}}}]
            volumeMounts: [{name: v, mountPath: /v}]
          volumes: [{name: v, secret: {secretName: s, defaultMode: 0400}}]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("explain-command.").FullName;
    private readonly MemoryStream _out = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task The_submit_file_the_plan_and_the_files_are_shown_and_nothing_is_touched()
    {
        Assert.Equal(0, await RunAsync(Pods, "DefaultCpus: 3\nDataRootFolder: /data\n"));

        Assert.StartsWith("# pod default/p1\n", Output, StringComparison.Ordinal);
        Assert.Contains("\nrequirements = (Site == \"CERN\") && (stringListIMember(", Output, StringComparison.Ordinal);
        Assert.Contains(",/data/jobs/00000000-0000-4000-8000-000000000000,1,3,512,", Output, StringComparison.Ordinal);
        Assert.Contains("\nc1_image='docker://busybox'\n", Output, StringComparison.Ordinal);
        Assert.Contains("\nvolumes/v/password <7 bytes> 0400\n", Output, StringComparison.Ordinal);
        Assert.Equal("", Error);
        Assert.Equal(["SidecarConfig.yaml", "pods.yaml"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_secret_is_shown_by_its_size_also_where_it_was_put_into_an_argument()
    {
        await RunAsync(Pods);

        Assert.DoesNotContain("hunter2", Output + Error, StringComparison.Ordinal);
        Assert.Contains(
            "\nc1_arg_1='echo'\nc1_arg_2='<18 bytes>'\nc1_envs='1'\nc1_env_1='PASSWORD=<7 bytes>'\n",
            Output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "containers: [{name: c, image: i, resources: {requests: {example.com/thing: 1}}}]",
        """refused: spec.containers[0].resources.requests["example.com/thing"]: this site does not offer this resource """
            + """(ExtendedResources)"""
    )]
    [InlineData(
        "terminationGracePeriodSeconds: soon, containers: [{name: c, image: i}]",
        "refused: spec.terminationGracePeriodSeconds: wrong type or encoding"
    )]
    public async Task A_pod_that_would_be_refused_is_told_by_its_line_and_by_the_exit_code_and_the_others_are_shown(
        string spec,
        string line
    )
    {
        var pods = "apiVersion: v1\nkind: Pod\nmetadata: {name: p0}\nspec: {" + spec + "}\n---\n" + Pods;

        Assert.Equal(1, await RunAsync(pods));

        Assert.StartsWith($"# pod default/p0\n{line}\n# pod default/p1\n", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_of_a_pod_are_told_in_one_line()
    {
        const string pod = """
            apiVersion: v1
            kind: Pod
            metadata: {name: p}
            spec: {restartPolicy: Maybe, containers: [{name: C, volumeMounts: [{name: v}]}], volumes: [{}]}
            """;
        Assert.Equal(1, await RunAsync(pod));
        Assert.Equal(
            "# pod default/p\n"
                + "refused: spec.containers[0].name: \"C\" is not a DNS label (a-z, 0-9 and -, at most 63); "
                + "spec.volumes[0].name: missing; "
                + "spec.containers[0].image: missing; "
                + "spec.containers[0].volumeMounts[0].name: there is no volume \"v\"; "
                + "spec.containers[0].volumeMounts[0].mountPath: missing; "
                + "spec.restartPolicy: \"Maybe\" is not Never, OnFailure or Always\n",
            Output
        );
    }

    [Fact]
    public async Task It_reads_the_configuration_that_serve_would_read_and_lists_its_faults()
    {
        Assert.Equal(2, await RunAsync(Pods, "DefaultCpus: many\nFlavors: 1\n"));
        Assert.Equal(
            "SidecarConfig.yaml:1: DefaultCpus: text is given, a whole number from 1 to 1024 is expected\n"
                + "SidecarConfig.yaml:2: Flavors: 1 is given, a list of maps with the keys Name, Description, Cpus, MemoryMiB, "
                + "DiskMiB, Gpus, SubmitCommands is expected\n",
            Error
        );
    }

    [Fact]
    public async Task A_flag_wins_over_the_file_and_the_gate_of_a_spooled_job_is_shown()
    {
        Assert.Equal(0, await RunAsync(Pods, "", "--schedd-host", "schedd.example.org"));
        Assert.Contains(
            "\nrequirements = (MY.InterLinkGo =?= true) && (Site == \"CERN\") && (stringListIMember(",
            Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_no_manifest_is_one_line()
    {
        Assert.Equal(1, await RunAsync("kind: Pod\nmetadata: {name: p}"));
        Assert.StartsWith("htcondor-sidecar explain: ", Error, StringComparison.Ordinal);
        Assert.Single(Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_door_that_the_site_has_closed_is_named_by_its_key()
    {
        const string host = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: host, command: [id]}]}";
        Assert.Equal(1, await RunAsync(host, "Restricted: true\n"));
        Assert.Contains(
            "refused: spec.containers[0].image: \"host\" runs on the node itself; the site does not allow it (AllowHostImages)",
            Output,
            StringComparison.Ordinal
        );
        Assert.Equal(0, await RunAsync(host, "Restricted: true\nAllowHostImages: true\n"));
    }

    private string Output => Encoding.UTF8.GetString(_out.ToArray());

    private string Error => _error.ToString();

    private Task<int> RunAsync(string pods, string config = "", params string[] flags)
    {
        var (manifest, file) = (Path.Combine(_folder, "pods.yaml"), Path.Combine(_folder, "SidecarConfig.yaml"));
        File.WriteAllText(manifest, pods);
        File.WriteAllText(file, config);
        var root = new RootCommand
        {
            ExplainCommand.Create(new Terminal(_out, _error, TextReader.Null, TimeProvider.System, _folder, TimeSpan.Zero)),
        };
        return CommandLineRun.RunAsync(root, ["explain", "-f", manifest, "--config", file, .. flags], _error);
    }

    public void Dispose()
    {
        _error.Dispose();
        _out.Dispose();
        TestFolder.Remove(_folder);
    }
}
