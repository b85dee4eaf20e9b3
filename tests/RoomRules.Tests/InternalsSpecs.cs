using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace HtcondorActors.RoomRules.Tests;

/// <summary>Each project of src shows its internals to its own tests, and to a few others for a reason.</summary>
public sealed class InternalsSpecs
{
    /// <summary>The projects that see the internals of another project than their own: the only place where the reasons are
    /// said.</summary>
    private static readonly (string Of, string To, string Reason)[] Others =
    [
        ("CondorIo", "Fuzz.Tests", "its reader of job ads is given hostile text"),
        ("CondorIo", "Bench", "its reader of job ads and its output of jobs are measured alone"),
        ("Actors", "Runner.Tests", "the stream that the script writes is read as the sidecar reads it"),
        ("Actors", "Cli.Tests", "a manifest, a log and a pod's state are followed through all projects"),
        ("Actors", "Simulation.Tests", "the real decider and the real PodActor live in a simulated world"),
        ("Actors", "Fuzz.Tests", "its readers of the stream and of the journal are given hostile bytes"),
        ("Actors", "ChaosRun", "the points at which the sidecar is killed are named after its facts and effects"),
        ("Actors", "Bench", "the reading of logs and the board of statuses are measured alone"),
        ("Http", "Cli.Tests", "flags, manifests and log options are followed through all projects"),
        ("Http", "Simulation.Tests", "the simulated kubelet reads the answer as it is written on the wire"),
        ("Http", "Fuzz.Tests", "its readers of requests and of the configuration are given hostile text"),
        ("Http", "Bench", "the server is started with a gateway that is measured alone"),
        ("Cli", "EndToEnd.Tests", "manifests are sent, and answers judged, as the pod commands do it"),
        ("Cli", "Simulation.Tests", "answers are judged as the Virtual Kubelet reads them"),
        ("Cli", "ChaosRun", "answers are judged as the Virtual Kubelet reads them"),
        ("Cli", "Fuzz.Tests", "its readers of manifests and answers are given hostile text"),
    ];

    [Theory]
    [InlineData("CondorIo")]
    [InlineData("Actors")]
    [InlineData("Http")]
    [InlineData("Cli")]
    public void A_project_shows_its_internals_to_its_own_tests_and_to_those_that_have_a_reason(string project)
    {
        var allowed = Others.Where(pair => pair.Of == project).Select(pair => pair.To).Append(project + ".Tests");
        var shown = AssemblyOf(project)
            .GetCustomAttributes<InternalsVisibleToAttribute>()
            .Select(friend => friend.AssemblyName.Replace("HtcondorActors.", "", StringComparison.Ordinal));
        Assert.Equal(allowed.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_table_allows_nothing_that_no_file_needs() =>
        Assert.Empty(
            from pair in Others
            let folder = pair.To == "Bench" ? "bench/" : $"tests/{pair.To}/"
            let code = Source
                .Tests.Where(file => file.Path.StartsWith(folder, StringComparison.Ordinal))
                .Select(file => Source.Code(file.Text))
            let words = code.SelectMany(text => Regex.Matches(text, @"\w+")).Select(match => match.Value).ToHashSet(StringComparer.Ordinal)
            where !AssemblyOf(pair.Of).GetTypes().Any(type => type.IsNotPublic && words.Contains(type.Name.Split('`')[0]))
            select $"{pair.To} names no internal type of {pair.Of}"
        );

    private static Assembly AssemblyOf(string project) =>
        Assembly.Load(project == "Cli" ? "htcondor-sidecar" : "HtcondorActors." + project);
}
