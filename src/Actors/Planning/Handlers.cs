using System.Globalization;
using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: plans what a probe or a hook does, in a form that is safe for the runner: single lines, and ports as numbers.</summary>
internal static class HandlerPlan
{
    /// <param name="field">The field of the probe or hook.</param>
    /// <param name="handler">The handler as the request describes it.</param>
    /// <param name="ports">The container's named ports.</param>
    /// <param name="expand">Applied to each word of a command.</param>
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

    /// <summary>The result for a handler whose fault was reported.</summary>
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

    /// <summary>A host name or an address, which becomes an argument and part of a URL.</summary>
    private static string Host(string field, string? text, FieldFaults faults)
    {
        // An IPv6 address may be in brackets, as in a URL.
        var host = text is ['[', .. var inner, ']'] ? inner : text ?? "";
        // Kubernetes resolves "127.1" as a name; programs on the node take it for an address.
        var isHost = host.Contains(':') || AddressText.EndsInNumber(host) ? AddressText.TryParse(host, out _) : !host.Contains(':');
        return
            isHost
            && host.Length <= 253
            && !host.StartsWith('-')
            && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '_')
            ? host
            : faults.Add(field, $"{OneLine.Quoted(host)} is not a host", "");
    }

    /// <summary>
    /// The path with its query. Characters that a request line cannot contain are escaped, as Go does. A fragment is never sent.
    /// </summary>
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

    /// <summary>The value may be a secret, so no message contains it.</summary>
    private static string Header(string field, string name, string value, FieldFaults faults)
    {
        if (name.Length == 0)
            faults.Add($"{field}.name", "missing");
        else if (!name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c)))
            faults.Add($"{field}.name", $"{OneLine.Quoted(name)} is not the name of a header");
        return value.Any(c => char.IsControl(c) && c != '\t') ? faults.Add($"{field}.value", "is not one line", "") : $"{name}: {value}";
    }
}

/// <summary>Pure: plans a probe, with Kubernetes' defaults and bounds.</summary>
internal static class ProbePlan
{
    /// <param name="field">The field of the probe: <c>spec.containers[0].livenessProbe</c>.</param>
    /// <param name="probe">The probe; null if there is none.</param>
    /// <param name="ports">The container's named ports.</param>
    /// <param name="variables">The container's variables. The kubelet expands the commands of probes, but not those of hooks.</param>
    /// <param name="isReadiness">True for a readiness probe, which never stops the container and may require several successes.</param>
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
