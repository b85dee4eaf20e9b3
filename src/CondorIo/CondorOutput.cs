using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HtcondorActors.CondorIo;

/// <summary>Parses the machine formats of the tools (pure). Other text causes a <see cref="FormatException"/>.</summary>
internal static partial class CondorOutput
{
    /// <summary>Parses the lines <c>1.0 - 1.9</c> of <c>condor_submit -terse</c>: one per cluster, in the order of the table.</summary>
    /// <param name="output">The output of the tool.</param>
    /// <param name="expected">How many jobs were submitted. Another number of ids is a fault.</param>
    public static IReadOnlyList<JobId> JobIds(ReadOnlyMemory<byte> output, int expected)
    {
        List<JobId> ids = [];
        foreach (
            var line in Encoding
                .UTF8.GetString(output.Span)
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
        {
            if (TerseLine().Match(line) is not { Success: true } match)
                throw NotThat("a list of job ids");
            var (cluster, first, last) = (Number(match.Groups[1]), Number(match.Groups[2]), Number(match.Groups[4]));
            var isNext = ids.Count == 0 ? cluster >= 1 : cluster > ids[^1].Cluster;
            if (!isNext || cluster != Number(match.Groups[3]) || last < first)
                throw NotThat("a list of job ids");
            if (last - (long)first >= expected - ids.Count)
                throw new FormatException("the answer has more job ids than there were jobs");
            for (var proc = first; proc <= last; proc++)
                ids.Add(new JobId(cluster, proc));
        }
        return ids.Count == expected ? ids : throw new FormatException("the answer has fewer job ids than there were jobs");

        int Number(Group digits) =>
            int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw NotThat("a list of job ids");
    }

    /// <summary>The message quotes nothing of the answer: see <see cref="UnreadableAnswers"/>.</summary>
    public static FormatException NotThat(string expected) => new($"the answer is not {expected}");

    [GeneratedRegex(@"^([0-9]+)\.([0-9]+) - ([0-9]+)\.([0-9]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex TerseLine();
}
