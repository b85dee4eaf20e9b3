namespace HtcondorActors.Cli.Operators;

/// <summary>A command of an operator failed: one line on stderr, and an exit code of docs/command-line.md.</summary>
internal sealed class OperatorFault(int exitCode, string line) : Exception(line)
{
    /// <summary>The sidecar refused the request, or could not carry it out.</summary>
    public const int Refused = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The sidecar cannot be reached.</summary>
    public const int Unreachable = 3;

    /// <summary>There is no such pod.</summary>
    public const int NoSuchPod = 4;

    /// <summary>Several pods have this name.</summary>
    public const int Ambiguous = 5;

    public int ExitCode { get; } = exitCode;
}
