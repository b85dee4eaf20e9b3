using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli.Manifests;

/// <summary>A manifest that cannot be used: one line that names the file and the field.</summary>
internal sealed class ManifestFault(string line) : Exception(line)
{
    /// <summary>Text of a manifest as a part of the line.</summary>
    public static string OneLine(string text) => Actors.Protocol.OneLine.Of(text.ReplaceLineEndings(" "), 500);
}
