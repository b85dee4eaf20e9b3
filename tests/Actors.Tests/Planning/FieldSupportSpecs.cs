using FsCheck.Xunit;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class FieldSupportSpecs
{
    private static PodSpec Setting(params string[] paths) =>
        Of(Container()) with
        {
            OtherFields = [.. paths.Select(path => new OtherField(path))],
        };

    [Theory]
    [InlineData("spec.containers[0].stdin", nameof(FieldTreatment.Honoured))]
    [InlineData("spec.containers[0].tty", nameof(FieldTreatment.Warned))]
    [InlineData("spec.initContainers[12].volumeDevices", nameof(FieldTreatment.Refused))]
    [InlineData("spec.nodeSelector", nameof(FieldTreatment.Kubernetes))]
    [InlineData("spec.NODESELECTOR", nameof(FieldTreatment.Kubernetes))]
    [InlineData("spec.containers[0].livenessProbe.grpc", nameof(FieldTreatment.Refused))]
    [InlineData("spec.containers[1].startupProbe.httpGet.httpHeaders[0].name", nameof(FieldTreatment.Honoured))]
    [InlineData("spec.containers[1].lifecycle.preStop.sleep.seconds", nameof(FieldTreatment.Honoured))]
    public void Every_field_of_Kubernetes_has_an_answer(string path, string answer) =>
        Assert.Equal(answer, FieldSupport.Find(path)!.Answer.ToString());

    [Theory]
    [InlineData("spec")]
    [InlineData("spec.containers[0].nosuch")]
    [InlineData("spec.containers[0].stdin.more")]
    [InlineData("spec.initContainersX.stdin")]
    [InlineData("")]
    public void A_field_of_another_version_has_none(string path) => Assert.Null(FieldSupport.Find(path));

    [Fact]
    public void No_field_is_answered_twice_and_every_answer_that_is_not_plain_has_words()
    {
        Assert.Empty(FieldSupport.Rules.GroupBy(rule => rule.Pattern).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.DoesNotContain(
            FieldSupport.Rules,
            rule => rule.Words.Length == 0 && rule.Answer is FieldTreatment.Warned or FieldTreatment.Refused && rule.Words.Length == 0
        );
        Assert.DoesNotContain(FieldSupport.Rules, rule => rule.Words.Contains('|') || rule.Words.Contains('\n'));
    }

    [Fact]
    public void Harmless_and_unknown_fields_are_told_and_what_Kubernetes_did_is_not() =>
        Assert.Equal(
            ["spec.containers[0].tty: ignored: a job has no terminal", "spec.newThing: not known to this version; ignored"],
            Planned(
                Setting("spec.tolerations", "spec.containers[0].tty", "spec.newThing", "spec.hostNetwork", "spec.containers[0].tty")
            ).Outline.Warnings
        );

    [Fact]
    public void A_field_without_which_it_would_be_another_pod_is_refused_by_its_name() =>
        Assert.Equal(
            "spec.containers[0].volumeDevices: block devices are not served",
            Refusal(Setting("spec.newThing", "spec.containers[0].volumeDevices"))
        );

    [Fact]
    public void A_source_of_content_is_no_matter_where_the_site_exports_none()
    {
        const string Source = "spec.volumes[0].projected.sources[0].secret";
        var pod = Of(Container() with { Mounts = [new("v", "/v", null, true)] }) with
        {
            Volumes = [new FilesVolume("v", [])],
            OtherFields = [new OtherField(Source, IsContent: true)],
        };
        Assert.Contains(Planned(pod).Outline.Warnings, warning => warning.StartsWith(Source, StringComparison.Ordinal));
        Assert.DoesNotContain(
            Planned(pod, Site with { ExportPodData = false }).Outline.Warnings,
            warning => warning.StartsWith(Source, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_volume_that_cannot_be_is_refused_where_it_is_mounted_and_told_where_not()
    {
        var pod = Setting("spec.volumes[0].rbd") with { Volumes = [new UnservedVolume("disk", "rbd")] };
        Assert.Equal(["spec.volumes[0].rbd: not served; ignored, since no container mounts it"], Planned(pod).Outline.Warnings);
        Assert.StartsWith(
            "spec.volumes[0].rbd: ",
            Refusal(pod with { Containers = [Container() with { Mounts = [new("disk", "/d", null, false)] }] }),
            StringComparison.Ordinal
        );
    }

    [Property(Arbitrary = [typeof(HostileText)])]
    public void Whatever_a_field_is_called_it_is_told_in_one_line(HostileText name)
    {
        var warning = Assert.Single(Planned(Setting("spec." + name.Value + "nosuch")).Outline.Warnings);
        Assert.DoesNotContain(warning, c => char.IsControl(c) || c is '\u2028');
    }

    [Fact]
    public void There_is_an_end_to_what_is_told()
    {
        var warnings = Planned(Setting([.. Enumerable.Range(0, 1000).Select(i => $"spec.x{i}")])).Outline.Warnings;
        Assert.Equal((31, "and 970 more like these"), (warnings.Count, warnings[^1]));
    }
}
