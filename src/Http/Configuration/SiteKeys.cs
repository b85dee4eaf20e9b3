using System.Globalization;
using System.Text.RegularExpressions;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Http.Configuration;

/// <summary>What the keys about pods and jobs take. Each check says what is wrong, or null.</summary>
internal static partial class SiteKeys
{
    public static IReadOnlyList<ConfigKey<Flavor>> OfFlavor { get; } =
    [
        ConfigKey<Flavor>.Line(
            nameof(Flavor.Name),
            "What a pod and DefaultFlavor call it.",
            (f, v) => f with { Name = v },
            "letters, digits, dot, dash, underscore, at most 63",
            FlavorName().IsMatch
        ),
        ConfigKey<Flavor>.Line(nameof(Flavor.Description), "For the reader of this file.", (f, v) => f with { Description = v }),
        ConfigKey<Flavor>.Whole(nameof(Flavor.Cpus), "CPUs of the job.", 1, 1024, (f, v) => f with { Cpus = v }),
        ConfigKey<Flavor>.Whole(nameof(Flavor.MemoryMiB), "Memory of the job.", 1, 16777216, (f, v) => f with { MemoryMiB = v }) with
        {
            Unit = "MiB",
        },
        ConfigKey<Flavor>.Whole(nameof(Flavor.DiskMiB), "Disk of the job.", 1, 16777216, (f, v) => f with { DiskMiB = v }) with
        {
            Unit = "MiB",
        },
        ConfigKey<Flavor>.Whole(nameof(Flavor.Gpus), "GPUs of the job.", 0, 1024, (f, v) => f with { Gpus = v }),
        ConfigMaps.Lines<Flavor>(
            nameof(Flavor.SubmitCommands),
            "Submit commands of the job. They win over those of every job.",
            "a map of submit commands",
            (f, v) => f with { SubmitCommands = v },
            SubmitCommand.FaultOf
        ),
    ];

    public static IReadOnlyList<ConfigKey<NodeTaint>> OfTaint { get; } =
    [
        ConfigKey<NodeTaint>.Line(
            nameof(NodeTaint.Key),
            "The taint's key.",
            (t, v) => t with { Key = v },
            "a name as Kubernetes takes it (example.org/maintenance), other than interLink's own",
            key => QualifiedName().IsMatch(key) && key != "virtual-node.interlink/no-schedule"
        ),
        ConfigKey<NodeTaint>.Line(
            nameof(NodeTaint.Value),
            "The taint's value.",
            (t, v) => t with { Value = v },
            "letters, digits, dot, dash, underscore, at most 63",
            TaintValue().IsMatch
        ),
        ConfigKey<NodeTaint>.OneOf<TaintEffect>(nameof(NodeTaint.Effect), "What the taint does.", (t, v) => t with { Effect = v }),
    ];

    public static string AllowedCommands { get; } = "a list of words out of " + string.Join(", ", PodSubmitCommands.Names);

    public static bool IsAllowedCommand(string name) => PodSubmitCommands.Names.Contains(name);

    /// <summary>A path of the execute nodes, of which this machine knows nothing: plain, so that it says what it means.</summary>
    public static bool IsNodePath(string text) => text is ['/', ..] && !text.Split('/').Any(part => part is "." or "..");

    public static string? VolumeFault(string volume, string folder) =>
        !VolumeName().IsMatch(volume) ? "pvc/NAMESPACE/CLAIM, csi/DRIVER or nfs/SERVER/PATH is expected as the key"
        : IsNodePath(folder) ? null
        : "an absolute path is expected";

    public static string? ImageFault(string image, string instead) =>
        image.Length > 0 && instead.Length > 0 ? null : "an image is expected instead of an image";

    public static string? HoldFault(string codes, string answer) =>
        HoldRule.Parse(codes, answer) is null
            ? "CODE or CODE/SUBCODE as the key and wait, fail or release N are expected (1: wait or fail, 15 and 16: wait)"
            : null;

    public static string? AcceleratorFault(string resource, string amount) =>
        !(QualifiedName().IsMatch(resource) && resource.Contains('/', StringComparison.Ordinal))
            ? "a device's name (nvidia.com/gpu) is expected as the key"
        : !int.TryParse(amount, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "a whole number is expected"
        : null;

    public static string? ResourceFault(string resource, string name) =>
        !ResourceName().IsMatch(resource) ? "a resource's name (example.com/thing, hugepages-2Mi) is expected as the key"
        : !CondorName().IsMatch(name) || SubmitCommand.FaultOf("request_" + name, "1") is not null
            ? "HTCondor's name of a resource other than Cpus, Memory, Disk and Gpus is expected"
        : null;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,62}\z")]
    private static partial Regex FlavorName();

    [GeneratedRegex(@"\A(?:pvc/[a-z0-9-]+/[a-z0-9.-]+|csi/[A-Za-z0-9.-]+|nfs/[^/\s]+/.*)\z")]
    private static partial Regex VolumeName();

    [GeneratedRegex(@"\A(?:[a-z0-9.-]+/[A-Za-z0-9._-]+|hugepages-[0-9]+[KMG]i)\z")]
    private static partial Regex ResourceName();

    [GeneratedRegex(@"\A(?:(?=.{1,253}/)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex TaintValue();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{0,50}\z")]
    private static partial Regex CondorName();
}
