namespace HtcondorActors.CondorIo;

/// <param name="Program">The tool's name, which is searched on PATH.</param>
/// <param name="Arguments">The arguments as the tool sees them; no shell is involved.</param>
/// <param name="Input">The text for the tool's standard input, which is then closed.</param>
internal sealed record ToolCommand(string Program, IReadOnlyList<string> Arguments, TimeSpan TimeLimit, string Input = "")
{
    /// <summary>A tool that writes more is killed. The output for 50,000 jobs has about 35 MB.</summary>
    public int MaxOutputBytes { get; init; } = 256 * 1024 * 1024;
}

/// <summary>Either everything that the tool wrote to its standard output, or the failure that makes the output invalid.</summary>
internal readonly record struct ToolOutcome(ReadOnlyMemory<byte> Output, CondorFailure? Failure)
{
    public static ToolOutcome Of(CondorFailure failure) => new(ReadOnlyMemory<byte>.Empty, failure);
}
