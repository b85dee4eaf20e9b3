using System.Collections;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Tests.Configuration;

/// <summary>A configuration that says nothing leaves every room as it is by itself: each default stands once.</summary>
public sealed class DefaultsSpecs
{
    private static readonly SidecarConfig Nothing = new() { DataRootFolder = "/d", InstanceName = "i" };

    [Fact]
    public void A_configuration_that_says_nothing_leaves_the_actors_their_defaults() =>
        Same(new ActorsOptions { DataRootFolder = "/d" }, Nothing.ToActorsOptions());

    [Fact]
    public void A_configuration_that_says_nothing_leaves_the_site_policy_its_defaults() =>
        Same(new SitePolicy(), Nothing.ToActorsOptions().Site);

    [Fact]
    public void A_configuration_that_says_nothing_leaves_the_scheduler_its_defaults() =>
        Same(
            new CondorIoOptions
            {
                DataRootFolder = "/d",
                Instance = "i",
                TagAttribute = "InterLinkPodUid",
            },
            Nothing.ToCondorIoOptions()
        );

    [Fact]
    public void A_configuration_that_says_nothing_leaves_the_limits_of_bodies_their_defaults() =>
        Same(BodyLimits.Default, Nothing.ToBodyLimits());

    private static void Same<T>(T own, T mapped)
    {
        foreach (var property in typeof(T).GetProperties().Where(property => property.PropertyType != typeof(SitePolicy)))
        {
            // A property that no key sets would pass whatever its default is.
            var (left, right) = (property.GetValue(own), property.GetValue(mapped));
            if (left is IEnumerable and not string)
                Assert.Equal(((IEnumerable)left).Cast<object>(), ((IEnumerable)right!).Cast<object>());
            else
                Assert.True(Equals(left, right), $"{typeof(T).Name}.{property.Name}: {left} by itself, {right} by the configuration");
        }
    }
}
