using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Bench.Scale;

/// <summary>The answer of condor_q with so many jobs, read in the blocks of a pipe.</summary>
[MemoryDiagnoser]
public class QueueParse
{
    private readonly CondorIoOptions _options = new()
    {
        DataRootFolder = "/tmp",
        Instance = "bench",
        TagAttribute = "InterLinkTag",
    };
    private byte[] _text = [];

    [Params(100, 1000, 10_000)]
    public int Jobs { get; set; }

    [GlobalSetup]
    public void Print() =>
        _text = QueueText.Of(
            Enumerable.Range(0, Jobs).Select(i => QueueText.Ad(i + 1, BenchPod.Uid(i), 1, gated: i % 10 == 0, 1795453140 + i, _options))
        );

    [Benchmark]
    public int Read()
    {
        var reader = new JobAdReader(_options, fromHistory: false);
        for (var at = 0; at < _text.Length; at += 65_536)
            reader.Take(_text.AsSpan(at, Math.Min(65_536, _text.Length - at)));
        return reader.End().Count;
    }

    /// <summary>Jobs, bytes read, milliseconds, bytes allocated.</summary>
    internal static IReadOnlyList<(int Jobs, double Ms, double MiB)> Run()
    {
        var summary = BenchmarkRunner.Run<QueueParse>(
            ManualConfig
                .CreateEmpty()
                .AddColumnProvider(BenchmarkDotNet.Columns.DefaultColumnProviders.Instance)
                .AddLogger(NullLogger.Instance)
                .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
                .WithOptions(ConfigOptions.DisableLogFile)
        );
        return
        [
            .. summary.Reports.Select(report =>
                (
                    (int)report.BenchmarkCase.Parameters["Jobs"],
                    report.ResultStatistics!.Mean / 1e6,
                    report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)!.Value / (double)(1 << 20)
                )
            ),
        ];
    }
}
