using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;
using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Durable facts as JSON, each kind with a manifest that has a version in it. What was ever written must stay readable:
/// a changed shape gets a new manifest and the old one is still read (tests/Fixtures/journal holds one of each).
/// </summary>
internal sealed class PodFactSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Chosen once, written into every row of every journal.</summary>
    public const int Id = 7150;

    /// <summary>The manifest of tombstones.</summary>
    public const string DeletedManifest = "pod-deleted.1";

    /// <summary>The manifest of tombstones of pods that were never accepted. It is in each of them, so it is short.</summary>
    public const string UnknownManifest = "unknown.1";

    /// <summary>Its digest of the spec counted the names of variables: it cannot be compared with one of today.</summary>
    private const string CountedNamesManifest = "pod-accepted.3";

    public override int Identifier => Id;

    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["pod-accepted.4"] = typeof(PodAccepted),
        ["submit-intended.1"] = typeof(SubmitIntended),
        ["release-decided.1"] = typeof(ReleaseDecided),
        ["job-voided.1"] = typeof(JobVoided),
        ["submit-refused.1"] = typeof(SubmitRefused),
        ["pod-finished.2"] = typeof(PodFinished),
        ["job-left.1"] = typeof(JobLeft),
        ["deletion-asked.1"] = typeof(DeletionAsked),
        ["logs-retained.1"] = typeof(LogsRetained),
        [DeletedManifest] = typeof(PodDeleted),
        [UnknownManifest] = typeof(UnknownPodDeleted),
    };

    /// <summary>Read, not written any more; what their entries lack has a default (<see cref="StrictFactReader"/>).</summary>
    private static readonly Dictionary<string, Type> FormerKinds = new()
    {
        ["pod-accepted.1"] = typeof(PodAccepted), // before submit commands, warnings, job scripts, and what is special about a container
        ["pod-accepted.2"] = typeof(PodAccepted), // before digests of specs
        [CountedNamesManifest] = typeof(PodAccepted),
        ["pod-finished.1"] = typeof(PodFinished), // before restarts
    };

    private static readonly Dictionary<Type, string> Manifests = Kinds.ToDictionary(kind => kind.Value, kind => kind.Key);

    public static bool IsTombstone(string manifest) => manifest is DeletedManifest or UnknownManifest;

    public override string Manifest(object o) => Manifests[o.GetType()];

    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType(), PodFactJson.Default);

    /// <exception cref="ArgumentException">A manifest of another version of this program.</exception>
    /// <exception cref="InvalidDataException">The entry is spoilt. The words hold nothing of it.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (!Kinds.TryGetValue(manifest, out var type) && !FormerKinds.TryGetValue(manifest, out type))
            throw new ArgumentException($"this version does not know journal entries of the kind \"{manifest}\"", nameof(manifest));
        var fact = StrictFactReader.Read(bytes, manifest, type);
        return manifest == CountedNamesManifest && fact is PodAccepted accepted
            ? accepted with
            {
                Outline = accepted.Outline with { SpecDigest = 0 },
            }
            : fact;
    }
}
