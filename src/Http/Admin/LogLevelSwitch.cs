namespace HtcondorActors.Http.Admin;

/// <summary>Reads and sets the level of this process's log.</summary>
/// <param name="Get">The level now.</param>
/// <param name="Set">Sets it until the next SIGHUP or start.</param>
/// <param name="Configured">The level of the configuration, as it was read last.</param>
internal sealed record LogLevelSwitch(Func<LogLevel> Get, Action<LogLevel> Set, Func<LogLevel> Configured);
