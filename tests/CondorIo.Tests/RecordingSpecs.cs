using System.Text.Json;
using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>Every recording of the real tools, whatever it was made for: tests/Fixtures/htcondor.</summary>
public sealed class RecordingSpecs
{
    private static readonly string Folder = RepositoryRoot.File("tests", "Fixtures", "htcondor");
    private static readonly CondorIoOptions Options = new()
    {
        DataRootFolder = "/tmp",
        Instance = "me",
        TagAttribute = "InterLinkPodUid",
    };

    /// <summary>The names of recordings: the command and the exit code stand in NAME.cmd.</summary>
    private static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.cmd").Select(file => Path.GetFileNameWithoutExtension(file));

    public static TheoryData<string> WithWords => [.. Names.Where(name => Text(name, "stderr").Trim().Length > 0)];

    public static TheoryData<string> Lists => [.. Names.Where(IsList)];

    [Theory]
    [MemberData(nameof(WithWords))]
    public void What_a_tool_said_is_told_in_one_line_without_control_characters(string name)
    {
        var line = ToolWords.OneLine(Text(name, "stderr"));
        Assert.NotEmpty(line);
        Assert.InRange(line.Length, 1, 510);
        Assert.DoesNotContain(line, char.IsControl);
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void Every_job_of_an_answer_is_read_or_named_as_unreadable(string name)
    {
        var answer = File.ReadAllBytes(Path.Combine(Folder, name + ".stdout"));
        var ads = JsonDocument.Parse(answer).RootElement.GetArrayLength();
        var reader = new JobAdReader(Options, fromHistory: name.StartsWith('h'));
        reader.Take(answer);
        Assert.Equal(ads, reader.End().Count + reader.Unreadable.Count);
    }

    /// <summary>Each recording is read by one of these tests, or is named by another test.</summary>
    [Fact]
    public void No_recording_lies_there_for_nothing()
    {
        var tests = string.Concat(
            Directory.EnumerateFiles(RepositoryRoot.File("tests", "CondorIo.Tests"), "*.cs").Select(File.ReadAllText)
        );
        Assert.DoesNotContain(
            Names,
            name => Text(name, "stderr").Trim().Length == 0 && !IsList(name) && !tests.Contains($"\"{name}\"", StringComparison.Ordinal)
        );
    }

    private static bool IsList(string name) =>
        Text(name, "cmd") is var command
        && command.Contains(" -json", StringComparison.Ordinal)
        && !command.Contains("condor_status", StringComparison.Ordinal)
        && Text(name, "stdout").TrimStart().StartsWith('[');

    private static string Text(string name, string kind)
    {
        var file = Path.Combine(Folder, $"{name}.{kind}");
        return File.Exists(file) ? File.ReadAllText(file) : "";
    }
}
