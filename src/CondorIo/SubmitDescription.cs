namespace HtcondorActors.CondorIo;

/// <summary>
/// What one job needs. Only <see cref="Commands"/> contains text of a submit file. <c>SubmitFile</c> refuses any other value with
/// characters outside <c>[A-Za-z0-9._/@:+-]</c>, and never escapes one.
/// </summary>
public sealed record SubmitDescription
{
    public required JobTag Tag { get; init; }

    /// <summary>The number of the submit attempt for this tag, from 1; written to the job ad.</summary>
    public required int Attempt { get; init; }

    /// <summary>The name of the program in the job's folder (see <see cref="IJobFolders"/>), or an absolute path.</summary>
    public required string Executable { get; init; }
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The names of files in the job's folder that are transferred to the execute node.</summary>
    public IReadOnlyList<string> InputFiles { get; init; } = [];

    public required int Cpus { get; init; }
    public required long MemoryMiB { get; init; }
    public long? DiskKiB { get; init; }
    public int Gpus { get; init; }

    /// <summary>
    /// Further submit commands with their values, each name once. A value has passed <see cref="SubmitExpression"/> or an equally strict
    /// pattern, or is the administrator's own. A command that <see cref="SubmitCommand.FaultOf"/> rejects is refused. <c>requirements</c>
    /// is and-ed with the gate. Jobs with different commands are not in one submit file.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Commands { get; init; } = [];

    /// <summary>The time between SIGTERM and SIGKILL when the job is removed (job_max_vacate_time).</summary>
    public required TimeSpan VacateTime { get; init; }
}
