using System.Net.Http.Headers;
using HtcondorActors.Actors.Protocol;
using Microsoft.Net.Http.Headers;

namespace HtcondorActors.Http.Admin;

/// <summary>
/// Pure: a warning beside an answer, as the Kubernetes API server sends it and kubectl prints it: the header <c>Warning: 299 - "TEXT"</c>
/// (apimachinery: pkg/util/net/http.go).
/// </summary>
public static class AdminWarning
{
    private const int Miscellaneous = 299;

    /// <summary>The value of the header. A header has ASCII only, so other characters become <c>?</c>.</summary>
    public static string Of(string text)
    {
        var ascii = string.Concat(OneLine.Of(text).Select(each => char.IsAscii(each) ? each : '?'));
        return new WarningHeaderValue(Miscellaneous, "-", HeaderUtilities.EscapeAsQuotedString(ascii).ToString()).ToString();
    }

    /// <summary>The text of a warning that was received.</summary>
    public static string TextOf(WarningHeaderValue warning) =>
        OneLine.Of(HeaderUtilities.UnescapeAsQuotedString(HeaderUtilities.RemoveQuotes(warning.Text)).ToString());
}
