using System.Numerics;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: what a pod's empty folders may grow to, for the requests of its job.</summary>
internal static class EmptyDirSizes
{
    /// <returns>Bytes on disk and in memory; a folder without a limit counts nothing.</returns>
    public static (long DiskBytes, long MemoryBytes) Of(IReadOnlyList<VolumeSpec> volumes, FieldFaults faults)
    {
        var (disk, memory) = (BigInteger.Zero, BigInteger.Zero);
        foreach (var (volume, i) in volumes.Select((v, i) => (v, i)))
        {
            if (volume is not EmptyDirVolume { SizeLimit: { Length: > 0 } text } folder)
                continue;
            var bytes = FieldQuantity.Parse($"spec.volumes[{i}].emptyDir.sizeLimit", text, faults).InUnitsOf(1);
            if (folder.InMemory)
                memory += bytes;
            else
                disk += bytes;
        }
        return (Fitting(disk, faults), Fitting(memory, faults));
    }

    private static long Fitting(BigInteger bytes, FieldFaults faults) =>
        bytes <= long.MaxValue
            ? (long)bytes
            : faults.Add("spec.volumes", $"the size limits come to {bytes} bytes, more than can be asked for", long.MaxValue);
}
