using FsCheck.Xunit;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class ContainerMountsSpecs
{
    private static readonly VolumeSpec[] Volumes =
    [
        new EmptyDirVolume("work"),
        new FilesVolume("conf", [Text("a/key", "v")]),
        new UnservedVolume("disk", "persistentVolumeClaim"),
    ];

    private static PodSpec With(params VolumeMount[] mounts) => Of(Container() with { Mounts = mounts }) with { Volumes = Volumes };

    private static VolumeMount Mount(string volume, string path, string? subPath = null, bool readOnly = false) =>
        new(volume, path, subPath, readOnly);

    private static IReadOnlyList<string> Binds(params VolumeMount[] mounts) =>
        [
            .. Sourced(
                    Planned(With(mounts)),
                    [
                        .. Enumerable
                            .Range(1, mounts.Length)
                            .SelectMany(i => new[] { $"c1_bind_{i}_source", $"c1_bind_{i}_target", $"c1_bind_{i}_mode" }),
                    ]
                )
                .Chunk(3)
                .Select(bind => string.Join(' ', bind)),
        ];

    [Fact]
    public void A_shared_folder_is_writable_unless_asked_otherwise() =>
        Assert.Equal(["volumes/work /w rw", "volumes/work /r ro"], Binds(Mount("work", "/w"), Mount("work", "/r", readOnly: true)));

    [Fact]
    public void Files_of_the_cluster_are_always_read_only() => Assert.Equal(["volumes/conf /c ro"], Binds(Mount("conf", "/c")));

    [Fact]
    public void A_sub_path_names_a_folder_or_one_file() =>
        Assert.Equal(
            ["volumes/work/logs/x /l rw", "volumes/conf/a/key /etc/app/key ro"],
            Binds(Mount("work", "/l", "logs//x/"), Mount("conf", "/etc/app/key", "a/key"))
        );

    /// <summary>What Kubernetes takes (validateLocalDescendingPath): no absolute path and no part <c>..</c>.</summary>
    [Theory]
    [InlineData(".", "volumes/work")]
    [InlineData("./", "volumes/work")]
    [InlineData("", "volumes/work")]
    [InlineData("./a", "volumes/work/a")]
    [InlineData("a//b", "volumes/work/a/b")]
    [InlineData("..a/b..", "volumes/work/..a/b..")]
    public void A_sub_path_is_whatever_Kubernetes_takes(string subPath, string source) =>
        Assert.Equal([source + " /l rw"], Binds(Mount("work", "/l", subPath)));

    [Fact]
    public void Parents_are_bound_before_what_is_below_them() =>
        Assert.Equal(["volumes/work /v rw", "volumes/conf /v/deep/conf ro"], Binds(Mount("conf", "/v/deep/conf"), Mount("work", "/v")));

    [Fact]
    public void Odd_but_legal_paths_arrive_as_they_are() =>
        Assert.Equal(["volumes/work/q'u o,te /sp a,c'e\"$(id) rw"], Binds(Mount("work", "/sp a,c'e\"$(id)", "q'u o,te")));

    [Theory]
    [InlineData("nothing", "/a", null, """spec.containers[0].volumeMounts[0].name: there is no volume "nothing" """)]
    [InlineData(
        "disk",
        "/a",
        null,
        """spec.containers[0].volumeMounts[0].name: volume "disk" is of a kind that is not served ("persistentVolumeClaim")"""
    )]
    [InlineData("work", "a", null, """spec.containers[0].volumeMounts[0].mountPath: "a" must be an absolute path""")]
    [InlineData("work", "", null, """spec.containers[0].volumeMounts[0].mountPath: missing""")]
    [InlineData("work", "/a/../b", null, """spec.containers[0].volumeMounts[0].mountPath: "/a/../b" must not have .. in it""")]
    [InlineData("work", "/a:b", null, """spec.containers[0].volumeMounts[0].mountPath: "/a:b" must not have a colon in it""")]
    [InlineData("work", "/a\nb", null, """spec.containers[0].volumeMounts[0].mountPath: "/a?b" has a control character in it""")]
    [InlineData("work", "//.", null, "spec.containers[0].volumeMounts[0].mountPath: nothing can be mounted over the whole container")]
    [InlineData(
        "work",
        "/.singularity.d",
        null,
        """spec.containers[0].volumeMounts[0].mountPath: "/.singularity.d" is in /.singularity.d, Apptainer's own folder: """
            + """mount the volume somewhere else"""
    )]
    [InlineData(
        "work",
        "//.singularity.d/./env",
        null,
        """spec.containers[0].volumeMounts[0].mountPath: "/.singularity.d/env" is in /.singularity.d, Apptainer's own folder: """
            + """mount the volume somewhere else"""
    )]
    [InlineData("work", "/a", "/etc", """spec.containers[0].volumeMounts[0].subPath: "/etc" must be a relative path""")]
    [InlineData("work", "/a", "x/../..", """spec.containers[0].volumeMounts[0].subPath: "x/../.." must not have .. in it""")]
    public void A_mount_that_cannot_be_is_refused_by_its_field(string volume, string path, string? subPath, string words) =>
        Assert.Equal(words.TrimEnd(), Refusal(With(Mount(volume, path, subPath))));

    [Fact]
    public void Two_mounts_on_one_path_are_refused_however_they_spell_it() =>
        Assert.Equal(
            """spec.containers[0].volumeMounts[1].mountPath: "/a/b" is mounted twice""",
            Refusal(With(Mount("work", "/a/b"), Mount("conf", "/a//b/")))
        );

    [Fact]
    public void A_volume_of_an_unserved_kind_harms_nobody_who_does_not_mount_it() =>
        Assert.Equal("0", Assert.Single(Sourced(Planned(With()), "c1_binds")));

    [Fact]
    public void A_subPathExpr_is_of_the_containers_variables_as_they_are_expanded()
    {
        var container = Container() with
        {
            Env = [new("A", "a"), new("B", "a/b")],
            Mounts = [new("work", "/w", null, false) { SubPathExpr = "x/$(B)/$$(B)" }],
        };
        Assert.Equal(["volumes/work/x/a/b/$(B)"], Sourced(Planned(Of(container) with { Volumes = Volumes }), "c1_bind_1_source"));
    }

    [Theory]
    [InlineData("$(NO)", null, "the container has no variable \"NO\"")]
    [InlineData("$(UP)/x", null, "\"$(UP)/x\" must not have .. in it")]
    [InlineData("$(ROOT)", null, "\"$(ROOT)\" must be a relative path")]
    [InlineData("x", "y", "given together with subPath")]
    public void A_subPathExpr_that_leads_elsewhere_is_refused(string expression, string? subPath, string words)
    {
        var container = Container() with
        {
            Env = [new("UP", ".."), new("ROOT", "/")],
            Mounts = [new("work", "/w", subPath, false) { SubPathExpr = expression }],
        };
        Assert.Equal("spec.containers[0].volumeMounts[0].subPathExpr: " + words, Refusal(Of(container) with { Volumes = Volumes }));
    }

    [Property(Arbitrary = [typeof(HostileText)], MaxTest = 40)]
    public void No_text_and_no_variable_leads_a_mount_out_of_its_volume(HostileText text, HostileText value, bool isExpression)
    {
        foreach (var path in new[] { text.Value, $"{text.Value}/../{value.Value}", "$(V)/" + text.Value, "/" + text.Value })
        {
            var mount = isExpression
                ? new VolumeMount("work", "/w", null, false) { SubPathExpr = path }
                : new VolumeMount("work", "/w", path, false);
            var result = PodPlanner.Plan(
                Of(Container() with { Env = [new("V", value.Value)], Mounts = [mount] }) with
                {
                    Volumes = Volumes,
                },
                Site
            );
            if (result.Plan is null)
                continue;
            var source = Assert.Single(Sourced(result.Plan, "c1_bind_1_source"));
            Assert.Equal(["volumes", "work"], source.Split('/')[..2]);
            Assert.DoesNotContain("..", source.Split('/'));
        }
    }
}
