using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// A pod's UID, validated: lower-case letters, digits and dashes, 1 to 63 characters, the first one a letter or digit. The UID becomes an
/// entity id, a folder, a persistence id and a ClassAd string, so it is checked once, here. Kubernetes gives lower-case RFC 4122 UUIDs;
/// static and test pods have other forms, so the form of a UUID is not required.
/// </summary>
public sealed record PodUid
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private PodUid(string value) => Value = value;

    public string Value { get; }

    public override string ToString() => Value;

    /// <summary>The same text as the job's tag: every UID is a legal tag.</summary>
    public JobTag Tag => JobTag.Parse(Value);

    public static PodUid Of(JobTag tag) => Parse(tag.Value);

    public static bool TryParse(string? text, [NotNullWhen(true)] out PodUid? uid)
    {
        uid = text is { Length: > 0 and <= 63 } && text[0] != '-' && !text.AsSpan().ContainsAnyExcept(Alphabet) ? new PodUid(text) : null;
        return uid is not null;
    }

    /// <exception cref="FormatException">The text is not a pod UID.</exception>
    public static PodUid Parse(string text) =>
        TryParse(text, out var uid) ? uid : throw new FormatException("not a pod UID: lower-case letters, digits and dashes, at most 63");
}
