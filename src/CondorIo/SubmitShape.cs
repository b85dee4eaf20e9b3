namespace HtcondorActors.CondorIo;

/// <summary>
/// What jobs must have in common to go out in one submit file. In a queue table an empty value does not mean "none": the
/// row's job then inherits what the first row had (seen: a job without input files was given those of the first job).
/// So rows must have the same columns, all filled. Another executable begins another cluster, and so do other further commands: they
/// stand in the head of the file, because an expression cannot be a cell of the table (blanks and commas end it).
/// </summary>
/// <param name="Commands">The further commands as they are written, so that those of two jobs are compared by their text.</param>
internal readonly record struct SubmitShape(string Executable, int Arguments, int InputFiles, bool Disk, bool Gpus, string Commands)
{
    public static SubmitShape Of(SubmitDescription job) =>
        new(
            job.Executable,
            job.Arguments.Count,
            job.InputFiles.Count,
            job.DiskKiB is not null,
            job.Gpus > 0,
            string.Join('\n', job.Commands.Select(command => $"{command.Key} = {command.Value}"))
        );
}
