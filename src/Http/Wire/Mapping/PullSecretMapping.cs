using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>Pure: maps spec.imagePullSecrets. Their content is sent only if some container mounts the Secret too.</summary>
internal static class PullSecretMapping
{
    public static List<PullSecret> ToSecrets(List<WireSecretRef?>? wire, PodContent content) =>
        [
            .. (wire ?? [])
                .Select(each => each?.Name)
                .OfType<string>()
                .Where(name => name.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Select(name => new PullSecret(name, ConfigOf(content.Secrets.GetValueOrDefault(name)))),
        ];

    /// <summary>
    /// The docker config of a Secret. A <c>.dockercfg</c> is the older form: the content of <c>auths</c> in the newer one.
    /// </summary>
    private static ReadOnlyMemory<byte>? ConfigOf(NamedFiles? secret)
    {
        if (secret?.Find(".dockerconfigjson") is { } config)
            return config;
        if (secret?.Find(".dockercfg") is { } older)
            return (byte[])[.. "{\"auths\":"u8, .. older, .. "}"u8];
        return null;
    }
}
