using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class EmptyDirSizesSpecs
{
    [Fact]
    public void Limits_are_added_up_apart_for_disk_and_memory() =>
        Assert.Equal(
            (1536L + 1000, 2L << 20),
            EmptyDirSizes.Of(
                [
                    new EmptyDirVolume("a", SizeLimit: "1.5Ki"),
                    new EmptyDirVolume("b"),
                    new FilesVolume("c", []),
                    new EmptyDirVolume("d", InMemory: true, SizeLimit: "2Mi"),
                    new EmptyDirVolume("e", SizeLimit: "1k"),
                ],
                new FieldFaults()
            )
        );

    [Theory]
    [InlineData("much", "spec.volumes[1].emptyDir.sizeLimit: \"much\" is not a quantity")]
    [InlineData("-1", "spec.volumes[1].emptyDir.sizeLimit: \"-1\" is a negative quantity")]
    public void A_limit_that_is_no_amount_is_refused_by_its_field(string limit, string words) =>
        Assert.Equal(words, Faults(new EmptyDirVolume("a"), new EmptyDirVolume("b", SizeLimit: limit)));

    [Fact]
    public void More_than_can_be_counted_is_refused() =>
        Assert.StartsWith(
            "spec.volumes: ",
            Faults(new EmptyDirVolume("a", SizeLimit: "8E"), new EmptyDirVolume("b", SizeLimit: "8E")),
            StringComparison.Ordinal
        );

    private static string Faults(params VolumeSpec[] volumes)
    {
        var faults = new FieldFaults();
        EmptyDirSizes.Of(volumes, faults);
        return faults.ToString();
    }
}
