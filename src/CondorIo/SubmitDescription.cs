namespace HtcondorActors.CondorIo;

/// <summary>
/// What one job needs, with no submit-file text in it yet (but <see cref="Commands"/>). Every other string is one of our own words: a value
/// outside <c>[A-Za-z0-9._/@:+-]</c> is refused by <c>SubmitFile</c>, never escaped.
/// </summary>
public sealed record SubmitDescription
{
    public required JobTag Tag { get; init; }

    /// <summary>Counts our submits for this tag from 1; written into the ad.</summary>
    public required int Attempt { get; init; }

    /// <summary>Name of the program in the job's folder (see <see cref="IJobFolders"/>), or an absolute path.</summary>
    public required string Executable { get; init; }
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Names of files in the job's folder to be brought to the execute node.</summary>
    public IReadOnlyList<string> InputFiles { get; init; } = [];

    public required int Cpus { get; init; }
    public required long MemoryMiB { get; init; }
    public long? DiskKiB { get; init; }
    public int Gpus { get; init; }

    /// <summary>
    /// Further submit commands, name and value, each name once. A value has passed <see cref="SubmitExpression"/> or a pattern as strict,
    /// or is the administrator's own; what <see cref="SubmitCommand.FaultOf"/> finds fault with is refused. <c>requirements</c> is and-ed
    /// with the gate. Jobs of different commands do not go out in one submit file.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Commands { get; init; } = [];

    /// <summary>From SIGTERM to SIGKILL when the job is removed (job_max_vacate_time).</summary>
    public required TimeSpan VacateTime { get; init; }
}
