using System.Security.Cryptography;
using System.Text;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The tokens of <c>TokenFile</c>, one per line. Empty lines and lines that begin with <c>#</c> are ignored. Only hashes of the tokens are
/// kept.
/// </summary>
internal sealed class BearerTokens
{
    /// <summary>The shortest token. Tokens must be long, because a caller may try as often as it likes.</summary>
    private const int Shortest = 16;
    private const int Longest = 4096;

    private readonly byte[][] _hashes;

    private BearerTokens(byte[][] hashes) => _hashes = hashes;

    /// <exception cref="ListenFileException">There is no token, or one is too short or has characters that a header cannot
    /// contain.</exception>
    public static BearerTokens Parse(string key, string text)
    {
        var lines = text.Split('\n')
            .Select((line, at) => (Token: line.Trim(), Number: at + 1))
            .Where(line => line.Token.Length > 0 && line.Token[0] != '#')
            .ToArray();
        if (lines.Length == 0)
            throw new ListenFileException(key, "it holds no token; one a line is expected");
        foreach (var (token, number) in lines)
        {
            if (token.Length is < Shortest or > Longest || !token.All(c => c is > ' ' and <= '~'))
                throw new ListenFileException(
                    key,
                    $"line {number}: a token of {Shortest} to {Longest} printable ASCII characters without blanks is expected"
                );
        }
        return new BearerTokens([.. lines.Select(line => Hash(line.Token))]);
    }

    /// <summary>
    /// True if the header has a valid token. Each wrong token takes the same time: whole hashes are compared, with those of all lines.
    /// </summary>
    /// <param name="header">The request's Authorization header, or null.</param>
    public bool Has(string? header)
    {
        const string scheme = "Bearer ";
        if (header is null || header.Length > scheme.Length + Longest || !header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        var given = Hash(header[scheme.Length..].Trim());
        var found = false;
        foreach (var hash in _hashes)
            found |= CryptographicOperations.FixedTimeEquals(hash, given);
        return found;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
