using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HtcondorActors.CondorIo;

/// <summary>What the tools print in their machine formats. Pure; a text that is not the format is a <see cref="FormatException"/>.</summary>
internal static partial class CondorOutput
{
    /// <summary>Lines <c>1.0 - 1.9</c> of <c>condor_submit -terse</c>: one per cluster, in the order of the table.</summary>
    public static IReadOnlyList<JobId> JobIds(ReadOnlyMemory<byte> output)
    {
        List<JobId> ids = [];
        foreach (var line in Encoding.UTF8.GetString(output.Span).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (TerseLine().Match(line) is not { Success: true } match) throw Unreadable("job ids", output.Span, output.Length);
            var (cluster, first, last) = (Number(match.Groups[1]), Number(match.Groups[2]), Number(match.Groups[4]));
            if (cluster != Number(match.Groups[3]) || last < first || last - first > 1_000_000) throw Unreadable("job ids", output.Span, output.Length);
            for (var proc = first; proc <= last; proc++) ids.Add(new JobId(cluster, proc));
        }
        return ids;

        int Number(Group digits) => int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unreadable("job ids", output.Span, output.Length);
    }

    public static FormatException Unreadable(string expected, ReadOnlySpan<byte> output, long length)
    {
        var start = Encoding.UTF8.GetString(output[..Math.Min(120, output.Length)]);
        return new FormatException($"not {expected} but {length} bytes: {ToolWords.OneLine(start)}");
    }

    [GeneratedRegex(@"^(\d+)\.(\d+) - (\d+)\.(\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex TerseLine();
}
