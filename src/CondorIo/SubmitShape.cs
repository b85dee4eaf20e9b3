namespace HtcondorActors.CondorIo;

/// <summary>
/// What jobs must have in common to be in one submit file. An empty value in a queue table does not mean "none": that job inherits the
/// value of the first row (observed: a job without input files got those of the first job). So rows must have the same columns, all filled.
/// A different executable begins a new cluster. Further commands must be the same too: they are in the head of the file, because an
/// expression cannot be a cell of the table (blanks and commas would end it). The batch name must be the same, because <c>condor_q</c>
/// shows all jobs of a cluster under the name of the first one (observed).
/// </summary>
/// <param name="Description">True if the file has a column for descriptions.</param>
/// <param name="Labels">The attributes of the labels as text, so that those of two jobs can be compared.</param>
/// <param name="Commands">The further commands as text, for the same reason.</param>
internal readonly record struct SubmitShape(
    string Executable,
    int Arguments,
    int InputFiles,
    bool Disk,
    bool Gpus,
    string? BatchName,
    bool Description,
    string Labels,
    string Commands
)
{
    public static SubmitShape Of(SubmitDescription job) =>
        new(
            job.Executable,
            job.Arguments.Count,
            job.InputFiles.Count,
            job.DiskKiB is not null,
            job.Gpus > 0,
            job.BatchName,
            // condor_submit would warn that nothing uses the column.
            job.Description
                is not null
                && !job.Commands.Any(IsDescription),
            string.Join(',', job.Labels.Select(label => label.Key)),
            string.Join('\n', job.Commands.Select(command => $"{command.Key} = {command.Value}"))
        );

    private static bool IsDescription(KeyValuePair<string, string> command) =>
        command.Key.Equals("description", StringComparison.OrdinalIgnoreCase);
}
