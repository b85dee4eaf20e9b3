namespace HtcondorActors.Bench;

/// <summary>What is said of many measurements of one thing.</summary>
internal static class Samples
{
    public static double Median(this IEnumerable<double> values) => values.Percentile(50);

    public static double Percentile(this IEnumerable<double> values, int percent)
    {
        var sorted = values.Order().ToArray();
        return sorted[(sorted.Length - 1) * percent / 100];
    }

    public static void Say(string line) => Console.WriteLine(line);
}
