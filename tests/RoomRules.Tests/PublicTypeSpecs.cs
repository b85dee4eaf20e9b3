using System.Reflection;

namespace HtcondorActors.RoomRules.Tests;

/// <summary>The public types of a project are those that the other projects of the product need. All others are internal.</summary>
public sealed class PublicTypeSpecs
{
    [Theory]
    [InlineData("CondorIo")]
    [InlineData("Actors")]
    [InlineData("Http")]
    public void A_type_is_public_only_where_another_project_needs_it(string project)
    {
        var others = Source.Files.Where(file => !file.Path.StartsWith(project + "/", StringComparison.Ordinal));
        Assert.Empty(
            PublicTypes.NotNeeded(
                Assembly.Load("HtcondorActors." + project),
                string.Join('\n', others.Select(file => Source.Code(file.Text)))
            )
        );
    }

    [Fact]
    public void A_public_type_that_nobody_names_is_found_and_what_a_named_type_shows_is_not()
    {
        var found = PublicTypes
            .NotNeeded(Assembly.Load("HtcondorActors.CondorIo"), "IJobFolders folders = null;")
            .Select(type => type.Name)
            .ToArray();
        Assert.Contains("ICondorScheduler", found);
        Assert.DoesNotContain("IJobFolders", found);
        Assert.DoesNotContain("JobTag", found);
    }
}
