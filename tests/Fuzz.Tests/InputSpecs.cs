using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;
using HtcondorActors.Http.Yaml;
using HtcondorActors.TestPool;
using Microsoft.AspNetCore.Http;
using YamlDotNet.Core;

namespace HtcondorActors.Fuzz.Tests;

/// <summary>Each reader of text from outside, fed with changes of what was recorded. Only its own refusal may come out of it.</summary>
public sealed class InputSpecs
{
    private static readonly SitePolicy Site = new();
    private static readonly CondorIoOptions Condor = new()
    {
        DataRootFolder = "/nowhere",
        Instance = "me",
        TagAttribute = "InterLinkTag",
    };

    [Fact]
    public void A_create_is_planned_or_refused() =>
        Fuzz.Run(
            "create",
            Fixtures("interlink", "create-*.json"),
            Mutations.Of("$(A)", "host", "metadata", "\\ud800"),
            body => Refusable(() => PodPlanner.Plan(PodMapping.ToPodSpec(RequestBody.ReadCreate(Pieces(body))), Site)),
            inputs: 4000
        );

    [Fact]
    public void A_status_request_is_read_or_refused() =>
        Fuzz.Run(
            "status",
            Fixtures("interlink", "status-*.json"),
            Mutations.Of("uid", "[]", "\\ud800"),
            body =>
                Refusable(() =>
                    StatusRequest.ReadAsync(Pipe(body), BodyLimits.Default, CancellationToken.None).AsTask().GetAwaiter().GetResult()
                ),
            inputs: 4000
        );

    [Fact]
    public void A_delete_is_read_or_refused() =>
        Fuzz.Run(
            "delete",
            Fixtures("interlink", "delete-*.json"),
            Mutations.Of("uid", "\\ud800"),
            body =>
                Refusable(() =>
                    PodMapping.UidOfDeleted(
                        RequestBody
                            .ReadAsync(Pipe(body), WireJson.Default.DeleteRequest, TimeSpan.FromMinutes(1), CancellationToken.None)
                            .AsTask()
                            .GetAwaiter()
                            .GetResult()
                    )
                ),
            inputs: 4000
        );

    [Fact]
    public void A_log_request_is_read_or_refused() =>
        Fuzz.Run(
            "getLogs",
            Fixtures("interlink", "getlogs.json"),
            Mutations.Of("Opts", "SinceTime"),
            body =>
                Refusable(() =>
                    LogMapping.ToQuery(
                        RequestBody
                            .ReadAsync(Pipe(body), WireJson.Default.LogRequest, TimeSpan.FromMinutes(1), CancellationToken.None)
                            .AsTask()
                            .GetAwaiter()
                            .GetResult(),
                        DateTimeOffset.UnixEpoch
                    )
                ),
            inputs: 4000
        );

    [Fact]
    public void YAML_is_read_or_refused_whatever_it_nests_and_refers_to() =>
        Fuzz.Run(
            "yaml",
            [.. Fixtures("../../examples", "*.yaml"), File.ReadAllBytes(RepositoryRoot.File("SidecarConfig.yaml"))],
            Mutations.Of("&a [*a]", "*a", "<<: *a", "{a: ", "? "),
            text =>
            {
                try
                {
                    BoundedYaml.Documents(Encoding.UTF8.GetString(text), mostValues: 20_000, isMerged: true);
                }
                catch (YamlException) { }
            },
            inputs: 2000
        );

    [Theory]
    [InlineData("? &a [*a]\n: b\n")]
    [InlineData(": n\n{\n")]
    public void YAML_that_ended_the_process_is_refused(string text) =>
        Assert.ThrowsAny<YamlException>(() => BoundedYaml.Documents(text, 20_000, isMerged: true));

    [Fact]
    public void Aliases_of_aliases_are_counted_before_a_tree_is_built()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
            bomb.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n"
            );
        Assert.Throws<YamlLimitException>(() => BoundedYaml.Documents(bomb.ToString(), 20_000, isMerged: false));
    }

    [Fact]
    public void An_entry_of_the_journal_is_whole_or_spoilt()
    {
        foreach (var manifest in Directory.GetFiles(RepositoryRoot.File("tests", "Fixtures", "journal"), "*.json"))
        {
            var kind = Path.GetFileNameWithoutExtension(manifest);
            Fuzz.Run(
                "journal-row",
                [File.ReadAllBytes(manifest)],
                Mutations.Of("null", "[]"),
                row =>
                {
                    try
                    {
                        new PodFactSerializer(null!).FromBinary(row, kind);
                    }
                    catch (InvalidDataException) { }
                },
                inputs: 400
            );
        }
    }

    [Fact]
    public void An_analysis_of_idle_jobs_says_that_no_slot_fits_only_where_all_slots_are_rejected() =>
        Fuzz.Run(
            "condor-q-analysis",
            [.. Fixtures("htcondor", "*a-*.stdout").Where(text => text.AsSpan().IndexOf("Run analysis"u8) >= 0)],
            Mutations.Of("machines", "rejected", "Request", "&&", "0"),
            answer =>
            {
                var pool = new SlotAmounts(
                    ["Memory", "Cpus"],
                    [
                        [4096, 4, 100, 0],
                    ]
                );
                foreach (var job in MatchAnalyses.Of(Encoding.UTF8.GetString(answer)).Values)
                {
                    Assert.True(job.Slots >= 0 && job.Fitting >= 0 && job.Serving + job.IfDrained <= job.Fitting);
                    if (IdleWords.Of(job, pool) is { NoSlotFits: true })
                        Assert.True(job.RejectedByJob == job.Slots && job.Slots > 0);
                }
            },
            inputs: 1500
        );

    [Fact]
    public void An_answer_of_the_queue_gives_jobs_in_range_or_none() =>
        Fuzz.Run(
            "condor-q",
            [.. Fixtures("htcondor", "*.stdout").Where(text => text.AsSpan().IndexOf("ClusterId"u8) >= 0)],
            Mutations.Of("ClusterId", "JobStatus", "-7"),
            answer =>
            {
                var reader = new JobAdReader(Condor, fromHistory: false);
                try
                {
                    foreach (var block in answer.Chunk(997))
                        reader.Take(block);
                    foreach (var ad in reader.End())
                    {
                        Assert.True(ad.Id.Cluster >= 1 && ad.Id.Proc >= 0 && Enum.IsDefined(ad.Status), $"{ad.Id} {ad.Status}");
                        Assert.True(ad.ExitCode is null or (>= 0 and <= 255), $"exit code {ad.ExitCode}");
                    }
                }
                catch (FormatException) { }
            },
            inputs: 4000
        );

    [Fact]
    public void A_stream_says_the_same_however_its_bytes_come() =>
        Fuzz.Run(
            "stream",
            Streams(),
            Mutations.Of("@1 log c 5\n", "@1 exit c 1\n", " 4611686018427387904\n"),
            stream =>
            {
                var whole = Parsed(stream, stream.Length);
                foreach (var step in new[] { 1, 3, 7, 64 })
                    Assert.Equal(whole, Parsed(stream, step));
            },
            inputs: 1500
        );

    private static string Parsed(byte[] stream, int step)
    {
        var (parser, said) = (new FrameParser(), new StringBuilder());
        string? open = null;
        for (var at = 0; at < stream.Length; at += Math.Max(1, step))
        {
            foreach (var part in parser.Read(stream.AsMemory(at, Math.Min(Math.Max(1, step), stream.Length - at))))
            {
                if (part is LogPiece piece)
                {
                    // One frame's pieces are one text.
                    if (open != piece.Container)
                        said.Append('|').Append(piece.Container).Append(':');
                    open = piece.Container;
                    said.Append(Convert.ToHexString(piece.Bytes.Span));
                }
                else if (part is Frame frame)
                {
                    open = null;
                    said.Append('|').Append(frame);
                }
            }
        }
        return said.ToString();
    }

    private static byte[][] Streams() =>
        [
            Encoding.UTF8.GetBytes(
                "@1000 run - 7\n1.1.abc\n@1001 start c 0\n\n@1002 log c 6\nhello\n\n@1003 exit c 1\n0\n@1004 end - 1\n0\n@1005 "
                    + "pad - 4\n\0\0\0\0\n"
            ),
            Encoding.UTF8.GetBytes(
                "@1000 run - 3\n1.2\n@1001 note c 4\nnöt\n@1002 log c 3\na@1\n@1003 restart c 9\n1 1000 10\n@1004 ready c 0\n\n"
            ),
        ];

    /// <summary>Small pieces, so that every value lies across two of them now and then.</summary>
    private static ReadOnlySequence<byte> Pieces(byte[] bytes)
    {
        if (bytes.Length == 0)
            return ReadOnlySequence<byte>.Empty;
        var first = new Piece(bytes.AsMemory(0, Math.Min(61, bytes.Length)), 0);
        var last = first;
        for (var at = 61; at < bytes.Length; at += 61)
            last = last.Then(bytes.AsMemory(at, Math.Min(61, bytes.Length - at)));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private static PipeReader Pipe(byte[] bytes) => PipeReader.Create(Pieces(bytes));

    private static void Refusable(Action read)
    {
        try
        {
            read();
        }
        catch (WireFaultException) { }
        catch (BadHttpRequestException) { }
    }

    private static byte[][] Fixtures(string folder, string pattern)
    {
        byte[][] all =
        [
            .. Directory
                .GetFiles(RepositoryRoot.File("tests", "Fixtures", folder), pattern)
                .Order(StringComparer.Ordinal)
                .Select(File.ReadAllBytes)
                .Where(bytes => bytes.Length < 40_000),
        ];
        return all.Length > 0 ? all : throw new InvalidOperationException($"no {pattern} in {folder}");
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long at) => (Memory, RunningIndex) = (memory, at);

        public Piece Then(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
