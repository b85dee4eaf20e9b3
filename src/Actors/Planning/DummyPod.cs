namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Stands in for a pod when the site tries the way and not the pod: the same containers by name, each a short sleep on the machine itself.
/// Nothing of the pod's data goes along.
/// </summary>
internal static class DummyPod
{
    public static RunnerPlan Of(RunnerPlan plan) =>
        plan with
        {
            Archive = "",
            EmptyDirs = [],
            MemoryDirs = [],
            HostPaths = [],
            PreExec = "",
            RegistryAuth = "",
            Hostname = "",
            HostsLines = [],
            ResolvLines = [],
            ResolvIsWhole = false,
            InitContainers = [.. plan.InitContainers.Select(c => Sleep(c, "1"))],
            Containers = [.. plan.Containers.Select(c => Sleep(c, "10"))],
        };

    private static PlannedContainer Sleep(PlannedContainer container, string seconds) =>
        new()
        {
            Name = container.Name,
            Mode = ContainerMode.Host,
            Args = ["sleep", seconds],
        };
}
