namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A file that containers wait for, so that a test says when they go on.</summary>
internal sealed class Gate(string folder)
{
    public string File { get; } = Path.Combine(folder, Guid.NewGuid().ToString());

    /// <summary>The shell line of a container that mounts the folder at its own path.</summary>
    public string IsWaitedFor => $"until [ -e {File} ]; do sleep 0.1; done";

    public void Open() => System.IO.File.WriteAllText(File, "");
}
