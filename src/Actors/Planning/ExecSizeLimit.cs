using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: what a program can be started with. Linux (execve) takes one string of at most 128 KiB (MAX_ARG_STRLEN), and all arguments and
/// variables together, with a pointer for each, at most a quarter of the stack's limit, which is 8 MiB on every common system. Apptainer
/// passes all of it on in one JSON text of at most 1,048,448 bytes ("engine configuration too big", seen). A container over it would end at
/// once as 137, 126 or 255, without a word that helps. So everything is measured before it is built.
/// </summary>
internal static class ExecSizeLimit
{
    /// <summary>Less room for the names around the string.</summary>
    public const int LongestString = (128 << 10) - 512;

    /// <summary>Less room for Apptainer's own options and the variables of the node.</summary>
    public const int Most = (2 << 20) - (256 << 10);

    /// <summary>Less room for what Apptainer itself writes there: mounts, folders, its settings.</summary>
    public const int MostOfApptainer = 1_048_448 - (64 << 10);

    /// <summary>A NUL behind each string and its pointer; two quotes and a comma.</summary>
    private static readonly TextSize EachString = new(1 + 8, 3);

    /// <summary>The sign between name and value.</summary>
    private static readonly TextSize EachVariable = new TextSize(1, 1) + EachString;

    public static TextSize OfVariable(string name, TextSize value) => EachVariable + TextSize.Of(name) + value;

    public static TextSize OfWords(IEnumerable<string> words) =>
        words.Aggregate(default(TextSize), (all, word) => all + EachString + TextSize.Of(word));

    /// <summary>Of the words of a command, as they are when their variables are put in.</summary>
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

    /// <param name="field">Of the container or of its probe or hook.</param>
    /// <param name="container">Whose name is told.</param>
    /// <param name="what">"arguments and variables", "this command's arguments and variables".</param>
    /// <param name="size">All of them.</param>
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
