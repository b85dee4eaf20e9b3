using System.Buffers;
using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: the limits for starting a program. Linux (execve) accepts strings of at most 128 KiB (MAX_ARG_STRLEN). All arguments and variables
/// together, with a pointer for each, may take a quarter of the stack's limit, which is 8 MiB on every common system. Apptainer passes its
/// arguments on in one JSON text of at most 1,048,448 bytes (observed: "engine configuration too big"). A container over a limit would end
/// at once with 137, 126 or 255 and no helpful message. So everything is measured before it is built.
/// </summary>
internal static class ExecSizeLimit
{
    /// <summary>MAX_ARG_STRLEN without room for the names around the string.</summary>
    public const int LongestString = (128 << 10) - 512;

    /// <summary>The limit of all strings, without room for Apptainer's own options and the variables of the node.</summary>
    public const int Most = (2 << 20) - (256 << 10);

    /// <summary>Apptainer's limit, without room for what Apptainer itself writes there: mounts, folders, its settings.</summary>
    public const int MostOfApptainer = 1_048_448 - (64 << 10);

    /// <summary>For Linux a NUL and a pointer for each string; for Apptainer two quotes and a comma.</summary>
    private static readonly TextSize EachString = new(1 + 8, 3);

    /// <summary>The equals sign between name and value.</summary>
    private static readonly TextSize EachVariable = new TextSize(1, 1) + EachString;

    public static TextSize OfVariable(string name, TextSize value) => EachVariable + TextSize.Of(name) + value;

    public static TextSize OfWords(IEnumerable<string> words) =>
        words.Aggregate(default(TextSize), (all, word) => all + EachString + TextSize.Of(word));

    /// <summary>The size of the words of a command after expansion.</summary>
    public static TextSize OfWords(string field, IReadOnlyList<string> words, Func<string, TextSize> measure, FieldFaults faults)
    {
        var all = default(TextSize);
        for (var i = 0; i < words.Count; i++)
        {
            var word = measure(words[i]);
            if (word.Bytes > LongestString)
                faults.Add($"{field}[{i}]", TooLong(word.Bytes));
            else
                all += EachString + word;
        }
        return all;
    }

    public static string TooLong(long bytes) => $"comes to {bytes} bytes; Linux passes no string of more than {LongestString} bytes on";

    /// <param name="field">The field of the container, or of its probe or hook.</param>
    /// <param name="container">The container, for its name.</param>
    /// <param name="what">"arguments and variables", "this command's arguments and variables".</param>
    /// <param name="size">The size of all of them.</param>
    public static void RequireOfLinux(string field, ContainerSpec container, string what, TextSize size, FieldFaults faults)
    {
        if (size.Bytes > Most)
            faults.Add(
                field,
                $"container {OneLine.Quoted(container.Name)}: {what} come to {size.Bytes} bytes; "
                    + $"a program is started with at most {Most}"
            );
    }

    public static void RequireOfApptainer(string field, ContainerSpec container, string what, TextSize size, FieldFaults faults)
    {
        if (size.Encoded > MostOfApptainer)
            faults.Add(
                field,
                $"container {OneLine.Quoted(container.Name)}: {what} come to {size.Encoded} bytes as Apptainer passes them on; "
                    + $"it takes at most {MostOfApptainer}"
            );
    }
}

/// <summary>
/// Counts the bytes of a pod's plan during planning. Values that many containers share are small in a request and large in a plan, so each
/// is counted before it is built. After the first byte over the site's limit nothing more is built.
/// </summary>
/// <param name="mostMiB">MaxPlanMiB.</param>
/// <param name="faults">Receives the first field that exceeds the limit.</param>
internal sealed class PlanSizeLimit(int mostMiB, FieldFaults faults)
{
    private long _bytes;

    public bool IsExceeded { get; private set; }

    public void Take(string field, long bytes)
    {
        _bytes += bytes;
        if (IsExceeded || _bytes <= (long)mostMiB << 20)
            return;
        IsExceeded = true;
        faults.Add(field, $"the pod's plan (arguments, variables and mounts of all containers) is larger than {mostMiB} MiB (MaxPlanMiB)");
    }
}

/// <summary>The size of a text on its way to a program.</summary>
/// <param name="Bytes">The bytes for Linux, in UTF-8.</param>
/// <param name="Encoded">The bytes for Apptainer, which passes the text on as a JSON string written by Go: a newline takes two bytes,
/// <c>&lt;</c> takes six.</param>
internal readonly record struct TextSize(long Bytes, long Encoded)
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(code => (char)code),
        '"',
        '\\',
        '<',
        '>',
        '&',
        '\u2028',
        '\u2029',
    ]);

    public static TextSize operator +(TextSize left, TextSize right) => new(left.Bytes + right.Bytes, left.Encoded + right.Encoded);

    public static TextSize Of(ReadOnlySpan<char> text)
    {
        long bytes = Encoding.UTF8.GetByteCount(text);
        var encoded = bytes;
        for (var at = text.IndexOfAny(Escaped); at >= 0; )
        {
            encoded += text[at] switch
            {
                '"' or '\\' or '\n' or '\r' or '\t' => 1,
                '\u2028' or '\u2029' => 3,
                _ => 5,
            };
            text = text[(at + 1)..];
            at = text.IndexOfAny(Escaped);
        }
        return new TextSize(bytes, encoded);
    }
}
