using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// The only parser of IP addresses. .NET's parser accepts what C's inet_aton accepts (<c>1</c> is 0.0.0.1, <c>0x7f.1</c> and <c>127.1</c>
/// are 127.0.0.1), and brackets, ports and zones with IPv6. Programs in a container read such text in different ways.
/// </summary>
public static class AddressText
{
    private const int Longest = 45;

    /// <summary>Accepts four decimal numbers without leading zeros, or an IPv6 address without brackets and without a zone.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        return text.Length <= Longest && (text.Contains(':') ? IsVersion6(text) : IsQuad(text)) && IPAddress.TryParse(text, out address);
    }

    /// <summary>
    /// True if a resolver may take the text for an IPv4 address, because its last label is a number. No DNS name of a real zone ends with a
    /// number.
    /// </summary>
    public static bool EndsInNumber(string host)
    {
        var last = host.TrimEnd('.').Split('.')[^1];
        return last.Length > 0
            && (
                last.All(char.IsAsciiDigit)
                || (last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last[2..].All(char.IsAsciiHexDigit))
            );
    }

    private static bool IsQuad(string text) => text.Split('.') is { Length: 4 } parts && parts.All(IsByte);

    private static bool IsByte(string part) =>
        part.Length is >= 1 and <= 3
        && part.All(char.IsAsciiDigit)
        && (part.Length == 1 || part[0] != '0')
        && int.Parse(part, System.Globalization.CultureInfo.InvariantCulture) <= 255;

    private static bool IsVersion6(string text)
    {
        var last = text[(text.LastIndexOf(':') + 1)..];
        return text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.') && (!text.Contains('.') || IsQuad(last));
    }
}
