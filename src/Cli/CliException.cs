namespace HtcondorActors.Cli;

/// <summary>An error that the user sees as one line on stderr, without a stack trace.</summary>
internal class CliException(string line, int exitCode = CliException.Failed) : Exception(line)
{
    /// <summary>The command was valid but failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line was invalid.</summary>
    public const int Usage = 2;

    public int ExitCode { get; } = exitCode;
}

/// <summary>The sidecar answered with another code than 200.</summary>
internal sealed class SidecarRefusedException(string line) : CliException(line);

/// <summary>There is no complete answer.</summary>
/// <param name="neverAsked">True if there was no connection, so that the request had no effect; false if it may have had one.</param>
internal sealed class SidecarUnreachableException(string line, bool neverAsked) : CliException(line)
{
    public bool NeverAsked { get; } = neverAsked;
}
