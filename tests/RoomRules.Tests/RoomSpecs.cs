using System.Reflection;
using System.Text.RegularExpressions;

namespace HtcondorActors.RoomRules.Tests;

/// <summary>Who may know what: docs of each room say why, this keeps it so.</summary>
public sealed class RoomSpecs
{
    private static readonly Assembly CondorIo = Assembly.Load("HtcondorActors.CondorIo");
    private static readonly Assembly Actors = Assembly.Load("HtcondorActors.Actors");

    [Fact]
    public void CondorIo_knows_neither_Akka_nor_ASP_NET_nor_the_other_rooms() =>
        Assert.DoesNotContain(
            References(CondorIo),
            name =>
                name.StartsWith("Akka", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || name.StartsWith("HtcondorActors", StringComparison.Ordinal)
        );

    [Fact]
    public void Actors_knows_no_HTTP() =>
        Assert.DoesNotContain(
            References(Actors),
            name =>
                name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || name.StartsWith("System.Net.Http", StringComparison.Ordinal)
        );

    [Fact]
    public void CondorIo_speaks_of_jobs_and_never_of_pods() =>
        AssertNowhere(Source.Below("CondorIo/"), @"(?i)\bpods?\b|Pod[A-Z]", comments: true);

    [Fact]
    public void Processes_are_started_in_one_file_only() =>
        AssertNowhere(
            Source.Files.Where(f => f.Path != "CondorIo/ProcessRunner.cs"),
            @"\bProcessStartInfo\b|\bProcess\.Start\b|new Process\b"
        );

    [Fact]
    public void Only_the_gateway_asks() =>
        AssertNowhere(Source.Files.Where(f => f.Path != "Actors/Hosting/PodGateway.cs"), @"\.Ask<|\.Ask\(");

    /// <summary>In the two files one is over already, and the other has a thread of its own.</summary>
    [Fact]
    public void No_thread_of_the_actors_waits_for_a_task() =>
        AssertNowhere(
            Source.Below("Actors/").Where(f => f.Path is not ("Actors/Streams/LogSink.cs" or "Actors/Scheduling/EndedStreamReader.cs")),
            @"\.Task\.Result\b|\.Wait\(\)|\.GetResult\(\)"
        );

    [Fact]
    public void Nobody_reads_the_machines_clock() => AssertNowhere(Source.Files, @"\bDateTime(Offset)?\.(Utc)?Now\b");

    /// <summary>This process has no synchronisation context: what a library needs is noise here.</summary>
    [Fact]
    public void Nobody_asks_to_go_on_without_a_context() => AssertNowhere(Source.Files, @"\.ConfigureAwait\((true|false)\)");

    [Fact]
    public void Endpoints_get_what_they_need_by_parameter() =>
        AssertNowhere([.. Source.Below("Http/Endpoints/"), .. Source.Below("Http/Admin/")], @"\bRequestServices\b");

    [Fact]
    public void Endpoints_and_wire_know_the_gateway_and_the_protocol_only() =>
        AssertNowhere(Source.Below("Http/Endpoints/", "Http/Wire/"), @"\bIActorRef\b|HtcondorActors\.CondorIo|\bAkka\b");

    [Fact]
    public void The_pure_parts_of_the_actors_room_import_no_Akka() =>
        AssertNowhere(
            Source.Below(
                "Actors/Protocol/",
                "Actors/Settings/",
                "Actors/Planning/",
                "Actors/Streams/",
                "Actors/Pods/PodLife",
                "Actors/Pods/PodState",
                "Actors/Pods/PodEnding",
                "Actors/Pods/Decision",
                "Actors/Pods/PodFacts",
                "Actors/Pods/PodMessages",
                "Actors/Pods/DecisionContext"
            ),
            @"\busing Akka\b|\bAkka\."
        );

    [Fact]
    public void The_actors_room_touches_no_file_and_no_process() =>
        AssertNowhere(Source.Below("Actors/"), @"\bFile\.|\bDirectory\.|\bFileStream\b|System\.Diagnostics\.Process");

    /// <summary>
    /// The analysers (CA1307, CA1309, CA1310 ...) see calls; a method handed on as it is they do not see: <c>Where(key.StartsWith)</c>.
    /// </summary>
    [Fact]
    public void No_text_is_compared_by_a_culture_where_no_analyser_looks() =>
        AssertNowhere(
            Source.Files,
            @"\.(StartsWith|EndsWith|IndexOf|LastIndexOf|CompareTo|ToUpper|ToLower)\b(?!\s*[(<])"
                + @"|\bstring\.Compare\b(?!\s*\()|\bCurrentCulture\b"
        );

    /// <summary>Its own ToArray takes one moment. What counts first and copies then fails when another thread adds in between.</summary>
    [Fact]
    public void A_dictionary_that_others_change_is_copied_by_its_own_method() =>
        AssertNowhere(
            Source.Files,
            @"ConcurrentDictionary<[^;=]*>\s+(?<name>\w+)[\s\S]*?(\.\.\s*\k<name>\s*[,\]]"
                + @"|\b\k<name>\.(Order\w*|Reverse|ToList|ToDictionary|Concat|Append|Prepend)\()"
        );

    /// <summary>Each of these once stood in two rooms, and the two differed.</summary>
    [Theory]
    [InlineData(
        "which characters are safe on a line",
        @"\bIsUnsafe\(|UnicodeCategory\.LineSeparator",
        "SafeLine.cs",
        "OneLine.cs",
        "PodFieldText.cs"
    )]
    [InlineData("a reference to a variable", @"IndexOf\w*\('\$'|'\$' when|== '\$'|!= '\$'", "VariableReferences.cs")]
    [InlineData("a fieldPath of the downward API", @"""metadata\.(labels|annotations)(\['|"" )", "PodFieldText.cs")]
    [InlineData("a path that stays in its folder", @"Contains\(""\.\.""\)", "Paths.cs", "Images.cs")]
    [InlineData("a DNS label", @"IsAsciiLetterLower\(c\)|\[a-z0-9\]\(\[-a-z0-9\]", "DnsName.cs")]
    [InlineData("0644 of files", @"\b420\b", "VolumeSpec.cs")]
    [InlineData("the distance of two words", @"Math\.Min\([^;]*Math\.Min\(", "EditDistance.cs")]
    [InlineData("the default of imagePullPolicy", @""":latest""", "ImagePullPolicies.cs")]
    [InlineData("which run of a job counts", @"\b(FindIndex|for|foreach|while)\b[\s\S]{0,200}End is \{ IsFinal: true \}", "CountingRun.cs")]
    [InlineData("an instant to the second", @"yyyy-MM-dd'T'HH:mm:ss'Z'", "UtcTime.cs")]
    [InlineData("the prefix pod. in a field", @"""pod\.(spec|metadata)")]
    public void A_concept_has_one_home(string concept, string token, params string[] homes)
    {
        var others =
            from file in Source.Files
            where !homes.Contains(Path.GetFileName(file.Path)) && Regex.IsMatch(Source.Code(file.Text), token)
            select file.Path;
        Assert.True(!others.Any(), $"{concept}: also in {string.Join(", ", others)}");
    }

    [Fact]
    public void Nothing_in_src_is_a_double_a_stub_or_unfinished() =>
        AssertNowhere(Source.Files, @"NotImplementedException|\bTODO\b|\bFIXME\b|\b(Fake|Mock|Stub)[A-Z]\w*");

    [Fact]
    public void No_type_is_named_after_nothing() =>
        AssertNowhere(Source.Files, @"\b(class|record|struct|interface)\s+\w*(Manager|Helper|Utils?|Common)\b");

    [Fact]
    public void No_file_is_everything()
    {
        Assert.DoesNotContain(Source.Files.Concat(Source.Tests).Select(LengthOf), f => f.Lines > 300);
        var lengths = Source.Files.Select(LengthOf).OrderBy(f => f.Lines).ToArray();
        Assert.True(
            lengths[lengths.Length / 2].Lines <= 60,
            $"half of all files are longer than {lengths[lengths.Length / 2].Lines} lines"
        );
        Assert.True(
            lengths[lengths.Length * 9 / 10].Lines <= 160,
            $"one in ten is longer than {lengths[lengths.Length * 9 / 10].Lines} lines"
        );

        static (string Path, int Lines) LengthOf((string Path, string Text) file) => (file.Path, file.Text.Count(c => c == '\n'));
    }

    [Fact]
    public void The_public_surface_of_the_rooms_is_their_ports_records_options_and_one_way_in()
    {
        var open = Actors
            .GetExportedTypes()
            .Where(type => type.Namespace == "HtcondorActors.Actors.Pods" || type.Namespace == "HtcondorActors.Actors.Scheduling");
        Assert.Empty(open);
        Assert.DoesNotContain(CondorIo.GetExportedTypes(), type => type.Name is "CondorCli" or "ProcessRunner" or "SubmitFile");
    }

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);

    private static void AssertNowhere(IEnumerable<(string Path, string Text)> files, string pattern, bool comments = false)
    {
        var found =
            from file in files
            from Match match in Regex.Matches(comments ? file.Text : Source.Code(file.Text), pattern)
            select $"{file.Path}: {match.Value}";
        Assert.Empty(found);
    }
}
