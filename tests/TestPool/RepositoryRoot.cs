namespace HtcondorActors.TestPool;

/// <summary>Where the checkout is: the folder above the test's binaries that holds the solution.</summary>
public static class RepositoryRoot
{
    public static string Path { get; } = Find();

    public static string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(System.IO.Path.Combine(folder.FullName, "HtcondorActors.sln")))
                return folder.FullName;
        throw new InvalidOperationException("not below a checkout: " + AppContext.BaseDirectory);
    }
}
