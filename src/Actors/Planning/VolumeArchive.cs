using System.Formats.Tar;
using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Packs the pod's files into one tar archive (<c>volumes/VOLUME/path</c>). So one file is sent, whatever their number, and modes and names
/// survive that HTCondor's file transfer would lose. The same volumes give the same bytes.
/// </summary>
internal static class VolumeArchive
{
    public const string FileName = "volumes.tar";

    private const long Block = 512;
    private const UnixFileMode FolderMode = (UnixFileMode)0b111_101_101;

    // Fixed, because an archive that is built again after a restart must be the same. Not 1970, which zip-based tools refuse.
    private static readonly DateTimeOffset Written = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="volumes">Volumes from <see cref="PodVolumes"/>.</param>
    /// <param name="withContent">False packs only the folders.</param>
    /// <param name="most">The most MiB of the archive.</param>
    public static byte[] Of(IReadOnlyList<FilesVolume> volumes, bool withContent, int most, FieldFaults faults)
    {
        // The size is checked before the archive is built: a ConfigMap arrives once in the request, but is written once for each volume
        // that uses it.
        var size = SizeOf(volumes, withContent);
        if (size > (long)most << 20)
            return faults.Add<byte[]>(
                "spec.volumes",
                $"the pod's files come to {size} bytes as they are sent to the job; "
                    + $"the limit is {(long)most << 20} bytes (MaxPodFilesMiB)",
                []
            );
        var archive = new byte[size];
        using var bytes = new MemoryStream(archive);
        // The GNU format, because every tar reads its long names. Busybox does not read pax.
        using (var tar = new TarWriter(bytes, TarEntryFormat.Gnu, leaveOpen: true))
        {
            tar.WriteEntry(Entry(TarEntryType.Directory, "volumes", FolderMode));
            foreach (var volume in volumes)
                Write(tar, volume, withContent);
        }
        return archive;
    }

    private static void Write(TarWriter tar, FilesVolume volume, bool withContent)
    {
        var files = withContent ? volume.Files : [];
        var root = $"volumes/{volume.Name}";
        tar.WriteEntry(Entry(TarEntryType.Directory, root, FolderMode));
        var folders = new FolderTree();
        foreach (var file in files)
        foreach (var length in folders.Add(file.Path))
            tar.WriteEntry(Entry(TarEntryType.Directory, $"{root}/{file.Path.AsSpan(0, length)}", FolderMode));
        foreach (var file in files)
        {
            var entry = Entry(TarEntryType.RegularFile, $"{root}/{file.Path}", (UnixFileMode)file.Mode);
            entry.DataStream = new MemoryStream(file.Content.ToArray(), writable: false);
            tar.WriteEntry(entry);
        }
    }

    /// <summary>
    /// The exact size of what <see cref="Of"/> writes: a block for each entry, more for a name over 100 bytes, the content in whole blocks,
    /// and two blocks at the end.
    /// </summary>
    internal static long SizeOf(IEnumerable<FilesVolume> volumes, bool withContent)
    {
        var size = EntrySize("volumes/".Length, 0) + 2 * Block;
        foreach (var volume in volumes)
        {
            var root = $"volumes/{volume.Name}/".Length;
            size += EntrySize(root, 0);
            if (!withContent)
                continue;
            var folders = new FolderTree();
            foreach (var file in volume.Files)
            {
                foreach (var length in folders.Add(file.Path))
                    size += EntrySize(root + Encoding.UTF8.GetByteCount(file.Path.AsSpan(0, length)) + 1, 0);
                size += EntrySize(root + Encoding.UTF8.GetByteCount(file.Path), file.Content.Length);
            }
        }
        return size;
    }

    private static long EntrySize(int name, long content) => Block + (name > 100 ? Block + Blocks(name + 1) : 0) + Blocks(content);

    private static long Blocks(long bytes) => (bytes + Block - 1) / Block * Block;

    private static GnuTarEntry Entry(TarEntryType type, string name, UnixFileMode mode) =>
        new(type, type == TarEntryType.Directory ? name + "/" : name)
        {
            Mode = mode,
            ModificationTime = Written,
            AccessTime = Written,
            ChangeTime = Written,
        };
}
