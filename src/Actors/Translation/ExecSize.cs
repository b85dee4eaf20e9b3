using System.Text;

namespace HtcondorActors.Actors.Translation;

/// <summary>
/// Pure: what Linux takes when it starts a program (execve): one string of at most 128 KiB (MAX_ARG_STRLEN), and all arguments and
/// variables together, with a pointer for each, at most a quarter of the stack's limit, which is 8 MiB on every common system. A container
/// over it would end at once as 137 or 126, without a word. So everything is measured before it is built.
/// </summary>
internal static class ExecSize
{
    /// <summary>Less room for the names around the string.</summary>
    public const int LongestString = (128 << 10) - 512;

    /// <summary>Less room for Apptainer's own options, the image's variables and those of the node.</summary>
    public const int Most = (2 << 20) - (256 << 10);

    /// <summary>A NUL behind each string, and its pointer.</summary>
    private const int EachString = 1 + 8;

    /// <summary>How a variable is handed to Apptainer: <c>APPTAINERENV_NAME=value</c>.</summary>
    private const int EachVariable = 13 + 1 + EachString;

    public static long OfVariable(string name, long valueBytes) => EachVariable + name.Length + valueBytes;

    public static long OfWords(IEnumerable<string> words) => words.Sum(word => EachString + (long)Encoding.UTF8.GetByteCount(word));

    /// <summary>Of the words of a command, as they are when their variables are put in.</summary>
    /// <exception cref="FieldException">One of them is longer than Linux takes.</exception>
    public static long OfWords(string field, IReadOnlyList<string> words, Func<string, long> bytes)
    {
        long all = 0;
        for (var i = 0; i < words.Count; i++)
        {
            var word = bytes(words[i]);
            if (word > LongestString) throw new FieldException($"{field}[{i}]", TooLong(word));
            all += EachString + word;
        }
        return all;
    }

    public static string TooLong(long bytes) => $"comes to {bytes} bytes; Linux passes no string of more than {LongestString} bytes on";

    /// <param name="field">Of the container or of its probe or hook.</param>
    /// <param name="container">Its name.</param>
    /// <param name="what">Which words: "arguments", "the probe's command".</param>
    /// <param name="words">Bytes of the command.</param>
    /// <param name="environment">Bytes of the variables.</param>
    /// <exception cref="FieldException">Together they are more than Linux takes.</exception>
    public static void Require(string field, string container, string what, long words, long environment)
    {
        if (words + environment > Most)
            throw new FieldException(
                field,
                $"container {FieldException.Shown(container)}: {what} and variables come to {words + environment} bytes; "
                + $"a program is started with at most {Most} bytes of them");
    }
}
