namespace HtcondorActors.CondorIo;

/// <summary>How to reach the scheduler and where jobs' folders are. Checked by <see cref="Faults"/> before anything starts.</summary>
public sealed record CondorIoOptions
{
    /// <summary>Bound of <see cref="MaxProcesses"/>.</summary>
    public const int MostProcesses = 64;

    /// <summary>Bound of <see cref="SubmitBatch"/>.</summary>
    public const int MostInBatch = 10_000;

    /// <summary>Bound of <see cref="MaxJobStarts"/>.</summary>
    public const int MostJobStarts = 100_000;

    /// <summary>Absolute path; job folders are <c>jobs/TAG</c> below it.</summary>
    public required string DataRootFolder { get; init; }

    /// <summary>
    /// The sidecar's name, which is written to every job ad and used in every query, because several sidecars may share one schedd.
    /// </summary>
    public required string Instance { get; init; }

    /// <summary>
    /// Distinguishes the data folder from another one with the same <see cref="Instance"/>; written to every job ad. If it is empty, only
    /// the name counts.
    /// </summary>
    public string InstanceId { get; init; } = "";

    /// <summary>If set, jobs are submitted with <c>-remote ScheddHost</c> (spooled) and queried with <c>-name ScheddHost</c>.</summary>
    public string? ScheddHost { get; init; }

    /// <summary>If set, every tool gets it as <c>-pool</c> (only together with a remote schedd).</summary>
    public string? CollectorHost { get; init; }

    /// <summary>
    /// Variables that are added to the environment of every tool (such as _condor_SCHEDD_NAME, CONDOR_CONFIG, X509_USER_PROXY).
    /// </summary>
    public IReadOnlyDictionary<string, string> ToolEnvironment { get; init; } = new Dictionary<string, string>();

    public TimeSpan QueryTimeLimit { get; init; } = TimeSpan.FromSeconds(30);
    public TimeSpan SubmitTimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The time limit for fetching the output of many spooled jobs at once.</summary>
    public TimeSpan TransferTimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Longer than any call for a batch takes while the tools keep their limits, including waits for a free slot. A longer call hangs, with
    /// one exception: submits of very many shapes to a schedd that lets each of them time out.
    /// </summary>
    public TimeSpan LongestCall => 4 * (QueryTimeLimit + SubmitTimeLimit) + TransferTimeLimit;

    /// <summary>
    /// A ClassAd expression for the slots whose resources count as the pool's totals; the administrator's own. If it is empty, all count.
    /// </summary>
    public string PoolConstraint { get; init; } = "";

    /// <summary>How many condor processes may run at once.</summary>
    public int MaxProcesses { get; init; } = 4;

    /// <summary>How many jobs go out in one condor_submit.</summary>
    public int SubmitBatch { get; init; } = 500;

    /// <summary>The schedd itself removes a job that nobody releases within this time.</summary>
    public TimeSpan AbandonedAfter { get; init; } = DefaultAbandonedAfter;
    public static TimeSpan DefaultAbandonedAfter { get; } = TimeSpan.FromMinutes(10);

    /// <summary>A job that HTCondor has started this often is put on hold instead of being started again; 0 for no limit.</summary>
    public int MaxJobStarts { get; init; } = 20;

    /// <summary>The attribute of the job ad that holds the job's tag. The caller names it, in the words that its users know.</summary>
    public required string TagAttribute { get; init; }

    /// <summary>Names of this room's other attributes in the job ad.</summary>
    public string InstanceAttribute { get; init; } = "InterLinkInstance";
    public string InstanceIdAttribute { get; init; } = "InterLinkInstanceId";
    public string AttemptAttribute { get; init; } = "InterLinkAttempt";
    public string GateAttribute { get; init; } = "InterLinkGo";

    /// <summary>
    /// The attribute with the machines on which the job must not run, joined by commas, and the one with the end of that ban (in seconds
    /// since 1970).
    /// </summary>
    public string AvoidAttribute { get; init; } = "InterLinkAvoid";
    public string AvoidUntilAttribute { get; init; } = "InterLinkAvoidUntil";

    /// <summary>The attribute with the time until which the schedd may accept the submit, in seconds since 1970.</summary>
    public string DeadlineAttribute { get; init; } = "InterLinkSubmitDeadline";

    /// <summary>The name of the schedd's rule for that deadline, if an administrator has set it (docs/schedd-rules.md).</summary>
    public string DeadlineRule { get; init; } = "InterLinkDeadline";

    /// <summary>True if jobs are spooled to a remote schedd.</summary>
    public bool IsRemote => !string.IsNullOrEmpty(ScheddHost);

    /// <summary>All reasons why these options cannot be used; empty if they can.</summary>
    public IReadOnlyList<OptionFault> Faults()
    {
        List<OptionFault> faults = [];
        void Check(bool good, string option, string words, params string[] with)
        {
            if (!good)
                faults.Add(new OptionFault(option, words, with));
        }

        const string Name = "must be 1 to 128 letters, digits, dots, dashes or underscores, beginning with a letter or digit";
        const string Limit = "must be between 1 second and 1 day";
        Check(
            SafeWord.IsAbsolutePath(DataRootFolder),
            nameof(DataRootFolder),
            "must be an absolute path of letters, digits and . _ / @ : + -"
        );
        Check(JobTag.TryParse(Instance, out _), nameof(Instance), Name);
        Check(InstanceId.Length == 0 || JobTag.TryParse(InstanceId, out _), nameof(InstanceId), Name);
        Check(ScheddHost is null or "" || IsHost(ScheddHost), nameof(ScheddHost), "must be a schedd's name or address");
        Check(CollectorHost is null or "" || IsHost(CollectorHost), nameof(CollectorHost), "must be a host name or address");
        Check(
            string.IsNullOrEmpty(CollectorHost) || IsRemote,
            nameof(CollectorHost),
            "is used only together with ScheddHost",
            nameof(ScheddHost)
        );
        foreach (var name in ToolEnvironment.Keys)
            Check(
                name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.'),
                nameof(ToolEnvironment),
                "has a name that is no environment variable"
            );
        Check(ToolEnvironment.Values.All(value => !value.Contains('\0')), nameof(ToolEnvironment), "has a value with a zero byte");
        Check(InBound(QueryTimeLimit), nameof(QueryTimeLimit), Limit);
        Check(InBound(SubmitTimeLimit), nameof(SubmitTimeLimit), Limit);
        Check(InBound(TransferTimeLimit), nameof(TransferTimeLimit), Limit);
        Check(MaxProcesses is >= 1 and <= MostProcesses, nameof(MaxProcesses), $"must be between 1 and {MostProcesses}");
        Check(SubmitBatch is >= 1 and <= MostInBatch, nameof(SubmitBatch), $"must be between 1 and {MostInBatch}");
        Check(
            AbandonedAfter >= TimeSpan.FromSeconds(1) && AbandonedAfter <= TimeSpan.FromDays(7),
            nameof(AbandonedAfter),
            "must be between 1 second and 7 days"
        );
        Check(MaxJobStarts is >= 0 and <= MostJobStarts, nameof(MaxJobStarts), $"must be between 0 and {MostJobStarts}");
        if (PoolConstraint.Length > 0)
        {
            var fault = PoolConstraint.Any(char.IsControl) ? "is not one line" : ClassAdSyntax.FaultOfPart(PoolConstraint);
            Check(fault is null, nameof(PoolConstraint), $"must be a ClassAd expression; it {fault}");
        }
        (string Option, string Name)[] attributes =
        [
            (nameof(TagAttribute), TagAttribute),
            (nameof(InstanceAttribute), InstanceAttribute),
            (nameof(InstanceIdAttribute), InstanceIdAttribute),
            (nameof(AttemptAttribute), AttemptAttribute),
            (nameof(DeadlineAttribute), DeadlineAttribute),
            (nameof(GateAttribute), GateAttribute),
            (nameof(AvoidAttribute), AvoidAttribute),
            (nameof(AvoidUntilAttribute), AvoidUntilAttribute),
        ];
        foreach (var (option, name) in attributes)
            Check(IsAttribute(name), option, "must be 1 to 64 letters, digits or underscores, beginning with a letter");
        foreach (var same in attributes.GroupBy(each => each.Name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
            Check(false, same.Last().Option, $"must differ from {same.First().Option}");
        return faults;
    }

    private static bool InBound(TimeSpan limit) => limit >= TimeSpan.FromSeconds(1) && limit <= TimeSpan.FromDays(1);

    /// <summary>Accepts "&lt;address?options&gt;" as HTCondor writes it too, but nothing that a tool would take for an option.</summary>
    private static bool IsHost(string text) => text.Length <= 1024 && text[0] != '-' && text.All(c => c is > ' ' and <= '~');

    private static bool IsAttribute(string? name) =>
        name is { Length: > 0 and <= 64 } && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}

/// <summary>Why an option cannot be used.</summary>
/// <param name="Option">The name of the property.</param>
/// <param name="Words">What it must be, in words that follow the name.</param>
/// <param name="With">Other options that the fault depends on.</param>
public sealed record OptionFault(string Option, string Words, IReadOnlyList<string> With)
{
    public override string ToString() => $"{Option} {Words}";
}
