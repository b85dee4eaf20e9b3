using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Reading;

/// <summary>A number that a status makes (FNV-1a, 64 bits), the same on all nodes.</summary>
internal static class StatusHash
{
    public static long Of(PodUid uid, ReadOnlySpan<byte> fragment)
    {
        const ulong Prime = 1_099_511_628_211;
        var hash = 14_695_981_039_346_656_037;
        foreach (var letter in uid.Value)
            hash = (hash ^ letter) * Prime;
        foreach (var octet in fragment)
            hash = (hash ^ octet) * Prime;
        return (long)hash;
    }
}

/// <summary>The number of one status, which is made when it is first asked for. The only node never asks for it.</summary>
internal struct KeptHash
{
    // 0: not made yet. A status that makes 0 is hashed each time.
    private long _hash;

    public long Of(PodUid uid, ReadOnlySpan<byte> fragment)
    {
        if (_hash == 0)
            _hash = StatusHash.Of(uid, fragment);
        return _hash;
    }
}
