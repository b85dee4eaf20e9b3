namespace HtcondorActors.Cli.Manifests;

/// <summary>A manifest is invalid. The message is one line that names the file and the field.</summary>
internal sealed class ManifestFault(string line) : Exception(line);
