namespace HtcondorActors.Runner.Tests.Parts;

/// <summary>
/// The lists in the comment at the head of a part. A name with <c>()</c> is a function. K, N and M in a name stand for what is put in at
/// run time: <c>code_K</c> is code_1, code_2 ...
/// </summary>
/// <param name="Offers">Functions that other parts call.</param>
/// <param name="Reads">Functions of other parts that are called, and variables that other parts set.</param>
/// <param name="Sets">Variables that other parts read.</param>
/// <param name="Plan">Variables of the plan (docs/runner-stream.md).</param>
internal sealed record PartHeader(
    IReadOnlyList<string> Offers,
    IReadOnlyList<string> Reads,
    IReadOnlyList<string> Sets,
    IReadOnlyList<string> Plan
)
{
    private const int Width = 118;
    private static readonly string[] Words = ["Offers", "Reads", "Sets", "Plan"];

    public static PartHeader Of(RunnerPart part, PartFlow flow)
    {
        var name = part.Name;
        return new PartHeader(
            Sorted(flow.Calls.Where(call => flow.PartOf(call.Function) == name).Select(call => call.Function + "()")),
            Sorted(
                flow.Calls.Where(call => call.Caller == name)
                    .Select(call => call.Function + "()")
                    .Concat(flow.Flows.Where(it => it.Reader == name && it.Setter != name).Select(it => it.Read))
            ),
            Sorted(flow.Flows.Where(it => it.Setter == name && it.Reader != name).Select(it => it.Set)),
            Sorted(flow.Unset.Where(it => it.Reader == name).Select(it => it.Variable))
        );
    }

    /// <summary>As it is written in the part; without the lists null.</summary>
    public static PartHeader? WrittenIn(string text)
    {
        Dictionary<string, List<string>> lists = [];
        List<string>? open = null;
        foreach (var line in CommentOf(text).SkipWhile(line => !line.StartsWith("# Offers:", StringComparison.Ordinal)))
        {
            if (Words.FirstOrDefault(word => line.StartsWith($"# {word}:", StringComparison.Ordinal)) is { } word)
                lists.Add(word, open = []);
            open!.AddRange(
                line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimStart('#').Split(' ', StringSplitOptions.RemoveEmptyEntries)
            );
        }
        List<string> In(string word) => lists.GetValueOrDefault(word) ?? [];
        return lists.Count == 0 ? null : new PartHeader(In("Offers"), In("Reads"), In("Sets"), In("Plan"));
    }

    /// <summary>The lines of the comment at the head.</summary>
    public static IReadOnlyList<string> CommentOf(string text) =>
        [.. text.Split('\n').SkipWhile(line => line.StartsWith("#!", StringComparison.Ordinal)).TakeWhile(line => line.StartsWith('#'))];

    /// <summary>The text with these lists at the end of the comment at its head.</summary>
    public string WrittenInto(string text)
    {
        var lines = text.Split('\n').ToList();
        var from = lines.FindIndex(line => !line.StartsWith("#!", StringComparison.Ordinal));
        var end = lines.FindIndex(from, line => !line.StartsWith('#'));
        var first = lines.FindIndex(from, end - from, line => line.StartsWith("# Offers:", StringComparison.Ordinal));
        if (first < 0)
            first = end;
        else if (lines[first - 1] == "#")
            first--;
        lines.RemoveRange(first, end - first);
        lines.InsertRange(first, ["#", .. ToString().Split('\n')]);
        return string.Join('\n', lines);
    }

    /// <summary>The four lists, without those that are empty.</summary>
    public override string ToString() =>
        string.Join(
            '\n',
            new[] { Offers, Reads, Sets, Plan }.Zip(Words).Where(it => it.First.Count > 0 || it.Second == "Offers").Select(Wrapped)
        );

    private static string Wrapped((IReadOnlyList<string> Names, string Word) list)
    {
        var text = $"# {list.Word + ":", -8}";
        var width = text.Length;
        foreach (var name in list.Names)
        {
            if (width + name.Length > Width)
            {
                text = text.TrimEnd() + "\n#         ";
                width = 10;
            }
            text += name + " ";
            width += name.Length + 1;
        }
        return text.TrimEnd();
    }

    /// <summary>Functions first.</summary>
    private static List<string> Sorted(IEnumerable<string> names) =>
        [.. names.Distinct().OrderBy(name => !name.EndsWith(')')).ThenBy(name => name, StringComparer.Ordinal)];
}
