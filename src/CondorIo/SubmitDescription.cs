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

    /// <summary>
    /// The name under which <c>condor_q</c> shows jobs together in one line. Null: condor_q names the line itself. A further command
    /// <c>batch_name</c> wins.
    /// </summary>
    public string? BatchName { get; init; }

    /// <summary>The name that the job gets instead if too many names are submitted in one call (<c>BatchNames</c>).</summary>
    public string? WiderBatchName { get; init; }

    /// <summary>
    /// The text that <c>condor_q -nobatch</c> shows instead of the program's name; null for none. A further command <c>description</c>
    /// wins.
    /// </summary>
    public string? Description { get; init; }

    /// <summary>
    /// Texts in the job ad, by attribute, for people who look for the job. This room never reads them, so no query asks for them. Jobs
    /// with other attributes are not in one submit file.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>The time between SIGTERM and SIGKILL when the job is removed (job_max_vacate_time).</summary>
    public required TimeSpan VacateTime { get; init; }
}
