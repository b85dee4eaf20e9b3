using System.Text;
using System.Text.RegularExpressions;

namespace HtcondorActors.RoomRules.Tests;

/// <summary>Which room may import which: the only place where this is said. A room is a namespace below <c>HtcondorActors</c>.</summary>
internal static class RoomGraph
{
    private const string Root = "HtcondorActors.";

    /// <summary>A room that is not in the table fails the test. So does an edge that no file needs.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } =
        new Dictionary<string, string[]>
        {
            ["CondorIo"] = [],
            ["Actors.Protocol"] = ["CondorIo"],
            ["Actors.Settings"] = ["CondorIo"],
            ["Actors.Planning"] = ["Actors.Protocol", "Actors.Settings", "CondorIo"],
            ["Actors.Streams"] = ["Actors.Protocol", "CondorIo"],
            ["Actors.Reading"] = ["Actors.Protocol", "CondorIo"],
            ["Actors.Pods"] = ["Actors.Planning", "Actors.Streams", "Actors.Reading", "Actors.Protocol", "Actors.Settings", "CondorIo"],
            ["Actors.Overview"] = ["Actors.Pods", "Actors.Streams", "Actors.Reading", "Actors.Protocol", "Actors.Settings", "CondorIo"],
            ["Actors.Scheduling"] = ["Actors.Pods", "Actors.Streams", "Actors.Reading", "Actors.Protocol", "Actors.Settings", "CondorIo"],
            ["Actors.Operators"] = ["Actors.Pods", "Actors.Reading", "Actors.Protocol"],
            ["Actors.Journal"] = ["Actors.Operators", "Actors.Pods", "Actors.Reading", "Actors.Protocol", "Actors.Settings", "CondorIo"],
            ["Actors.Nodes"] =
            [
                "Actors.Journal",
                "Actors.Operators",
                "Actors.Pods",
                "Actors.Reading",
                "Actors.Streams",
                "Actors.Protocol",
                "Actors.Settings",
                "CondorIo",
            ],
            ["Actors.Hosting"] =
            [
                "Actors.Nodes",
                "Actors.Journal",
                "Actors.Operators",
                "Actors.Scheduling",
                "Actors.Overview",
                "Actors.Pods",
                "Actors.Reading",
                "Actors.Streams",
                "Actors.Planning",
                "Actors.Protocol",
                "Actors.Settings",
                "CondorIo",
            ],
            ["Http.Yaml"] = [],
            ["Http.Configuration"] = ["Http.Wire", "Http.Yaml", "Actors.Planning", "Actors.Protocol", "Actors.Settings", "CondorIo"],
            ["Http.Wire"] = ["Actors.Protocol"],
            ["Http.Wire.Mapping"] = ["Http.Wire", "Actors.Protocol"],
            ["Http.Endpoints"] = ["Http.Wire", "Http.Wire.Mapping", "Actors.Streams", "Actors.Protocol", "Actors.Settings"],
            ["Http.Admin"] = ["Http.Endpoints", "Http.Wire", "Actors.Protocol"],
            ["Http.Hosting"] =
            [
                "Http.Admin",
                "Http.Endpoints",
                "Http.Wire",
                "Http.Wire.Mapping",
                "Http.Configuration",
                "Actors.Hosting",
                "Actors.Journal",
                "Actors.Reading",
                "Actors.Planning",
                "Actors.Protocol",
                "Actors.Settings",
                "CondorIo",
            ],
            ["Cli.VirtualKubelet"] = [],
            ["Cli.Manifests"] = ["Http.Yaml", "Actors.Protocol"],
            ["Cli.Operators"] = ["Http.Admin", "Http.Configuration", "Actors.Protocol"],
            ["Cli"] =
            [
                "Cli.VirtualKubelet",
                "Cli.Manifests",
                "Cli.Operators",
                "Http.Admin",
                "Http.Hosting",
                "Http.Configuration",
                "Http.Yaml",
                "Actors.Protocol",
            ],
        };

    /// <summary>The edges that the source has, each with one file that needs it.</summary>
    public static IReadOnlyDictionary<(string From, string To), string> Found(IEnumerable<(string Path, string Text)> files)
    {
        var found = new Dictionary<(string, string), string>();
        var sources = files
            .Select(file => (file.Path, Code: Source.Code(file.Text)))
            .Select(file => (file.Path, file.Code, Room: RoomOfFile(file.Code)))
            .ToArray();
        var types = sources
            .SelectMany(file => Declared(file.Code).Select(type => (file.Room, Type: type)))
            .ToLookup(each => each.Room, each => each.Type);
        foreach (var (path, code, from) in sources)
        {
            foreach (var to in Mentioned(code, from).Where(to => to != from))
                found[(from, to)] = path;
            // A namespace sees the one around it without a using.
            foreach (var around in Allowed.Keys.Where(room => from.StartsWith(room + ".", StringComparison.Ordinal)))
                if (types[around].Any(type => Regex.IsMatch(code, $@"(?<![\w.""]){type}\b")))
                    found[(from, around)] = path;
        }
        return found;

        // Program.cs has no namespace of its own.
        static string RoomOfFile(string code) =>
            Regex.Match(code, @"^namespace HtcondorActors\.([\w.]+);", RegexOptions.Multiline) is { Success: true } own
                ? own.Groups[1].Value
                : "Cli";

        static IEnumerable<string> Declared(string code) =>
            Regex
                .Matches(
                    code,
                    @"^(?:public|internal)[\w ]*? (?:record struct|record|class|struct|interface|enum) (\w+)",
                    RegexOptions.Multiline
                )
                .Select(match => match.Groups[1].Value);
    }

    /// <summary>Rooms of a chain that leads back to where it began; empty: there is none.</summary>
    public static IReadOnlyList<string> Cycle(IReadOnlyDictionary<string, string[]> edges)
    {
        var left = edges.Keys.ToHashSet();
        // A room that imports none of those that are left, or that none of them imports, lies on no cycle.
        while (left.FirstOrDefault(room => !edges[room].Any(left.Contains) || !left.Any(other => edges[other].Contains(room))) is { } free)
            left.Remove(free);
        return [.. left.Order(StringComparer.Ordinal)];
    }

    /// <summary>The table as a picture. Edges to what another import already implies are left out, so that a reader sees the
    /// layers.</summary>
    public static string Mermaid()
    {
        var text = new StringBuilder("flowchart TD\n");
        foreach (var (room, imports) in Allowed)
        foreach (var import in imports.Where(import => !imports.Any(other => other != import && Reaches(other, import))))
            text.Append($"    {Name(room)}[\"{room}\"] --> {Name(import)}[\"{import}\"]\n");
        return text.ToString();

        static string Name(string room) => room.Replace('.', '_');
    }

    private static bool Reaches(string from, string to) => Allowed[from].Any(next => next == to || Reaches(next, to));

    /// <summary>Other rooms that a file names: in a using, by the full name, or by the last part of the name (<c>Pods.Step</c>).</summary>
    private static IEnumerable<string> Mentioned(string code, string from)
    {
        foreach (Match match in Regex.Matches(code, @"HtcondorActors\.((?:\w+\.)*\w+)"))
            if (RoomOf(match.Groups[1].Value) is { } room)
                yield return room;
        var project = from.Split('.')[0];
        foreach (var sibling in Allowed.Keys.Where(room => room.StartsWith(project + ".", StringComparison.Ordinal)))
            if (
                Regex.IsMatch(
                    code,
                    $@"(?<![\w.)\]>]){sibling[(project.Length + 1)..].Replace(".", @"\.", StringComparison.Ordinal)}\.[A-Z]\w*"
                )
            )
                yield return sibling;
    }

    /// <summary>The longest room that the name begins with: what follows is a type.</summary>
    private static string? RoomOf(string name) =>
        Allowed.Keys.Where(room => name == room || name.StartsWith(room + ".", StringComparison.Ordinal)).MaxBy(room => room.Length);

    /// <summary>The rooms of the source itself.</summary>
    public static IEnumerable<string> Rooms(IEnumerable<(string Path, string Text)> files) =>
        files
            .SelectMany(file =>
                Regex
                    .Matches(file.Text, $@"^namespace {Regex.Escape(Root)}([\w.]+);", RegexOptions.Multiline)
                    .Select(match => match.Groups[1].Value)
            )
            .Distinct();
}
