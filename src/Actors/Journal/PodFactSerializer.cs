using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;
using HtcondorActors.Actors.Pods;

namespace HtcondorActors.Actors.Journal;

/// <summary>
/// Serializes durable facts as JSON. Each kind has a manifest with a version. Everything ever written must stay readable: a changed shape
/// gets a new manifest, and the old one is still read (tests/Fixtures/journal has an example of each).
/// </summary>
internal sealed class PodFactSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The serializer's id, which is in every row of every journal and must never change.</summary>
    public const int Id = 7150;

    /// <summary>The manifest of tombstones.</summary>
    public const string DeletedManifest = "pod-deleted.1";

    /// <summary>The manifest of tombstones of pods that were never accepted. It is short, because there may be millions of them.</summary>
    public const string UnknownManifest = "unknown.1";

    /// <summary>
    /// In entries of this kind the spec digest covered the names of variables, so it cannot be compared with a present digest.
    /// </summary>
    private const string CountedNamesManifest = "pod-accepted.3";

    public override int Identifier => Id;

    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["pod-accepted.6"] = typeof(PodAccepted),
        ["schedd-noted.1"] = typeof(ScheddNoted),
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

    /// <summary>Kinds that are read but no longer written. Members that they lack get defaults (<see cref="StrictFactReader"/>).</summary>
    private static readonly Dictionary<string, Type> FormerKinds = new()
    {
        ["pod-accepted.1"] = typeof(PodAccepted), // before submit commands, warnings, job scripts, and what is special about a container
        ["pod-accepted.2"] = typeof(PodAccepted), // before digests of specs
        [CountedNamesManifest] = typeof(PodAccepted),
        ["pod-accepted.4"] = typeof(PodAccepted), // before the names of owner and node
        ["pod-accepted.5"] = typeof(PodAccepted), // before the schedd's name
        ["pod-finished.1"] = typeof(PodFinished), // before restarts
    };

    private static readonly Dictionary<Type, string> Manifests = Kinds.ToDictionary(kind => kind.Value, kind => kind.Key);

    public static bool IsTombstone(string manifest) => manifest is DeletedManifest or UnknownManifest;

    public override string Manifest(object o) => Manifests[o.GetType()];

    public override byte[] ToBinary(object obj) => Bytes(obj);

    public static string ManifestOf(DurableFact fact) => Manifests[fact.GetType()];

    public static byte[] Bytes(object fact) => JsonSerializer.SerializeToUtf8Bytes(fact, fact.GetType(), PodFactJson.Default);

    /// <exception cref="ArgumentException">The manifest is unknown to this version of the program.</exception>
    /// <exception cref="InvalidDataException">The entry is corrupt. The message quotes nothing of it.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => Read(bytes, manifest);

    /// <inheritdoc cref="FromBinary(byte[], string)"/>
    public static object Read(byte[] bytes, string manifest)
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
