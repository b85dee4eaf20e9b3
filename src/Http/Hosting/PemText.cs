using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HtcondorActors.Http.Hosting;

/// <summary>Reads certificates and keys in PEM (pure).</summary>
internal static class PemText
{
    /// <summary>All certificates of a text.</summary>
    /// <param name="source">The key of the configuration that names the file, for messages.</param>
    /// <param name="pem">The text.</param>
    /// <exception cref="ListenFileException">There is none.</exception>
    public static X509Certificate2Collection Certificates(string source, string pem)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            all.Clear();
        }
        return all.Count > 0 ? all : throw new ListenFileException(source, "a certificate in PEM is expected");
    }

    /// <summary>The first certificate of a text, with its private key.</summary>
    /// <param name="certSource">The key of the configuration that names the certificate's file, for messages.</param>
    /// <param name="certificates">The text with the certificate.</param>
    /// <param name="keySource">That of the private key's file.</param>
    /// <param name="key">The text with the private key, not encrypted.</param>
    /// <exception cref="ListenFileException">There is no key, or it belongs to another certificate.</exception>
    public static X509Certificate2 WithKey(string certSource, string certificates, string keySource, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificates, key);
        }
        // These messages are about formats and do not name the file.
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new ListenFileException(keySource, $"the key of the first certificate in {certSource} is expected, PEM, not encrypted");
        }
    }
}
