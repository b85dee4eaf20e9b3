using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Scale;

/// <param name="PerSecond">Requests a second.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="Requests">How many were answered.</param>
internal sealed record Load(double PerSecond, double P50, double P99, int Requests);

/// <summary>The load generator wrk (Debian's package): closed loop, every request with a body of its own.</summary>
internal static partial class Wrk
{
    /// <param name="address">Of the server.</param>
    /// <param name="path">What is asked.</param>
    /// <param name="bodies">Sent in turn.</param>
    /// <param name="connections">Each waits for its answer before it asks again.</param>
    /// <param name="seconds">How long.</param>
    /// <exception cref="InvalidOperationException">wrk is missing, or an answer was not 200.</exception>
    public static async Task<Load> RunAsync(Uri address, string path, IReadOnlyList<string> bodies, int connections, int seconds)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, ScriptOf(path, bodies));
            var run = await Task.Run(() =>
                Shell.Run(
                    "wrk",
                    ["-t2", $"-c{connections}", $"-d{seconds}s", "--latency", "-s", script, address.ToString()],
                    limit: TimeSpan.FromSeconds(seconds + 60)
                )
            );
            if (
                run.ExitCode != 0
                || run.Output.Contains("Non-2xx", StringComparison.Ordinal)
                || run.Output.Contains("Socket errors", StringComparison.Ordinal)
            )
                throw new InvalidOperationException($"wrk: {run.Output}");
            return new Load(
                double.Parse(PerSecond().Match(run.Output).Groups[1].Value, CultureInfo.InvariantCulture),
                Latency(run.Output, "50%"),
                Latency(run.Output, "99%"),
                int.Parse(Answered().Match(run.Output).Groups[1].Value, CultureInfo.InvariantCulture)
            );
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static string ScriptOf(string path, IReadOnlyList<string> bodies)
    {
        var lua = new StringBuilder("local bodies = {\n");
        foreach (var body in bodies)
            lua.Append("[==[").Append(body).Append("]==],\n");
        return lua.Append(
                $$"""
                }
                local at = math.random(#bodies)
                local ready = {}
                local headers = { ["Content-Type"] = "application/json" }
                function request()
                  at = at % #bodies + 1
                  local one = ready[at]
                  if not one then
                    one = wrk.format("GET", "{{path}}", headers, bodies[at])
                    ready[at] = one
                  end
                  return one
                end
                """
            )
            .ToString();
    }

    private static double Latency(string output, string share)
    {
        var match = Regex.Match(output, @"\s" + Regex.Escape(share) + @"\s+([\d.]+)(us|ms|s)\b");
        var value = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch
        {
            "us" => value / 1000,
            "s" => value * 1000,
            _ => value,
        };
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Answered();
}
