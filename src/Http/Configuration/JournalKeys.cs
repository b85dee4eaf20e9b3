using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Http.Configuration;

/// <summary>What the keys of the journal's database take, alone and together.</summary>
internal static class JournalKeys
{
    public static IEnumerable<ConfigFault> Faults(SidecarConfig config)
    {
        if (config.JournalDatabase.Length == 0)
        {
            if (config.JournalPasswordFile.Length > 0)
                yield return new(nameof(config.JournalPasswordFile), "not used without JournalDatabase", nameof(config.JournalDatabase));
        }
        else if (PostgresOptions.FaultOf(config.JournalDatabase) is { } words)
            yield return new(nameof(config.JournalDatabase), words);
    }

    /// <summary>The journal's database; null if the journal is a file.</summary>
    public static PostgresOptions? Database(SidecarConfig config) =>
        config.JournalDatabase.Length > 0 ? new PostgresOptions(config.JournalDatabase, config.JournalPasswordFile) : null;
}
