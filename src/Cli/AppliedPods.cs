using System.Text.Json;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.Cli;

/// <summary>What is stored of a pod between two commands. It has no content of the pod, which may include secrets.</summary>
/// <param name="JobId">The sidecar's answer to the create; null while nobody knows whether it has accepted the pod. It is the UID if the
/// submit took long.</param>
/// <param name="ContentHash">A hash of the manifest as written, which shows whether it was edited.</param>
internal sealed record AppliedPod(string Uid, string? JobId, string ContentHash, DateTimeOffset AppliedAt)
{
    /// <summary>The job's id in HTCondor; null while it is not known.</summary>
    public string? Job => JobId == Uid ? null : JobId;
}

/// <summary>
/// The pods that were applied and not deleted, one small file each (<c>FOLDER/SERVER/NAMESPACE/NAME.json</c>). Without Kubernetes nothing
/// else knows the UID of a manifest. Separate files need no lock.
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

    /// <summary>The pod; null if it was not applied from here to this server.</summary>
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
        var fresh = $"{file}.{Environment.ProcessId}.new";
        if (OperatingSystem.IsWindows())
            throw new CliException("Windows is not supported"); // no file modes there
        Directory.CreateDirectory(Path.GetDirectoryName(file)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(fresh, JsonSerializer.Serialize(pod, Indented));
        File.Move(fresh, file, overwrite: true);
    }

    /// <summary>
    /// Remembers the job's id of a status answer. It is newer than that of the create: a slow submit had none then, and a job that was
    /// removed behind its gate has a successor.
    /// </summary>
    /// <returns>The pod with the id of its job, as far as it is known.</returns>
    public AppliedPod Learn(string label, AppliedPod pod, StatusAnswer answer)
    {
        var said = answer.Entries.FirstOrDefault(entry => entry.Uid == pod.Uid)?.JobId ?? "";
        if (pod.JobId is null || said.Length == 0 || said == pod.Uid || said == pod.JobId)
            return pod;
        var learned = pod with { JobId = said };
        Remember(label, learned);
        return learned;
    }

    public void Forget(string label) => File.Delete(FileOf(label));

    /// <param name="label">NAMESPACE/NAME. Both are DNS names (<see cref="Manifests.ManifestReader"/>), so the label is safe in a
    /// path.</param>
    private string FileOf(string label) =>
        Path.Combine(folder, Uri.EscapeDataString(server.GetLeftPart(UriPartial.Authority)), label + ".json");
}
