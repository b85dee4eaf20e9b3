using System.Text.RegularExpressions;

namespace HtcondorActors.Runner.Tests.Parts;

/// <summary>
/// bash reads ahead, and goes back to the end of the line. In a file of a process that has ended meanwhile it cannot go back. Then it gives
/// the rest to the next "read" of any other file (seen in bash 5.2). So a file of /proc with several lines is read to its end.
/// </summary>
[Trait("BoundTo", "text")]
public sealed partial class ReadToTheEndSpecs
{
    private static readonly string[] OfOneLine = ["cmdline", "comm", "hostname", "stat", "statm", "uptime", "uuid"];

    [Fact]
    public void Files_of_processes_with_several_lines_are_read_to_their_end() => Assert.Empty(RunnerPart.All().SelectMany(Partial));

    [Theory]
    [InlineData("read -r word position _ <\"/proc/$writer/fdinfo/1\"", 1)]
    [InlineData("IFS= read -r line 2>/dev/null </proc/self/status", 1)]
    [InlineData("read -r clock _ </proc/uptime", 0)]
    [InlineData("while read -r key count _; do :; done <\"/proc/$process/smaps_rollup\"", 0)]
    public void A_line_alone_is_found(string text, int found) => Assert.Equal(found, Partial(new RunnerPart("a", text)).Count());

    private static IEnumerable<string> Partial(RunnerPart part) =>
        OneRead()
            .Matches(part.Text)
            .Where(read => !OfOneLine.Contains(read.Groups["file"].Value))
            .Select(read => $"{part.Name}: {read.Value}");

    /// <summary>"read" and the file that it reads, in one command.</summary>
    [GeneratedRegex(@"\bread\b[^;|&\n]*(?<![0-9])<""?/proc/[^\s"";]*?(?<file>[a-z_]+)(/[0-9]+)?(?=[\s"";}]|$)", RegexOptions.Multiline)]
    private static partial Regex OneRead();
}
