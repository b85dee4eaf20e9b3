using System.Formats.Tar;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Translation;

/// <summary>
/// The pod's files as one tar archive (<c>volumes/VOLUME/path</c>): one file to send whatever their number, with modes and names that a
/// scheduler's file transfer would lose. The same volumes give the same bytes.
/// </summary>
internal static class VolumeArchive
{
    public const string FileName = "volumes.tar";

    private const UnixFileMode FolderMode = (UnixFileMode)0b111_101_101;

    // Fixed, because an archive made again after a restart must be the same one; not 1970, which zip-based tools refuse.
    private static readonly DateTimeOffset Written = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="volumes">As <see cref="PodVolumes"/> made them.</param>
    /// <param name="withContent">False: the folders only.</param>
    public static byte[] Of(IEnumerable<FilesVolume> volumes, bool withContent)
    {
        using var bytes = new MemoryStream();
        // GNU, because its long names are read by every tar (pax is not, by busybox).
        using (var tar = new TarWriter(bytes, TarEntryFormat.Gnu, leaveOpen: true))
        {
            tar.WriteEntry(Entry(TarEntryType.Directory, "volumes", FolderMode));
            foreach (var volume in volumes) Write(tar, volume, withContent);
        }
        return bytes.ToArray();
    }

    private static void Write(TarWriter tar, FilesVolume volume, bool withContent)
    {
        var files = withContent ? volume.Files : [];
        var root = $"volumes/{volume.Name}";
        tar.WriteEntry(Entry(TarEntryType.Directory, root, FolderMode));
        foreach (var folder in files.SelectMany(f => PodVolumes.FoldersAbove(f.Path)).Distinct())
            tar.WriteEntry(Entry(TarEntryType.Directory, $"{root}/{folder}", FolderMode));
        foreach (var file in files)
        {
            var entry = Entry(TarEntryType.RegularFile, $"{root}/{file.Path}", (UnixFileMode)file.Mode);
            entry.DataStream = new MemoryStream(file.Content.ToArray(), writable: false);
            tar.WriteEntry(entry);
        }
    }

    private static GnuTarEntry Entry(TarEntryType type, string name, UnixFileMode mode) =>
        new(type, type == TarEntryType.Directory ? name + "/" : name) { Mode = mode, ModificationTime = Written, AccessTime = Written, ChangeTime = Written };
}
