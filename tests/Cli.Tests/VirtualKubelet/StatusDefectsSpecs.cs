using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.Cli.Tests.VirtualKubelet;

public class StatusDefectsSpecs
{
    private static readonly AskedPod Pod = new(S.Uid, "p1", "default", ["c1", "c2"], ["i1", "i2"]);
    private const string Inits = "i1=exit:0 i2=exit:0";

    public static TheoryData<string, string> Misread =>
        new()
        {
            { "", "the answer is empty" },
            { "not json", "not JSON" },
            { "{}", "a list is wanted" },
            { "null", "null instead of a list" },
            { S.Answer("", Inits), "no containers: taken for Succeeded" },
            { S.Answer("null", Inits), "no containers: taken for Succeeded" },
            { S.Answer("c1=exit:0", Inits), "container c2 is missing" },
            { S.Answer("c1=exit:0 c2=exit:0 c3=exit:0", Inits), "container c3 is not in the pod's spec" },
            { S.Answer("c1=run c2=run i1=exit:0", Inits), "container i1 is not in the pod's spec" },
            { S.Answer("c1=run c1=run c2=run", Inits), "container c1 is listed 2 times" },
            { S.Answer("c1=run c2=run", "i1=exit:0"), "init container i2 is missing" },
            { S.Answer("c1=run c2=run"), "init container i1 is missing" },
            { S.Answer("c1=nocode c2=exit:0", Inits), "terminated without an exit code" },
            { S.Answer("c1=state c2=run", Inits), "no state" },
            { S.Answer("c1=wait c2=wait", "i1=exit:1 i2=wait"), "a later one is not terminated" },
            { S.Answer("c1=wait c2=wait", "i1=exit:1 i2=exit:1"), "containers are not terminated" },
            { S.Answer("c1=wait c2=wait", "i1=wait i2=run"), "further than an earlier one" },
            { S.Answer("c1=run c2=wait", "i1=exit:0 i2=run"), "though the init containers have not ended" },
            { S.Answer("c1=run c2=run", Inits, uid: "bbbbbbbb-2222-4333-8444-555555555555"), "was not asked for" },
            { S.Answer("c1=run c2=run", Inits, name: "p2"), "the pod asked for is default/p1" },
            { S.Answer("c1=run c2=run", Inits, name: ""), "no name" },
            { S.Answer("c1=run c2=run", Inits)[..^1] + "," + S.Answer("c1=run c2=run", Inits)[1..], "is told 2 times" },
            { Good().Replace("10:00:00Z", "10:00:00", StringComparison.Ordinal), "RFC 3339" },
            { Good().Replace("2026-11-23T10:00:00Z", "", StringComparison.Ordinal), "RFC 3339" },
            { Good().Replace("T10:00:00Z", " 10:00:00Z", StringComparison.Ordinal), "RFC 3339" },
            { Good().Replace("10:00:00Z", "10:00:09Z", StringComparison.Ordinal), "ended before it started" },
            { Good().Replace("\"exitCode\":3", "\"exitCode\":\"3\"", StringComparison.Ordinal), "a whole number" },
            { Good().Replace("\"exitCode\":3", "\"exitCode\":3.0", StringComparison.Ordinal), "a whole number" },
            { Good().Replace("\"restartCount\":0", "\"restartCount\":null,\"ready\":\"yes\"", StringComparison.Ordinal), "true or false" },
            {
                Good().Replace("\"JID\":\"1.0\",\"containers\"", "\"JID\":\"1.0\",\"containers\":{},\"x\"", StringComparison.Ordinal),
                "a list is wanted"
            },
            {
                Good().Replace("\"lastState\":{}", "\"lastState\":{\"terminated\":{}}", StringComparison.Ordinal),
                "terminated without an exit code"
            },
        };

    [Theory]
    [MemberData(nameof(Misread))]
    public void What_would_be_misread_is_named(string answer, string words) =>
        Assert.Contains(VirtualKubeletFold.Defects(answer, Pod), each => each.Contains(words, StringComparison.Ordinal));

    [Theory]
    [InlineData("c1=wait c2=wait", "i1=wait i2=wait")]
    [InlineData("c1=wait c2=wait", "i1=run i2=wait")]
    [InlineData("c1=wait c2=wait", "i1=exit:0 i2=run")]
    [InlineData("c1=run c2=exit:3", Inits)]
    [InlineData("c1=back:1:3 c2=unready", Inits)]
    [InlineData("c1=again:1:3 c2=run", "i1=side i2=exit:0")]
    [InlineData("c1=wait c2=wait", "i1=exit:0 i2=back:0:128")]
    [InlineData("c1=wait c2=wait", "i1=unready i2=wait")]
    [InlineData("c1=exit:0 c2=exit:0", Inits)]
    [InlineData("c1=exit:1 c2=exit:1", "i1=exit:1 i2=exit:1")]
    public void A_good_answer_has_nothing_to_be_misread(string containers, string inits) =>
        Assert.Empty(VirtualKubeletFold.Defects(S.Answer(containers, inits), Pod));

    [Fact]
    public void Leaving_a_pod_out_is_no_misreading() => Assert.Empty(VirtualKubeletFold.Defects("[]", Pod));

    [Fact]
    public void Unknown_keys_nulls_and_keys_in_another_case_are_fine() =>
        Assert.Empty(
            VirtualKubeletFold.Defects(
                Good()
                    .Replace("\"UID\"", "\"uid\"", StringComparison.Ordinal)
                    .Replace("\"restartCount\":0", "\"restartCount\":null,\"new\":[1]", StringComparison.Ordinal),
                Pod
            )
        );

    [Fact]
    public void An_end_that_is_taken_back_is_named()
    {
        var ended = S.Answer("c1=exit:0 c2=exit:0", Inits);
        Assert.Contains(
            "changed after the pod's end",
            Assert.Single(VirtualKubeletFold.Regressions(ended, S.Answer("c1=exit:0 c2=exit:1", Inits))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "lives again",
            Assert.Single(VirtualKubeletFold.Regressions(S.Answer("c1=exit:0 c2=run"), S.Answer("c1=run c2=run"))),
            StringComparison.Ordinal
        );
        Assert.Empty(VirtualKubeletFold.Regressions(ended, ended));
        Assert.Empty(VirtualKubeletFold.Regressions(S.Answer("c1=back:0:3 c2=run"), S.Answer("c1=again:1:3 c2=run")));
        Assert.Empty(VirtualKubeletFold.Regressions(S.Answer("c1=exit:0 c2=run"), S.Answer("c1=again:1:0 c2=run")));
    }

    private static string Good() => S.Answer("c1=run c2=exit:3", Inits);
}
