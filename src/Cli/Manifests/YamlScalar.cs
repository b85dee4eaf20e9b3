using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HtcondorActors.Cli.Manifests;

/// <summary>
/// Converts a YAML scalar to JSON as kubectl does (YAML 1.1 as go-yaml reads it: yes/no/on/off are booleans, 0755 is octal). Quoted text
/// stays text.
/// </summary>
internal static partial class YamlScalar
{
    private const string TextTag = "tag:yaml.org,2002:str";

    public static JsonNode? ToJson(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any) || (!scalar.Tag.IsEmpty && scalar.Tag.Value == TextTag))
            return JsonValue.Create(text);
        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" => JsonValue.Create(true),
            "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" => JsonValue.Create(false),
            _ => Number(text) ?? JsonValue.Create(text),
        };
    }

    private static JsonValue? Number(string text)
    {
        if (WholeNumber(text) is { } whole)
            return JsonValue.Create(whole);
        return
            Fraction().IsMatch(text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? JsonValue.Create(number)
            : null;
    }

    /// <returns>The number; null also for "09" and for more than 64 bits, which are read as fractions.</returns>
    private static long? WholeNumber(string text)
    {
        var whole = Whole().Match(text);
        if (!whole.Success)
            return null;
        var digits = whole.Groups["digits"].Value.Replace("_", "", StringComparison.Ordinal);
        var radix = whole.Groups["prefix"].Value switch
        {
            "0x" => 16,
            "0b" => 2,
            "0" or "0o" => 8,
            _ => 10,
        };
        var magnitude = 0L;
        foreach (var digit in digits.Select(each => Convert.ToInt32(each.ToString(), 16)))
        {
            if (digit >= radix || magnitude > (long.MaxValue - digit) / radix)
                return null;
            magnitude = magnitude * radix + digit;
        }
        return whole.Groups["sign"].Value == "-" ? -magnitude : magnitude;
    }

    [GeneratedRegex(@"^(?<sign>[-+]?)(?<prefix>0x|0b|0o|0(?=[0-9_]))?(?<digits>[0-9a-fA-F_]*[0-9a-fA-F][0-9a-fA-F_]*)\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex Fraction();
}
