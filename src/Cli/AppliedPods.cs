using System.Text.Json;

namespace HtcondorActors.Cli;

/// <summary>What is remembered of a pod between two commands. No content of it: that may hold secrets.</summary>
/// <param name="JobId">Null while nobody knows whether the sidecar has taken it.</param>
/// <param name="ContentHash">Of the manifest as written, to notice that it was edited.</param>
internal sealed record AppliedPod(string Uid, string? JobId, string ContentHash, DateTimeOffset AppliedAt);

/// <summary>
/// The pods that were applied and not deleted, one small file each (<c>FOLDER/SERVER/NAMESPACE/NAME.json</c>), because nobody
/// else here plays Kubernetes and knows which UID a manifest has. Separate files need no lock.
/// </summary>
internal sealed class AppliedPods(string folder, Uri server)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary><c>$XDG_STATE_HOME/htcondor-sidecar</c>, by default below <c>~/.local/state</c>.</summary>
    public static string DefaultFolder()
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        if (string.IsNullOrEmpty(state) || !Path.IsPathFullyQualified(state))
            state = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(state, "htcondor-sidecar");
    }

    /// <summary>Null when it was not applied from here, to this server.</summary>
    public AppliedPod? Find(string label)
    {
        var file = FileOf(label);
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize<AppliedPod>(File.ReadAllText(file), Indented) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new CliException($"{file} cannot be read; remove it to forget the pod");
        }
    }

    public void Remember(string label, AppliedPod pod)
    {
        var file = FileOf(label);
        var fresh = file + ".new";
        if (OperatingSystem.IsWindows())
            throw new CliException("Windows is not supported"); // no file modes there
        Directory.CreateDirectory(Path.GetDirectoryName(file)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(fresh, JsonSerializer.Serialize(pod, Indented));
        File.Move(fresh, file, overwrite: true);
    }

    public void Forget(string label) => File.Delete(FileOf(label));

    /// <param name="label">NAMESPACE/NAME, both DNS names (<see cref="Manifests.ManifestReader"/>), so safe in a path.</param>
    private string FileOf(string label) =>
        Path.Combine(folder, Uri.EscapeDataString(server.GetLeftPart(UriPartial.Authority)), label + ".json");
}
