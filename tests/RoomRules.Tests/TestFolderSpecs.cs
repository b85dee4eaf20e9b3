namespace HtcondorActors.RoomRules.Tests;

/// <summary>
/// A test whose folder is removed while a job still writes there fails after it has passed. So there is one way to remove a folder.
/// </summary>
public sealed class TestFolderSpecs
{
    [Fact]
    public void Tests_remove_their_folders_with_TestFolder_which_bears_programs_that_still_write()
    {
        var found =
            from file in Source.Tests
            where
                file.Path != "tests/TestPool/TestFolder.cs"
                && !file.Path.EndsWith(nameof(TestFolderSpecs) + ".cs", StringComparison.Ordinal)
            from line in file.Text.Split('\n')
            where
                line.Contains("Delete(recursive: true)", StringComparison.Ordinal)
                || (
                    line.Contains("Directory.Delete(", StringComparison.Ordinal)
                    && line.Contains("recursive: true", StringComparison.Ordinal)
                )
            select $"{file.Path}: {line.Trim()}";
        Assert.Empty(found);
    }
}
