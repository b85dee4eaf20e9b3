using System.Globalization;
using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: what a probe or a hook does, made safe for the runner: one line each, ports as numbers.</summary>
internal static class HandlerPlan
{
    /// <param name="field">Of the probe or hook.</param>
    /// <param name="handler">As it came.</param>
    /// <param name="ports">The container's named ones.</param>
    /// <param name="expand">What is done to each word of a command.</param>
    public static PlannedHandler Of(
        string field,
        HandlerSpec handler,
        IReadOnlyDictionary<string, int> ports,
        Func<string, string> expand,
        FieldFaults faults
    ) =>
        handler switch
        {
            ExecHandler { Command.Count: 0 } => faults.Add($"{field}.exec.command", "the command is empty", Nothing),
            ExecHandler exec => new PlannedHandler
            {
                Type = "exec",
                Args =
                [
                    .. exec.Command.Select(
                        (word, i) => ContainerEnvironment.WithoutNul($"{field}.exec.command[{i}]", expand(word), faults)
                    ),
                ],
            },
            HttpHandler http => Http($"{field}.httpGet", http, ports, faults),
            TcpHandler tcp => new PlannedHandler
            {
                Type = "tcp",
                Host = Host($"{field}.tcpSocket.host", tcp.Host, faults),
                Port = Port($"{field}.tcpSocket.port", tcp.Port, ports, faults),
            },
            SleepHandler { Seconds: < 0 or > PodPlanner.LongestGrace } sleep => faults.Add(
                $"{field}.sleep.seconds",
                $"{sleep.Seconds} is outside 0 to {PodPlanner.LongestGrace}",
                Nothing
            ),
            SleepHandler sleep => new PlannedHandler { Type = "sleep", Seconds = sleep.Seconds },
            UnservedHandler { Kind: "grpc" } => faults.Add(
                $"{field}.grpc",
                "grpc probes are not served: use exec, httpGet or tcpSocket",
                Nothing
            ),
            _ => faults.Add(field, "has none of exec, httpGet and tcpSocket", Nothing),
        };

    /// <summary>Stands for what was told to be wrong.</summary>
    private static PlannedHandler Nothing { get; } = new() { Type = "" };

    private static PlannedHandler Http(string field, HttpHandler http, IReadOnlyDictionary<string, int> ports, FieldFaults faults) =>
        new()
        {
            Type = "http",
            Scheme = http.Scheme?.ToUpperInvariant() switch
            {
                null or "HTTP" => "http",
                "HTTPS" => "https",
                _ => faults.Add($"{field}.scheme", $"{OneLine.Quoted(http.Scheme)} is not HTTP or HTTPS", ""),
            },
            Host = Host($"{field}.host", http.Host, faults),
            Port = Port($"{field}.port", http.Port, ports, faults),
            Path = Path($"{field}.path", http.Path, faults),
            Headers = [.. http.Headers.Select((header, i) => Header($"{field}.httpHeaders[{i}]", header.Key, header.Value, faults))],
        };

    private static int Port(string field, string text, IReadOnlyDictionary<string, int> ports, FieldFaults faults)
    {
        if (!ports.TryGetValue(text, out var port) && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port))
            return faults.Add(field, text.Length == 0 ? "missing" : $"the container has no port named {OneLine.Quoted(text)}", 0);
        return port is >= 1 and <= 65535 ? port : faults.Add(field, $"{port} is outside 1 to 65535", 0);
    }

    /// <summary>A name or an address; it becomes an argument and part of a URL.</summary>
    private static string Host(string field, string? text, FieldFaults faults)
    {
        // A version 6 address may stand in brackets, as in a URL.
        var host = text is ['[', .. var inner, ']'] ? inner : text ?? "";
        // Kubernetes asks a resolver for "127.1"; the programs of a node take it for an address.
        var isHost = host.Contains(':') || AddressText.EndsInNumber(host) ? AddressText.TryParse(host, out _) : !host.Contains(':');
        return
            isHost
            && host.Length <= 253
            && !host.StartsWith('-')
            && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '_')
            ? host
            : faults.Add(field, $"{OneLine.Quoted(host)} is not a host", "");
    }

    /// <summary>With its query; what cannot stand in a request line is escaped, as Go does it. A fragment is never sent.</summary>
    private static string Path(string field, string path, FieldFaults faults)
    {
        if (path.Length > ExecSizeLimit.LongestString)
            return faults.Add(field, ExecSizeLimit.TooLong(path.Length), "");
        if (path.Any(char.IsControl))
            return faults.Add(field, $"{OneLine.Quoted(path)} has a control character in it", "");
        var sent = path.Split('#')[0];
        var escaped = string.Concat(Encoding.UTF8.GetBytes(sent).Select(b => b is > 0x20 and < 0x7f ? ((char)b).ToString() : $"%{b:X2}"));
        return escaped.StartsWith('/') ? escaped : "/" + escaped;
    }

    /// <summary>The value may be a secret, so it is in no message.</summary>
    private static string Header(string field, string name, string value, FieldFaults faults)
    {
        if (name.Length == 0)
            faults.Add($"{field}.name", "missing");
        else if (!name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c)))
            faults.Add($"{field}.name", $"{OneLine.Quoted(name)} is not the name of a header");
        return value.Any(c => char.IsControl(c) && c != '\t') ? faults.Add($"{field}.value", "is not one line", "") : $"{name}: {value}";
    }
}

/// <summary>Pure: a probe with Kubernetes' defaults filled in and its bounds kept.</summary>
internal static class ProbePlan
{
    /// <param name="field">Of the probe: <c>spec.containers[0].livenessProbe</c>.</param>
    /// <param name="probe">Null: no such probe.</param>
    /// <param name="ports">The container's named ones.</param>
    /// <param name="variables">The container's: the kubelet expands the commands of probes (and not those of hooks).</param>
    /// <param name="isReadiness">It stops nothing, and may ask for several successes.</param>
    public static PlannedProbe? Of(
        string field,
        ProbeSpec? probe,
        IReadOnlyDictionary<string, int> ports,
        IReadOnlyDictionary<string, string> variables,
        bool isReadiness,
        FieldFaults faults
    )
    {
        if (probe is null)
            return null;
        var handler = HandlerPlan.Of(field, probe.Handler, ports, word => Expansion.InCommand(word, variables), faults);
        var planned = new PlannedProbe(
            handler,
            Count($"{field}.initialDelaySeconds", probe.InitialDelaySeconds, 0, faults),
            Count($"{field}.periodSeconds", probe.PeriodSeconds, 10, faults),
            Count($"{field}.timeoutSeconds", probe.TimeoutSeconds, 1, faults),
            Count($"{field}.successThreshold", probe.SuccessThreshold, 1, faults),
            Count($"{field}.failureThreshold", probe.FailureThreshold, 3, faults),
            probe.TerminationGracePeriodSeconds
        );
        if (!isReadiness && planned.Success != 1)
            faults.Add($"{field}.successThreshold", "must be 1 for a startup or liveness probe");
        if (isReadiness && planned.Grace is not null)
            faults.Add($"{field}.terminationGracePeriodSeconds", "must not be set for a readiness probe");
        if (planned.Grace is <= 0 or > PodPlanner.LongestGrace)
            faults.Add($"{field}.terminationGracePeriodSeconds", $"{planned.Grace} is outside 1 to {PodPlanner.LongestGrace}");
        return planned;
    }

    /// <summary>Go cannot tell 0 from absent, so both mean the default.</summary>
    private static int Count(string field, int? number, int byDefault, FieldFaults faults) =>
        number switch
        {
            null or 0 => byDefault,
            < 0 => faults.Add(field, $"{number} is negative", byDefault),
            { } count => count,
        };
}
