namespace HtcondorActors.CondorIo;

/// <summary>The command lines of the condor tools, for the local schedd, or with <c>-pool</c> and <c>-name</c> for a remote one.</summary>
internal sealed class CondorCommands(CondorIoOptions options)
{
    /// <summary>The submit file goes to standard input, so that nothing is left on the disk.</summary>
    public ToolCommand Submit(string submitFile) =>
        new(
            "condor_submit",
            options.IsRemote ? [.. Pool, "-remote", options.ScheddHost!, "-terse", "-"] : ["-terse", "-"],
            options.SubmitTimeLimit,
            submitFile
        );

    /// <summary>Without -allusers, a caller with another identity would see an empty queue and no error.</summary>
    public ToolCommand Queue(string constraint) =>
        new("condor_q", [.. Schedd, "-allusers", "-json", "-attributes", Attributes, "-constraint", constraint], options.QueryTimeLimit);

    /// <summary>
    /// Without a scan limit, a remote schedd silently reads only the newest HISTORY_HELPER_MAX_HISTORY jobs of its history. SCHEDD_HOST in
    /// HTCondor's own configuration can make any schedd a remote one. The bound of -since is a job and never a time: see
    /// <see cref="HistoryReach"/>. The job is named by its global id, because a schedd that lost its queue gives the short ids again.
    /// </summary>
    public ToolCommand History(string constraint, HistoryReach reach, int limit) =>
        new(
            "condor_history",
            [
                .. Schedd,
                "-json",
                "-attributes",
                Attributes,
                "-limit",
                ClassAdText.Number(limit),
                .. reach.After is { } job ? ["-since", ClassAdText.Is("GlobalJobId", job)] : Array.Empty<string>(),
                "-scanlimit",
                ClassAdText.Number(int.MaxValue),
                "-constraint",
                constraint,
            ],
            options.QueryTimeLimit
        );

    /// <summary>
    /// Each slot once: a dynamic slot is a part of its partitionable slot, and a backfill slot has the resources of another slot.
    /// </summary>
    /// <param name="attributes">The wanted attributes.</param>
    /// <param name="wholePool">True: also slots outside <see cref="CondorIoOptions.PoolConstraint"/>, where jobs may run too.</param>
    public ToolCommand Slots(IEnumerable<string> attributes, bool wholePool = false) =>
        new(
            "condor_status",
            [
                .. Pool,
                "-json",
                "-attributes",
                string.Join(',', attributes),
                "-constraint",
                ClassAdText.And([
                    "SlotType =!= \"Dynamic\"",
                    "BackfillSlot =!= true",
                    .. options.PoolConstraint.Length > 0 && !wholePool ? [$"({options.PoolConstraint})"] : Array.Empty<string>(),
                ]),
            ],
            options.QueryTimeLimit
        );

    public ToolCommand Labels(string constraint, IEnumerable<string> attributes) =>
        new(
            "condor_q",
            [
                .. Schedd,
                "-allusers",
                "-json",
                "-attributes",
                string.Join(',', attributes.Prepend("ProcId").Prepend("ClusterId")),
                "-constraint",
                constraint,
            ],
            options.QueryTimeLimit
        );

    /// <summary>
    /// The schedd's own ad, from the schedd itself and not from the collector. An empty name means the schedd that the other tools take
    /// without <c>-name</c>.
    /// </summary>
    public ToolCommand ScheddAd() =>
        new(
            "condor_status",
            [.. Pool, "-schedd", "-direct", options.IsRemote ? options.ScheddHost! : "", "-json", "-attributes", "Name"],
            options.QueryTimeLimit
        );

    public ToolCommand Version() => new("condor_version", [], options.QueryTimeLimit);

    /// <summary>One line for each slot: the words that Apptainer or Singularity uses for its version.</summary>
    public ToolCommand ApptainerVersions(int slots) =>
        new(
            "condor_status",
            [.. Pool, "-constraint", "HasSingularity", "-limit", ClassAdText.Number(slots), "-af", "SingularityVersion"],
            options.QueryTimeLimit
        );

    /// <summary>Compares the jobs with every slot. The answer is text for people; there is no other form.</summary>
    public ToolCommand Analyze(string constraint) =>
        new("condor_q", [.. Schedd, "-allusers", "-nouserprios", "-better-analyze", "-constraint", constraint], options.QueryTimeLimit)
        {
            MaxOutputBytes = 16 * 1024 * 1024,
        };

    public ToolCommand Release(string constraint) => Act("condor_release", "-constraint", constraint);

    public ToolCommand Remove(string constraint) => Act("condor_rm", "-reason", "Removed by InterLink", "-constraint", constraint);

    public ToolCommand Edit(string constraint, params (string Attribute, string Expression)[] values) =>
        Act("condor_qedit", ["-constraint", constraint, .. values.SelectMany(value => new[] { value.Attribute, value.Expression })]);

    public ToolCommand TransferData(string constraint) =>
        Act("condor_transfer_data", "-constraint", constraint) with
        {
            TimeLimit = options.TransferTimeLimit,
        };

    /// <summary>The attributes to request from queue and history.</summary>
    private string Attributes => string.Join(',', AdSchema.NamesOf(options));

    private ToolCommand Act(string program, params string[] arguments) => new(program, [.. Schedd, .. arguments], options.QueryTimeLimit);

    private string[] Pool => options.IsRemote && !string.IsNullOrEmpty(options.CollectorHost) ? ["-pool", options.CollectorHost] : [];

    private string[] Schedd => options.IsRemote ? [.. Pool, "-name", options.ScheddHost!] : [];
}
