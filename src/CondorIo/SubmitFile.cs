using System.Text;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Writes the submit file: what all jobs share, and a table with one row per job. (Several queue statements in one file are deprecated, and
/// HTCondor 24 no longer has them.) Every value passes <see cref="Word"/>, except the further commands. Commands from untrusted authors
/// have passed <see cref="SubmitExpression"/>, and all commands pass <see cref="SubmitCommand.FaultOf"/>.
/// </summary>
internal static class SubmitFile
{
    /// <summary>Why no submit file can be written for this job, or null. The words name the field, never the value.</summary>
    public static string? FaultOf(SubmitDescription job)
    {
        if (!SafeWord.IsFileName(job.Executable) && !SafeWord.IsAbsolutePath(job.Executable))
            return "the executable is neither a file name nor an absolute path of safe characters";
        if (!job.Arguments.All(SafeWord.Is))
            return "an argument is empty or has characters that a submit file cannot hold";
        if (!job.InputFiles.All(SafeWord.IsFileName))
            return "an input file is no plain file name";
        if (job.Attempt < 1)
            return "the attempt is not counted from 1";
        if (job.Cpus < 1)
            return "less than one cpu is asked for";
        if (job.MemoryMiB < 1)
            return "less than 1 MiB of memory is asked for";
        if (job.DiskKiB < 1)
            return "less than 1 KiB of disk is asked for";
        if (job.Gpus < 0)
            return "a negative number of gpus is asked for";
        if (job.VacateTime < TimeSpan.Zero)
            return "the vacate time is negative";
        if (job.BatchName is { } batch && !SafeWord.Is(batch) || job.Description is { } words && !SafeWord.Is(words))
            return "the batch name or the description is empty or has characters that a submit file cannot hold";
        if (!job.Labels.All(label => SafeWord.Is(label.Value)))
            return "a label is empty or has characters that a submit file cannot hold";
        foreach (var (name, value) in job.Commands)
            if (SubmitCommand.FaultOf(name, value) is { } fault)
                return $"a submit command is {fault}";
        if (job.Commands.DistinctBy(command => command.Key, StringComparer.OrdinalIgnoreCase).Count() < job.Commands.Count)
            return "a submit command is given twice";
        return null;
    }

    /// <param name="jobs">At least one job, all of the same <see cref="SubmitShape"/> and without faults.</param>
    public static string Write(IReadOnlyList<SubmitDescription> jobs, Func<JobTag, string> folderOf, CondorIoOptions options)
    {
        var shape = SubmitShape.Of(jobs[0]);
        var columns = ColumnsOf(shape, jobs[0]);
        var text = new StringBuilder();
        void Line(string name, string value) => text.Append(name).Append(" = ").Append(value).Append('\n');

        Line("universe", "vanilla");
        Line("executable", shape.Executable[0] == '/' ? Word(shape.Executable) : $"$(folder)/{Word(shape.Executable)}");
        if (shape.Arguments > 0)
            Line("arguments", $"\"{Join(" ", "arg", shape.Arguments)}\"");
        // The output of a spooled job is fetched to this folder.
        Line("initialdir", options.IsRemote ? $"$(folder)/{JobFileNames.Incoming}" : "$(folder)");
        // Fetched output has a fixed name, because SpooledOutputFiles must name it.
        Line("output", options.IsRemote ? JobFileNames.Output : JobFileNames.OutputOfEachRun);
        Line("error", JobFileNames.Error);
        // Without streaming, condor_rm and condor_hold would lose everything that a job has written.
        Line("stream_output", "true");
        Line("stream_error", "true");
        // Otherwise the job would run in the submit folder itself on a shared file system.
        Line("should_transfer_files", "YES");
        Line("when_to_transfer_output", "ON_EXIT");
        if (shape.InputFiles > 0)
            Line("transfer_input_files", Join(",", "in", shape.InputFiles, options.IsRemote ? "$(folder)/" : ""));
        // Otherwise every new file in the sandbox would be transferred to the job's folder.
        Line("transfer_output_files", "\"\"");
        Line("request_cpus", "$(cpus)");
        Line("request_memory", "$(memory)");
        if (shape.Disk)
            Line("request_disk", "$(disk)");
        if (shape.Gpus)
            Line("request_gpus", "$(gpus)");
        Line("job_max_vacate_time", "$(vacate)");
        Line("kill_sig", "SIGTERM");
        Line("want_graceful_removal", "true");
        Line("notification", "never");
        Line("leave_in_queue", "JobStatus == 4");
        Line("+" + options.TagAttribute, "\"$(tag)\"");
        Line("+" + options.InstanceAttribute, ClassAdText.Quote(Word(options.Instance)));
        if (options.InstanceId.Length > 0)
            Line("+" + options.InstanceIdAttribute, ClassAdText.Quote(Word(options.InstanceId)));
        Line("+" + options.AttemptAttribute, "$(attempt)");
        // Before the further commands: of two lines with one command, the last one counts.
        if (shape.BatchName is { } batch)
            Line("batch_name", Word(batch));
        if (shape.Description)
            Line("description", "$(title)");
        foreach (var (attribute, _) in jobs[0].Labels)
            Line("+" + attribute, $"\"$({attribute})\"");
        foreach (var (name, value) in GateOf(options).Concat(LimitOf(options)).Concat(NodeFaultHold))
            Line(name, value);
        foreach (var (name, value) in jobs[0].Commands.Where(command => !SubmitCommand.IsRequirements(command.Key)))
            Line(name, value);
        Line(SubmitCommand.Requirements, RequirementsOf(jobs[0], options));

        text.Append("queue ").AppendJoin(',', columns.Select(column => column.Name)).Append(" from (\n");
        foreach (var job in jobs)
            text.AppendJoin(',', columns.Select(column => Word(column.Value(job, folderOf)))).Append('\n');
        return text.Append(")\n").ToString();
    }

    /// <summary>
    /// Adds the deadline to a submit file, just before the submit. A schedd with the rule for it (docs/schedd-rules.md) refuses to commit
    /// the submit later than that; any other schedd treats it as an ordinary attribute.
    /// </summary>
    public static string Until(DateTimeOffset deadline, string text, CondorIoOptions options) =>
        $"+{options.DeadlineAttribute} = {ClassAdText.Number(deadline.ToUnixTimeSeconds())}\n{text}";

    /// <summary>
    /// The gate: a submitted job must not start before it is released, and the schedd removes it if nobody releases it. Spooled jobs cannot
    /// be submitted on hold ("Cannot set hold to 'true' when using -remote or -spool"), because the schedd holds them itself (code 16)
    /// until their files arrive. The time counts from EnteredCurrentStatus, which for them is the schedd's own clock, not from QDate.
    /// </summary>
    private static IEnumerable<(string Name, string Value)> GateOf(CondorIoOptions options)
    {
        var old = $"(time() - EnteredCurrentStatus) > {ClassAdText.Seconds(options.AbandonedAfter)}";
        if (options.IsRemote)
        {
            yield return ("+" + options.GateAttribute, "false");
            yield return ("periodic_remove", $"(JobStatus == 1 || JobStatus == 5) && {options.GateAttribute} =?= false && {old}");
        }
        else
        {
            yield return ("hold", "true");
            yield return ("periodic_remove", $"JobStatus == 5 && HoldReasonCode == 15 && {old}");
        }
    }

    /// <summary>
    /// The schedd itself stops a job that would be started for ever (by a node fault that no exit code shows), even while no sidecar runs.
    /// </summary>
    private static IEnumerable<(string Name, string Value)> LimitOf(CondorIoOptions options)
    {
        if (options.MaxJobStarts == 0)
            yield break;
        yield return ("periodic_hold", $"JobStatus == 1 && NumJobStarts >= {ClassAdText.Number(options.MaxJobStarts)}");
        yield return (
            "periodic_hold_reason",
            ClassAdText.Quote(
                $"HTCondor started this job {ClassAdText.Number(options.MaxJobStarts)} times or more, and it never ended "
                    + "(the limit is MaxJobStarts in the sidecar's configuration)"
            )
        );
    }

    /// <summary>
    /// The runner ends by a signal if its node can run no container (60-fitness.sh); nothing has run then. This hold makes the job wait
    /// until the sidecar releases it for another node.
    /// </summary>
    private static IEnumerable<(string Name, string Value)> NodeFaultHold { get; } =
    [
        ("on_exit_hold", $"ExitBySignal && ExitSignal == {ClassAdText.Number(NodeFaultHolds.Signal)}"),
        ("on_exit_hold_reason", ClassAdText.Quote("the node can run no container")),
        ("on_exit_hold_subcode", ClassAdText.Number(NodeFaultHolds.SubCode)),
    ];

    /// <summary>
    /// The requirements of a spooled job contain the gate, which comes first: false and-ed with anything is false. The machines to avoid
    /// come last. Their attribute is undefined except in jobs after a node fault, so the negotiator can treat all other jobs as alike.
    /// </summary>
    private static string RequirementsOf(SubmitDescription job, CondorIoOptions options)
    {
        var own = job.Commands.Where(command => SubmitCommand.IsRequirements(command.Key)).Select(command => $"({command.Value})");
        var elsewhere =
            $"(stringListIMember(TARGET.Machine, MY.{options.AvoidAttribute}) =!= true || time() > MY.{options.AvoidUntilAttribute})";
        return ClassAdText.And(options.IsRemote ? [$"(MY.{options.GateAttribute} =?= true)", .. own, elsewhere] : [.. own, elsewhere]);
    }

    private sealed record Column(string Name, Func<SubmitDescription, Func<JobTag, string>, string> Value);

    private static List<Column> ColumnsOf(SubmitShape shape, SubmitDescription first)
    {
        List<Column> columns =
        [
            new("tag", (job, _) => job.Tag.Value),
            new("folder", (job, folderOf) => folderOf(job.Tag)),
            new("attempt", (job, _) => ClassAdText.Number(job.Attempt)),
            new("cpus", (job, _) => ClassAdText.Number(job.Cpus)),
            new("memory", (job, _) => ClassAdText.Number(job.MemoryMiB)),
            new("vacate", (job, _) => ClassAdText.Seconds(job.VacateTime)),
        ];
        if (shape.Disk)
            columns.Add(new("disk", (job, _) => ClassAdText.Number(job.DiskKiB!.Value)));
        if (shape.Gpus)
            columns.Add(new("gpus", (job, _) => ClassAdText.Number(job.Gpus)));
        if (shape.Description)
            columns.Add(new("title", (job, _) => job.Description!));
        columns.AddRange(first.Labels.Select((label, i) => new Column(label.Key, (job, _) => job.Labels[i].Value)));
        columns.AddRange(Enumerable.Range(0, shape.Arguments).Select(i => new Column($"arg{i}", (job, _) => job.Arguments[i])));
        columns.AddRange(Enumerable.Range(0, shape.InputFiles).Select(i => new Column($"in{i}", (job, _) => job.InputFiles[i])));
        return columns;
    }

    private static string Join(string separator, string column, int count, string before = "") =>
        string.Join(separator, Enumerable.Range(0, count).Select(i => $"{before}$({column}{i})"));

    /// <summary>The one quoting function of submit files. They have no quoting, so a value is either safe as it is, or refused.</summary>
    /// <exception cref="FormatException">The value is outside the alphabet of <see cref="SafeWord"/>.</exception>
    public static string Word(string value) =>
        SafeWord.Is(value) ? value : throw new FormatException("a value is empty or has characters that a submit file cannot hold");
}
