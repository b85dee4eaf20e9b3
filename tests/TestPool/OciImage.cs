using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace HtcondorActors.TestPool;

/// <summary>An image as a registry keeps it, made by hand (OCI image layout 1.0): one layer, and a configuration.</summary>
public sealed class OciImage
{
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;
    private static readonly string[] Applets = ["sh", "echo", "cat", "env", "sleep", "id", "ls", "test"];

    /// <param name="busybox">A static busybox.</param>
    /// <param name="config">The image's own: Entrypoint, Cmd, Env ... (OCI image configuration, "config").</param>
    public OciImage(string busybox, JsonObject config)
        : this(Layer(busybox), config) { }

    /// <param name="content">All files of the image, as a tar file.</param>
    /// <param name="config">The image's own: Entrypoint, Cmd, Env ... (OCI image configuration, "config").</param>
    public OciImage(byte[] content, JsonObject config)
    {
        var layer = Add(content, "application/vnd.oci.image.layer.v1.tar");
        var configuration = Add(
            Bytes(
                new JsonObject
                {
                    ["architecture"] = "amd64",
                    ["os"] = "linux",
                    ["config"] = config,
                    ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray((string)layer["digest"]!) },
                }
            ),
            "application/vnd.oci.image.config.v1+json"
        );
        Manifest = Add(
            Bytes(
                new JsonObject
                {
                    ["schemaVersion"] = 2,
                    ["mediaType"] = ManifestType,
                    ["config"] = configuration,
                    ["layers"] = new JsonArray(layer),
                }
            ),
            ManifestType
        );
    }

    public static string ManifestType => "application/vnd.oci.image.manifest.v1+json";

    /// <summary>By digest (<c>sha256:...</c>).</summary>
    public Dictionary<string, byte[]> Blobs { get; } = [];

    /// <summary>Descriptor of the manifest: mediaType, digest, size.</summary>
    public JsonObject Manifest { get; }

    public string Digest => (string)Manifest["digest"]!;

    /// <summary>Writes it as a folder that Apptainer takes as <c>oci:FOLDER</c>.</summary>
    public string WriteTo(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256"));
        foreach (var (digest, bytes) in Blobs)
            File.WriteAllBytes(Path.Combine(folder, "blobs", digest.Replace(':', '/')), bytes);
        File.WriteAllText(Path.Combine(folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        File.WriteAllText(
            Path.Combine(folder, "index.json"),
            new JsonObject { ["schemaVersion"] = 2, ["manifests"] = new JsonArray(Manifest.DeepClone()) }.ToJsonString()
        );
        return folder;
    }

    private JsonObject Add(byte[] blob, string type)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(blob));
        Blobs[digest] = blob;
        return new JsonObject
        {
            ["mediaType"] = type,
            ["digest"] = digest,
            ["size"] = blob.Length,
        };
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static byte[] Layer(string busybox)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var folder in (string[])["bin", "tmp", "etc", "proc", "sys", "dev"])
                tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, folder + "/") { Mode = Executable });
            tar.WriteEntry(
                new UstarTarEntry(TarEntryType.RegularFile, "bin/busybox")
                {
                    Mode = Executable,
                    DataStream = new MemoryStream(File.ReadAllBytes(busybox)),
                }
            );
            foreach (var applet in Applets)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "bin/" + applet) { LinkName = "busybox" });
            var passwd = "root:x:0:0:root:/root:/bin/sh\n"u8.ToArray();
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "etc/passwd") { DataStream = new MemoryStream(passwd) });
        }
        return bytes.ToArray();
    }
}
