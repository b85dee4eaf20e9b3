using System.CommandLine;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Cli;

/// <summary>The flags of the Python plugin, each with the key that it wins over, and <c>--config</c>. Their words are those of the
/// keys.</summary>
internal static class ServeFlags
{
    public static Option<string> ConfigFile { get; } =
        new("--config")
        {
            Description =
                $"Configuration file. Else ${ConfigReading.FileVariable}, else ./{ConfigReading.FileName}, else the one beside the program",
            HelpName = "FILE",
        };

    private static readonly (string Key, Option<string> Flag)[] Texts =
    [
        .. ConfigFlags
            .All.Where(flag => flag.TakesValue)
            .Select(flag => (flag.Key, new Option<string>(flag.Name) { Description = flag.Words })),
    ];

    private static readonly (string Key, Option<bool> Flag)[] Truths =
    [
        .. ConfigFlags
            .All.Where(flag => !flag.TakesValue)
            .Select(flag => (flag.Key, new Option<bool>(flag.Name) { Description = flag.Words })),
    ];

    public static void AddTo(Command command)
    {
        command.Options.Add(ConfigFile);
        foreach (var (_, flag) in Texts)
            command.Options.Add(flag);
        foreach (var (_, flag) in Truths)
            command.Options.Add(flag);
    }

    public static IEnumerable<ConfigEntry> Given(ParseResult parsed)
    {
        foreach (var (key, flag) in Texts)
            if (parsed.GetValue(flag) is { } text)
                yield return new ConfigEntry(flag.Name, key, ConfigValue.Loose(text));
        foreach (var (key, flag) in Truths)
            if (parsed.GetValue(flag))
                yield return new ConfigEntry(flag.Name, key, ConfigValue.Loose("true"));
    }
}
