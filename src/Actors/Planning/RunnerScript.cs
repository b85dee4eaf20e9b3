using System.Security.Cryptography;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// The program of every job (docs/runner-stream.md): the embedded parts <c>src/Runner/*.sh</c>, in the order of their names, as one file.
/// Each content has its own file, because jobs in the queue still need the script with which they were submitted.
/// </summary>
internal static class RunnerScript
{
    public static ReadOnlyMemory<byte> Content { get; } = Join();

    /// <summary><c>runner-HASH.sh</c>, with the hash of the content.</summary>
    public static string FileName { get; } = $"runner-{Convert.ToHexStringLower(SHA256.HashData(Content.Span))[..16]}.sh";

    private static ReadOnlyMemory<byte> Join()
    {
        var assembly = typeof(RunnerScript).Assembly;
        using var whole = new MemoryStream();
        var parts = assembly.GetManifestResourceNames().Where(name => name.StartsWith("runner/", StringComparison.Ordinal));
        foreach (var name in parts.Order(StringComparer.Ordinal))
        {
            if (whole.Length > 0)
                whole.WriteByte((byte)'\n');
            using var part = assembly.GetManifestResourceStream(name)!;
            part.CopyTo(whole);
        }
        return whole.ToArray();
    }
}
