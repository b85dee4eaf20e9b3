using System.Text;

namespace HtcondorActors.Bench.Scale;

/// <summary>The requests of interLink's API server, of its two sizes: names and ids only, and whole pods of about 5 kB as the Virtual
/// Kubelet sends them.</summary>
internal static class BenchPod
{
    private const string UidInFixture = "11111111-2222-4333-8444-555555555555";

    private static readonly string Recorded = File.ReadAllText(
            TestPool.RepositoryRoot.File("tests", "Fixtures", "interlink", "status-one-pod.json")
        )
        .Trim()[1..^1];

    public static string Uid(int number) => $"00000000-0000-4000-8000-{number:x12}";

    public static string Create(int number) =>
        $$$"""{"pod":{"metadata":{"name":"bench-{{{number}}}","namespace":"default","uid":"{{{Uid(number)}}}"},"""
        + "\"spec\""
        + """:{"restartPolicy":"Never","terminationGracePeriodSeconds":30,"containers":["""
        + """{"name":"main","image":"busybox","command":["/bin/sh","-c","sleep 3600"],"""
        + "\"resources\""
        + """:{"requests":{"cpu":"1","memory":"128Mi"}}}]}},"container":[]}""";

    /// <param name="whole">A pod as it was recorded, with its id changed; else no more of it than is read.</param>
    public static string Status(IEnumerable<int> numbers, bool whole) =>
        new StringBuilder("[")
            .AppendJoin(
                ',',
                numbers.Select(number => whole ? Recorded.Replace(UidInFixture, Uid(number), StringComparison.Ordinal) : Slim(number))
            )
            .Append(']')
            .ToString();

    private static string Slim(int number) =>
        $$$"""{"metadata":{"name":"bench-{{{number}}}","namespace":"default","uid":"{{{Uid(number)}}}"}}""";
}
