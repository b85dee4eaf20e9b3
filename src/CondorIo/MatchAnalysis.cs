using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HtcondorActors.CondorIo;

/// <summary>What <c>condor_q -better-analyze</c> says of one job.</summary>
/// <param name="Slots">How many slots it compared. A partitionable slot counts once, with all that it has.</param>
/// <param name="RejectedByJob">Slots that do not meet the job's requirements.</param>
/// <param name="RejectedBySlot">Slots that refuse the job by requirements of their own, as while they drain.</param>
/// <param name="Serving">Slots that fit and run jobs. A partitionable slot is never one of them.</param>
/// <param name="IfDrained">Slots that fit but have too little left now. Versions before 24 do not tell.</param>
internal sealed record MatchAnalysis(int Slots, int RejectedByJob, int RejectedBySlot, int Serving, int IfDrained)
{
    /// <summary>What the job asks for, by HTCondor's names: memory in MiB, disk in KiB.</summary>
    public IReadOnlyDictionary<string, long> Requests { get; init; } = new Dictionary<string, long>();

    /// <summary>The parts of the requirements that must all be met, and that no slot meets.</summary>
    public IReadOnlyList<string> Unmet { get; init; } = [];

    public int Fitting => Slots - RejectedByJob - RejectedBySlot;
}

/// <summary>
/// Pure: reads the output of <c>condor_q -better-analyze</c>, which is written for people (src/condor_q.V6/jobmatch.cpp of versions 23 and
/// 25). A job whose summary has an unknown line, or numbers that do not add up, is left out.
/// </summary>
internal sealed partial class MatchAnalyses
{
    /// <summary>More are not shown, and an output with more is none.</summary>
    private const int MostParts = 64;

    private readonly Dictionary<JobId, MatchAnalysis?> _read = [];
    private readonly Dictionary<string, long> _requests = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _unmet = [];
    private readonly StringBuilder _requirements = new();
    private JobId? _job;

    // 1 before the text of the requirements, 2 in it, 3 after it
    private int _blanks;
    private int _columns;

    private JobId? _summed;
    private int _slots;
    private Dictionary<string, int> _counts = [];
    private bool _isOdd;

    public static IReadOnlyDictionary<JobId, MatchAnalysis> Of(string output)
    {
        var analyses = new MatchAnalyses();
        foreach (var line in output.Split('\n'))
            analyses.Take(line.TrimEnd('\r'));
        analyses.EndSummary();
        return analyses._read.Where(each => each.Value is not null).ToDictionary(each => each.Key, each => each.Value!);
    }

    private void Take(string line)
    {
        if (_summed is not null && Count().Match(line) is { Success: true } count)
        {
            // The same words twice are not understood.
            var isNumber = int.TryParse(count.Groups["n"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n);
            _isOdd |= !isNumber || !_counts.TryAdd(count.Groups["words"].Value, n);
        }
        else
            EndSummary();
        if (Beginning().Match(line) is { Success: true } beginning)
            Begin(IdOf(beginning));
        else if (Summary().Match(line) is { Success: true } summary && int.TryParse(summary.Groups["n"].Value, out var slots))
            (_summed, _slots, _counts, _isOdd) = (IdOf(summary), slots, [], false);
        else if (Status().Match(line) is { Success: true } status && IdOf(status) is { } other)
            Leave(other); // it runs, or is held
        else if (Request().Match(line) is { Success: true } request && long.TryParse(request.Groups["n"].Value, out var amount))
            _requests.TryAdd(request.Groups["name"].Value, amount);
        else if (Header().Match(line) is { Success: true } header)
            _columns = header.Groups["drained"].Success ? 2 : 1;
        else
            TakePart(line);
        if (_blanks == 2 && line.Length > 0)
            _requirements.Append(line).Append(' ');
        if (_blanks is 1 or 2 && line.Length == 0)
            _blanks++;
    }

    private void TakePart(string line)
    {
        var part = (_columns == 2 ? PartIfDrained() : Part()).Match(line);
        if (_columns == 0 || !part.Success || _unmet.Count >= MostParts)
            return;
        var words = Conjuncts.Plain(part.Groups["words"].Value);
        var isUnmet = part.Groups["n"].Value is "0" or "never" && part.Groups["drained"].Value is "" or "0" or "never";
        if (isUnmet)
            _unmet.Add(words);
    }

    private void Begin(JobId? job)
    {
        (_job, _columns, _blanks) = (job, 0, 1);
        _requirements.Clear();
        _requests.Clear();
        _unmet.Clear();
    }

    private void EndSummary()
    {
        if (_summed is not { } job)
            return;
        _summed = null;
        var (byJob, bySlot) = (
            Counted("are rejected by your job's requirements"),
            Counted("reject your job because of their own requirements")
        );
        var serving = Counted("match and are already running your jobs") + Counted("match but are serving other users");
        var free = Counted("are able to run your job") + Counted("match and are willing to run your job");
        var drained = Counted("would match if drained");
        // Offline slots are counted twice.
        var isWhole = byJob + bySlot + serving + free + drained == _slots && Counted("match but are currently offline") <= _slots;
        if (job == _job && !_isOdd && isWhole && _counts.Keys.All(Known.Contains) && !_read.ContainsKey(job))
            _read[job] = new(_slots, (int)byJob, (int)bySlot, (int)serving, (int)drained)
            {
                Requests = new Dictionary<string, long>(_requests, StringComparer.OrdinalIgnoreCase),
                Unmet = [.. _unmet.Where(Conjuncts.Of(_requirements.ToString()).Contains)],
            };
        else
            Leave(job);

        long Counted(string words) => _counts.GetValueOrDefault(words);
    }

    private void Leave(JobId job) => _read[job] = null;

    private static JobId? IdOf(Match match)
    {
        var (cluster, proc) = (match.Groups["cluster"].Value.TrimStart('0'), match.Groups["proc"].Value.TrimStart('0'));
        return JobId.TryParse($"{cluster}.{(proc.Length > 0 ? proc : "0")}", out var id) ? id : null;
    }

    private static readonly HashSet<string> Known =
    [
        "are rejected by your job's requirements",
        "reject your job because of their own requirements",
        "match and are already running your jobs",
        "match but are serving other users",
        "match but are currently offline",
        "are able to run your job",
        "match and are willing to run your job",
        "would match if drained",
    ];

    [GeneratedRegex(
        @"^The Requirements expression for job (?<cluster>[0-9]{1,10})\.(?<proc>[0-9]{1,10}) is$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Beginning();

    [GeneratedRegex(@"^    Request(?<name>[A-Za-z_][A-Za-z0-9_]{0,63}) = (?<n>[0-9]{1,18})( \([a-z]+\))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Request();

    [GeneratedRegex(@"^Step +Matched +(?<drained>Drained +)?Condition$", RegexOptions.CultureInvariant)]
    private static partial Regex Header();

    [GeneratedRegex(@"^\[[0-9]{1,6}\] +(?<n>[0-9]{1,9}|always|never|now|not now)  (?<words>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Part();

    [GeneratedRegex(
        @"^\[[0-9]{1,6}\] +(?<n>[0-9]{1,9}) +(?<drained>[0-9]{1,9})  (?<words>.*)$|^\[[0-9]{1,6}\] +(?<n>never)  (?<words>.*)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex PartIfDrained();

    [GeneratedRegex(
        @"^(?<cluster>[0-9]{3,10})\.(?<proc>[0-9]{3,10}):  Run analysis summary [a-z ]{1,60}\.  Of (?<n>[0-9]{1,9}) "
            + @"(machines|slots on [0-9]{1,9} machines),$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Summary();

    [GeneratedRegex(@"^(?<cluster>[0-9]{3,10})\.(?<proc>[0-9]{3,10}):  (?!Run analysis summary )", RegexOptions.CultureInvariant)]
    private static partial Regex Status();

    [GeneratedRegex(@"^ +(?<n>[0-9]{1,9}) (slots )?(?<words>[a-z].*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Count();
}
