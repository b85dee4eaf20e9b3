using System.Text.RegularExpressions;

namespace HtcondorActors.Actors.Tests.Reading;

/// <summary>The words of a status where the test does not set the clock.</summary>
internal static partial class StatusWords
{
    public static string WithoutTimes(this string status) => Since().Replace(status, "");

    [GeneratedRegex(@", since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Since();
}
