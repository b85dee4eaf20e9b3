using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>The file of the key JournalPasswordFile.</summary>
internal static class JournalPassword
{
    /// <summary>Why the file cannot be used. Nothing is changed.</summary>
    public static IReadOnlyList<ConfigFault> Faults(SidecarConfig config)
    {
        var faults = new List<ConfigFault>();
        if (config.JournalPasswordFile.Length > 0)
            ListenerCredentials.Try(
                faults,
                () => new ListenFile(nameof(config.JournalPasswordFile), config.JournalPasswordFile, IsSecret: true).Read()
            );
        return faults;
    }
}
