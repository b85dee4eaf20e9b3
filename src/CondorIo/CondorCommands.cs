namespace HtcondorActors.CondorIo;

/// <summary>The command lines of the condor tools: local, or with <c>-pool</c> and <c>-name</c> for a schedd elsewhere.</summary>
internal sealed class CondorCommands(CondorIoOptions options)
{
    /// <summary>The submit file comes on standard input, so that nothing is left on the disk.</summary>
    public ToolCommand Submit(string submitFile) =>
        new(
            "condor_submit",
            options.IsRemote ? [.. Pool, "-remote", options.ScheddHost!, "-terse", "-"] : ["-terse", "-"],
            options.SubmitTimeLimit,
            submitFile
        );

    /// <summary>With -allusers: without it a caller with another identity sees an empty queue and no error.</summary>
    public ToolCommand Queue(string constraint) =>
        new("condor_q", [.. Schedd, "-allusers", "-json", "-attributes", Attributes, "-constraint", constraint], options.QueryTimeLimit);

    /// <summary>
    /// A remote schedd reads only the newest HISTORY_HELPER_MAX_HISTORY jobs of its history, silently, unless a scan limit is
    /// given. The bound of -since is a job and never a time: see <see cref="HistoryReach"/>. It is named by its global id, since a
    /// queue that was lost gives the short ids again.
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
                .. options.IsRemote ? ["-scanlimit", ClassAdText.Number(int.MaxValue)] : Array.Empty<string>(),
                "-constraint",
                constraint,
            ],
            options.QueryTimeLimit
        );

    public ToolCommand Release(string constraint) => Act("condor_release", "-constraint", constraint);

    public ToolCommand Remove(string constraint) => Act("condor_rm", "-reason", "Removed by InterLink", "-constraint", constraint);

    public ToolCommand Edit(string constraint, params (string Attribute, string Expression)[] values) =>
        Act("condor_qedit", ["-constraint", constraint, .. values.SelectMany(value => new[] { value.Attribute, value.Expression })]);

    public ToolCommand TransferData(string constraint) =>
        Act("condor_transfer_data", "-constraint", constraint) with
        {
            TimeLimit = options.TransferTimeLimit,
        };

    /// <summary>The projection that queue and history are asked for.</summary>
    private string Attributes => string.Join(',', AdSchema.NamesOf(options));

    private ToolCommand Act(string program, params string[] arguments) => new(program, [.. Schedd, .. arguments], options.QueryTimeLimit);

    private string[] Pool => options.IsRemote && !string.IsNullOrEmpty(options.CollectorHost) ? ["-pool", options.CollectorHost] : [];

    private string[] Schedd => options.IsRemote ? [.. Pool, "-name", options.ScheddHost!] : [];
}
