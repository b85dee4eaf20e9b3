using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The tokens of a token file, one per line. Empty lines and lines that begin with <c>#</c> are ignored. Only hashes of the tokens are
/// kept. In the files of the admin listener a name may stand before a token.
/// </summary>
internal sealed class BearerTokens
{
    /// <summary>The shortest token. Tokens must be long, because a caller may try as often as it likes.</summary>
    private const int Shortest = 16;
    private const int Longest = 4096;
    private const int LongestName = 60;

    private readonly (string Name, byte[] Hash)[] _tokens;

    private BearerTokens((string Name, byte[] Hash)[] tokens) => _tokens = tokens;

    /// <exception cref="ListenFileException">There is no token, or one is too short or has characters that a header cannot
    /// contain.</exception>
    /// <param name="key">The key of the configuration, for messages.</param>
    /// <param name="text">The file.</param>
    /// <param name="mayHaveNames">True: a line may be <c>NAME TOKEN</c>.</param>
    public static BearerTokens Parse(string key, string text, bool mayHaveNames = false)
    {
        var lines = text.Split('\n')
            .Select((line, at) => (Token: line.Trim(), Number: at + 1))
            .Where(line => line.Token.Length > 0 && line.Token[0] != '#')
            .ToArray();
        if (lines.Length == 0)
            throw new ListenFileException(key, "it holds no token; one a line is expected");
        var tokens = lines.Select(line => Split(line.Token, line.Number, mayHaveNames)).ToArray();
        foreach (var (_, token, number) in tokens)
        {
            if (token.Length is < Shortest or > Longest || !token.All(c => c is > ' ' and <= '~'))
                throw new ListenFileException(
                    key,
                    $"line {number}: a token of {Shortest} to {Longest} printable ASCII characters without blanks is expected"
                );
        }
        return new BearerTokens([.. tokens.Select(line => (line.Name, Hash(line.Token)))]);
    }

    /// <summary>
    /// True if the header has a valid token. Each wrong token takes the same time: whole hashes are compared, with those of all lines.
    /// </summary>
    /// <param name="header">The request's Authorization header, or null.</param>
    public bool Has(string? header) => NameOf(header) is not null;

    /// <summary>
    /// The name of the token in the header: its own, or <c>token of line 3</c>; null if the header has no valid token. As
    /// <see cref="Has"/>, it takes the same time for each wrong token.
    /// </summary>
    public string? NameOf(string? header)
    {
        const string scheme = "Bearer ";
        if (header is null || header.Length > scheme.Length + Longest || !header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var given = Hash(header[scheme.Length..].Trim());
        string? found = null;
        foreach (var (name, hash) in _tokens)
            if (CryptographicOperations.FixedTimeEquals(hash, given))
                found = name;
        return found;
    }

    private static (string Name, string Token, int Number) Split(string line, int number, bool mayHaveName)
    {
        var nameless = string.Create(CultureInfo.InvariantCulture, $"token of line {number}");
        return mayHaveName && line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var name, var token]
            ? (OneLine.Of(name, LongestName, more: ""), token, number)
            : (nameless, line, number);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
