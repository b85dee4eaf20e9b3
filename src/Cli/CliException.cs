namespace HtcondorActors.Cli;

/// <summary>What the user is told in one line on stderr; never a stack trace.</summary>
internal class CliException(string line, int exitCode = CliException.Failed) : Exception(line)
{
    /// <summary>It was asked rightly and did not work.</summary>
    public const int Failed = 1;

    /// <summary>It was asked wrongly.</summary>
    public const int Usage = 2;

    public int ExitCode { get; } = exitCode;
}

/// <summary>The sidecar answered, and not with 200.</summary>
internal sealed class SidecarRefusedException(string line) : CliException(line);

/// <summary>There is no (whole) answer.</summary>
/// <param name="neverAsked">True: there was no connection, so the request had no effect. False: it may have had one.</param>
internal sealed class SidecarUnreachableException(string line, bool neverAsked) : CliException(line)
{
    public bool NeverAsked { get; } = neverAsked;
}
