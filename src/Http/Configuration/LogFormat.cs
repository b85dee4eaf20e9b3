namespace HtcondorActors.Http.Configuration;

/// <summary>The form in which the log is written.</summary>
public enum LogFormat
{
    /// <summary><see cref="Journald"/> where systemd has connected the output to its journal, else <see cref="Plain"/>.</summary>
    Auto,

    /// <summary>One line of text for each entry.</summary>
    Plain,

    /// <summary>One JSON object on a line for each entry.</summary>
    Json,

    /// <summary>systemd's journal, by its native protocol, with a field for each value.</summary>
    Journald,
}
