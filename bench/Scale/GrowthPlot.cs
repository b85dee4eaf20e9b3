using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace HtcondorActors.Bench.Scale;

/// <summary>How each figure grows with the number of pods: relative to its value at the smallest size, so that all fit one plot. A flat
/// line costs the same at every size.</summary>
internal static class GrowthPlot
{
    /// <summary>Fewer sizes show no growth.</summary>
    public const int Sizes = 3;

    private static readonly OxyColor[] Colors =
    [
        OxyColors.Black,
        OxyColors.Gray,
        OxyColors.RoyalBlue,
        OxyColors.DeepSkyBlue,
        OxyColors.Purple,
        OxyColors.Crimson,
        OxyColors.Orange,
        OxyColors.SeaGreen,
        OxyColors.SaddleBrown,
    ];
    private static readonly MarkerType[] Markers = [MarkerType.Circle, MarkerType.Square, MarkerType.Triangle, MarkerType.Diamond];

    public static string Svg(IReadOnlyList<SizeFigures> all)
    {
        var plot = new PlotModel { Background = OxyColors.White };
        plot.Legends.Add(new Legend { LegendPosition = LegendPosition.TopLeft });
        plot.Axes.Add(new LogarithmicAxis { Position = AxisPosition.Bottom, Title = "pods" });
        plot.Axes.Add(new LogarithmicAxis { Position = AxisPosition.Left, Title = "times what it is at the smallest size" });
        void Line(string name, Func<SizeFigures, double?> of)
        {
            var points = all.Where(one => of(one) is > 0).ToArray();
            var number = plot.Series.Count;
            var line = new LineSeries
            {
                Title = name,
                Color = Colors[number % Colors.Length],
                MarkerType = Markers[number % Markers.Length],
                MarkerSize = 4,
            };
            line.Points.AddRange(points.Select(one => new DataPoint(one.Pods, of(one)!.Value / of(points[0])!.Value)));
            plot.Series.Add(line);
        }
        Line("requests/s, 1 pod", one => one.Status["1 pod"].Sidecar);
        Line("requests/s, 100 pods", one => one.Status.TryGetValue("100 pods", out var ratio) ? ratio.Sidecar : null);
        Line("creates/s", one => one.CreatesPerSecond);
        Line("CPU of a create", one => one.CreateCpuMs);
        Line("all running after", one => one.AllRunning);
        Line("RSS", one => one.RssMiB);
        Line("p99 of /status, 1 pod", one => one.Status["1 pod"].P99);
        Line("cores, each pod asked every 5 s", one => one.SteadyCores);
        Line("recovery", one => one.Recovery);
        return new SvgExporter
        {
            Width = 800,
            Height = 500,
            UseVerticalTextAlignmentWorkaround = true,
        }.ExportToString(plot);
    }
}
