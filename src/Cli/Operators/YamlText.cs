using System.Text.Json;
using System.Text.RegularExpressions;

namespace HtcondorActors.Cli.Operators;

/// <summary>Pure: writes JSON as YAML of the block style. Text that YAML could read as something else stays in JSON's quotes.</summary>
internal static partial class YamlText
{
    /// <param name="to">The output.</param>
    /// <param name="value">An object or a list.</param>
    /// <param name="depth">How far the lines are indented.</param>
    /// <param name="isBegun">True if the first line has its indentation already, after a dash.</param>
    public static void Write(TextWriter to, JsonElement value, int depth = 0, bool isBegun = false)
    {
        if (value.ValueKind == JsonValueKind.Array)
            foreach (var item in value.EnumerateArray())
            {
                to.Write(Start());
                to.Write("- ");
                Nested(to, item, depth + 1, isItem: true);
            }
        else
            foreach (var member in value.EnumerateObject())
            {
                to.Write(Start());
                to.Write(member.Name + ":");
                Nested(to, member.Value, depth + 1, isItem: false);
            }

        string Start()
        {
            var start = isBegun ? "" : new string(' ', 2 * depth);
            isBegun = false;
            return start;
        }
    }

    /// <summary>Writes one item of a list that is not indented.</summary>
    public static void WriteItem(TextWriter to, JsonElement item)
    {
        to.Write("- ");
        Nested(to, item, 1, isItem: true);
    }

    private static void Nested(TextWriter to, JsonElement value, int depth, bool isItem)
    {
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && IsFilled(value))
        {
            if (!isItem)
                to.Write('\n');
            Write(to, value, depth, isBegun: isItem);
            return;
        }
        to.Write(isItem ? "" : " ");
        to.Write(Scalar(value));
        to.Write('\n');
    }

    private static bool IsFilled(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() > 0 : value.EnumerateObject().Any();

    private static string Scalar(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && Plain().IsMatch(text) && !IsReserved(text)
            ? text
            : value.GetRawText();

    private static bool IsReserved(string text) =>
        text.ToLowerInvariant() is "true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n";

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_./@-]*\z")]
    private static partial Regex Plain();
}
