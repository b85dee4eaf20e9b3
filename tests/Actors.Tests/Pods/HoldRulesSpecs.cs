using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using HtcondorActors.TestPool;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

public sealed class HoldRulesSpecs
{
    private const string Fence = "```text\n";
    private static string DocFile => Path.Combine(RepositoryRoot.Path, "docs", "hold-codes.md");

    [Fact]
    public void The_table_in_the_docs_is_the_one_in_the_code()
    {
        var doc = File.ReadAllText(DocFile);
        var table = string.Join('\n', HoldRules.Default.Select(known => $"{known.Rule.Code, 3}  {known.Rule, -10} {known.Name}"));
        // HTCONDORACTORS_WRITE_DOCS=1 writes it anew: then read the difference before it is committed.
        if (Environment.GetEnvironmentVariable("HTCONDORACTORS_WRITE_DOCS") == "1")
        {
            var start = doc.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length;
            File.WriteAllText(DocFile, doc[..start] + table + "\n" + doc[doc.IndexOf("```", start, StringComparison.Ordinal)..]);
            return;
        }
        Assert.Contains(Fence + table + "\n```", doc, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("13", "release 5", "release 5")]
    [InlineData("34/102", " wait", "wait")]
    [InlineData("1", "fail", "fail")]
    [InlineData("15", "wait", "wait")]
    [InlineData("15", "fail", null)]
    [InlineData("16/0", "release 1", null)]
    [InlineData("1", "release 3", null)]
    [InlineData("13", "release", null)]
    [InlineData("13", "release 0", null)]
    [InlineData("13", "release 1001", null)]
    [InlineData("13", "retry", null)]
    [InlineData("13/", "wait", null)]
    [InlineData("-1", "wait", null)]
    [InlineData("1/2/3", "wait", null)]
    [InlineData("", "wait", null)]
    public void A_rule_is_read_or_refused(string codes, string answer, string? expected) =>
        Assert.Equal(expected, HoldRule.Parse(codes, answer)?.ToString());

    [Fact]
    public void The_sites_rule_wins_the_one_with_the_subcode_first_and_a_code_nobody_knows_is_tried_once_more()
    {
        HoldRule[] site = [HoldRule.Parse("26", "wait")!, HoldRule.Parse("26/7", "release 2")!];
        Assert.Equal(
            ["wait", "release 2", "release 3", "release 1", "fail"],
            new[] { Held(26, 1), Held(26, 7), Held(13, 2), Held(999, null), Held(null, null) }.Select(ad =>
                HoldRules.For(ad, site).ToString()
            )
        );
    }

    [Fact]
    public void A_job_that_is_tried_again_waits_longer_each_time_until_its_pod_fails_in_the_schedds_words()
    {
        var waits = new List<double>();
        for (var held = 1; held <= 3; held++)
        {
            var decision = Hear(Released, new JobSeen(Held(13, 2, held)));
            Assert.Empty(decision.Effects);
            waits.Add(Math.Round(decision.RemindAfter!.Value.TotalSeconds));
            Assert.Equal(
                new ReleaseHeld(new(7, 0)),
                Assert.Single(Hear(Released, new JobSeen(Held(13, 2, held)), decision.RemindAfter).Effects)
            );
        }
        Assert.Equal([42, 251, 1507], waits);
        Assert.InRange(waits.Sum(), 30 * 60, double.MaxValue);

        var gaveUp = Next(Released, new JobSeen(Held(13, 2, holds: 4)));
        var end = Next(gaveUp, new RunRead(RunView.Empty, null)).End!;
        Assert.All(
            end.Containers,
            container =>
                Assert.Equal(
                    (137, PodReasons.JobHeld, "job 7.0 was held: no such file"),
                    (container.ExitCode, container.Reason, container.Message)
                )
        );
    }

    [Fact]
    public void A_job_that_its_pod_has_given_up_does_not_run_behind_its_back()
    {
        var ended = Next(Next(Released, new JobSeen(Held(3, 0))), new RunRead(RunView.Empty, null));
        Assert.NotNull(ended.End);
        foreach (var status in (JobStatus[])[JobStatus.Held, JobStatus.Idle, JobStatus.Running])
            Assert.IsType<RemoveAll>(Assert.Single(Hear(ended, new JobSeen(Ad(7, status))).Effects));
    }

    private static JobAd Held(int? code, int? subCode, int holds = 1) =>
        Ad(7, JobStatus.Held) with
        {
            HoldReasonCode = code,
            HoldReasonSubCode = subCode,
            HoldReason = "no such file",
            HoldsByItself = holds,
            StatusSince = Noon,
        };
}
