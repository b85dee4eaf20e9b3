using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Admin;

/// <summary>Pure: which pods a list has, and in which order.</summary>
internal sealed partial record PodQuery
{
    public const int DefaultLimit = 500;
    public const int LargestLimit = 5000;

    /// <summary>How many pods one node sends another in one message, in a brief list and in a whole one.</summary>
    private const int BriefPart = 500,
        WholePart = 200;

    /// <summary>All parameters, with what they mean.</summary>
    public static IReadOnlyList<AdminParameter> Parameters { get; } =
    [
        new("namespace", "Only pods of this namespace."),
        new("stage", "Only pods of these stages, with commas: " + string.Join(", ", Enum.GetNames<PodStage>()).ToLowerInvariant() + "."),
        new("reason", "Only pods with these reasons (docs/reasons.md), with commas."),
        new("hold", "Only pods whose job is on hold with one of these, with commas: HTCondor's name, a code, or CODE.SUBCODE (13.2)."),
        new("olderThan", "Only pods that have had their stage and reason for longer than this, such as 90s, 10m or 2h30m."),
        new("text", "Only pods whose NAMESPACE/NAME contains this text."),
        new("sort", "One of " + string.Join(", ", PodOrder.Names) + ", with a - before it in reverse; by default namespace."),
        new("view", "brief: only what a narrow table shows, which is a quarter of the bytes."),
        new("limit", $"The most pods of one answer, 1 to {LargestLimit}; by default {DefaultLimit}."),
        new("continue", "From the answer before: the next page of the same list. Repeat the other parameters."),
    ];

    private static readonly string[] Filtering = ["namespace", "stage", "reason", "hold", "olderThan", "text", "sort"];

    public string? Namespace { get; private init; }
    public IReadOnlySet<PodStage>? Stages { get; private init; }
    public IReadOnlySet<string>? Reasons { get; private init; }
    public IReadOnlySet<string>? Holds { get; private init; }
    public TimeSpan? OlderThan { get; private init; }
    public string? Text { get; private init; }
    public bool IsBrief { get; private init; }
    public PodOrder Order { get; private init; } = PodOrder.Default;
    public int Limit { get; private init; } = DefaultLimit;
    public string? Continue { get; private init; }

    /// <summary>The same for requests that want pages of the same list.</summary>
    public uint Signature { get; private init; }

    /// <summary>The parameters that <see cref="Signature"/> is of, as in a URL.</summary>
    private string Filters { get; init; } = "";

    /// <summary>The same list of one node, to be merged with those of others.</summary>
    /// <param name="token">Where the part begins; null for the first one.</param>
    public PodQuery Part(string? token)
    {
        var isBrief = IsBrief && Order.IsInBrief;
        return this with { IsBrief = isBrief, Limit = isBrief ? BriefPart : WholePart, Continue = token };
    }

    public PodQuery WithLimit(int limit) => this with { Limit = limit };

    /// <summary>The query as in a URL.</summary>
    public string Url =>
        new QueryString(Filters).Add("limit", Number(Limit)).Add("view", IsBrief ? "brief" : "").Add("continue", Continue ?? "").Value!;

    /// <exception cref="AdminFault">400: a parameter is unknown or has a wrong value.</exception>
    public static PodQuery Of(IQueryCollection given)
    {
        AdminParameter.Check(given, Parameters);
        return new PodQuery
        {
            Namespace = OrNull(given["namespace"]),
            Stages = OrNull(given["stage"]) is { } stages ? Listed(stages).Select(StageOf).ToHashSet() : null,
            Reasons = OrNull(given["reason"]) is { } reasons ? Listed(reasons).Select(ReasonOf).ToHashSet(StringComparer.Ordinal) : null,
            Holds = OrNull(given["hold"]) is { } holds ? Listed(holds).ToHashSet(StringComparer.OrdinalIgnoreCase) : null,
            OlderThan = OrNull(given["olderThan"]) is { } age ? AgeOf(age) : null,
            Text = OrNull(given["text"]),
            IsBrief = OrNull(given["view"]) is { } view && (view == "brief" ? true : throw AdminParameter.Wrong("view", view, "brief")),
            Order = OrNull(given["sort"]) is { } sort ? PodOrder.Parse(sort) : PodOrder.Default,
            Limit = OrNull(given["limit"]) is { } limit ? LimitOf(limit) : DefaultLimit,
            Continue = OrNull(given["continue"]),
            Signature = SignatureOf(given),
            Filters =
                QueryString.Create(Filtering.Where(given.ContainsKey).Select(name => KeyValuePair.Create(name, given[name]))).Value ?? "",
        };
    }

    public bool Matches(IPodLine pod, DateTimeOffset now) =>
        (Namespace is null || pod.Namespace == Namespace)
        && (Stages is null || Stages.Contains(pod.Stage))
        && (Reasons is null || Reasons.Contains(pod.Reason))
        && (Holds is null || IsHeldWith(pod, Holds))
        && (OlderThan is not { } age || now - pod.Since > age)
        && (Text is null || IsIn(pod, Text));

    private static bool IsHeldWith(IPodLine pod, IReadOnlySet<string> holds) =>
        pod.Hold is { } name
        && (
            holds.Contains(name)
            || (
                pod.HoldCode is { } code
                && (holds.Contains(Number(code)) || holds.Contains($"{Number(code)}.{Number(pod.HoldSubCode ?? 0)}"))
            )
        );

    private static string Number(int code) => code.ToString(CultureInfo.InvariantCulture);

    /// <summary>Looks at the parts first, because most texts are in one of them and the whole must be joined.</summary>
    private static bool IsIn(IPodLine pod, string text) =>
        pod.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
        || pod.Namespace.Contains(text, StringComparison.OrdinalIgnoreCase)
        || (text.Contains('/') && $"{pod.Namespace}/{pod.Name}".Contains(text, StringComparison.OrdinalIgnoreCase));

    private static PodStage StageOf(string word) =>
        Enum.GetNames<PodStage>().Contains(word, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<PodStage>(word, ignoreCase: true)
            : throw AdminParameter.Wrong("stage", word, "one of " + string.Join(", ", Enum.GetNames<PodStage>()).ToLowerInvariant());

    private static string ReasonOf(string word) =>
        PodReasons.All.FirstOrDefault(reason => reason.Id.Equals(word, StringComparison.OrdinalIgnoreCase))?.Id
        ?? throw AdminParameter.Wrong("reason", word, "a reason of docs/reasons.md");

    private static TimeSpan AgeOf(string text)
    {
        var match = Age().Match(text);
        if (text.Length == 0 || !match.Success)
            throw AdminParameter.Wrong("olderThan", text, "a time such as 90s, 10m, 2h30m or 3d");
        return TimeSpan.FromDays(Number("d"))
            + TimeSpan.FromHours(Number("h"))
            + TimeSpan.FromMinutes(Number("m"))
            + TimeSpan.FromSeconds(Number("s"));

        int Number(string unit) =>
            match.Groups[unit] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;
    }

    private static int LimitOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= LargestLimit
            ? limit
            : throw AdminParameter.Wrong("limit", text, $"a whole number from 1 to {LargestLimit}");

    private static uint SignatureOf(IQueryCollection given)
    {
        var text = string.Join('\n', Filtering.Select(part => given[part].ToString()));
        return BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string[] Listed(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? OrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;

    [GeneratedRegex(@"^(?=.)((?<d>\d{1,5})d)?((?<h>\d{1,6})h)?((?<m>\d{1,7})m)?((?<s>\d{1,9})s)?\z")]
    private static partial Regex Age();
}
