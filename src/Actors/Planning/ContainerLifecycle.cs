using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: turns the restart policies of pod and container into the runner's rule after an exit.</summary>
internal static class RestartRules
{
    public static (RestartRule Rule, bool IsSidecar) Of(string field, ContainerSpec container, PodSpec pod, bool isInit, FieldFaults faults)
    {
        var rule = container.RestartPolicy is { } own
            ? Parse($"{field}.restartPolicy", own, faults)
            : Parse("spec.restartPolicy", pod.RestartPolicy ?? "Never", faults);
        if (!isInit || rule != RestartRule.Always)
            return (rule, false);
        // An init container is done when it has succeeded, even if the pod's policy is Always. Only its own restartPolicy makes it a
        // sidecar container.
        return container.RestartPolicy is null ? (RestartRule.OnFailure, false) : (RestartRule.Always, true);
    }

    private static RestartRule Parse(string field, string text, FieldFaults faults) =>
        text switch
        {
            "Never" => RestartRule.Never,
            "OnFailure" => RestartRule.OnFailure,
            "Always" => RestartRule.Always,
            _ => faults.Add(field, $"{OneLine.Quoted(text)} is not Never, OnFailure or Always", RestartRule.Never),
        };
}

/// <summary>Pure: turns lifecycle.stopSignal into a name that every shell's <c>kill</c> knows.</summary>
internal static class StopSignals
{
    /// <summary>Without real-time signals, for which dash has no names.</summary>
    private static readonly HashSet<string> Names =
    [
        "HUP",
        "INT",
        "QUIT",
        "ILL",
        "TRAP",
        "ABRT",
        "BUS",
        "FPE",
        "KILL",
        "USR1",
        "SEGV",
        "USR2",
        "PIPE",
        "ALRM",
        "TERM",
        "STKFLT",
        "CHLD",
        "CONT",
        "STOP",
        "TSTP",
        "TTIN",
        "TTOU",
        "URG",
        "XCPU",
        "XFSZ",
        "VTALRM",
        "PROF",
        "WINCH",
        "IO",
        "PWR",
        "SYS",
    ];

    /// <summary>Alternative names of signals, which dash does not know.</summary>
    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["IOT"] = "ABRT",
        ["CLD"] = "CHLD",
        ["POLL"] = "IO",
    };

    /// <returns>The name without "SIG"; empty for the default.</returns>
    public static string Of(string field, string? signal, FieldFaults faults)
    {
        if (string.IsNullOrEmpty(signal))
            return "";
        var name = signal.StartsWith("SIG", StringComparison.Ordinal) ? signal[3..] : "";
        name = Aliases.GetValueOrDefault(name, name);
        return Names.Contains(name)
            ? name
            : faults.Add(field, $"{OneLine.Quoted(signal)} is not a signal that can be sent here (SIGTERM, SIGINT, SIGUSR1 ...)", "");
    }
}
