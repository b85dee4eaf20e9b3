namespace HtcondorActors.Cli.Manifests;

/// <summary>A manifest that cannot be used: one line that names the file and the field.</summary>
internal sealed class ManifestFault(string line) : Exception(line);
