using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>Keys that belong together. The documents have a heading for them.</summary>
/// <param name="Title">A noun.</param>
/// <param name="Introduction">What holds for all its keys, in sentences.</param>
/// <param name="Keys">In the order of the documents.</param>
internal sealed record ConfigSection(string Title, string Introduction, IReadOnlyList<Key> Keys);
