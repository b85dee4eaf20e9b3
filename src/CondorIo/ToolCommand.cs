namespace HtcondorActors.CondorIo;

/// <param name="Program">A tool's name, looked for on PATH.</param>
/// <param name="Arguments">As the tool is to see them; no shell is involved.</param>
/// <param name="Input">Written to its standard input, which is then closed.</param>
internal sealed record ToolCommand(string Program, IReadOnlyList<string> Arguments, TimeSpan TimeLimit, string Input = "")
{
    /// <summary>A tool that says more is stopped: 50,000 jobs are about 35 MB.</summary>
    public int MaxOutputBytes { get; init; } = 256 * 1024 * 1024;
}

/// <summary>Either all that the tool wrote to its standard output, or why that is worth nothing.</summary>
internal readonly record struct ToolOutcome(ReadOnlyMemory<byte> Output, CondorFailure? Failure)
{
    public static ToolOutcome Of(CondorFailure failure) => new(ReadOnlyMemory<byte>.Empty, failure);
}
