using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Operators;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Cli;

/// <summary>Writes a list of pods in one form, page by page.</summary>
internal abstract class PodRows(TextWriter to)
{
    protected TextWriter To { get; } = to;

    public static PodRows Of(PodOutput form, TextWriter to, bool withHeaders, TimeProvider clock) =>
        form switch
        {
            PodOutput.Json => new JsonRows(to),
            PodOutput.Yaml => new YamlRows(to),
            PodOutput.Name => new NameRows(to),
            _ => new TableRows(to, form == PodOutput.Wide, withHeaders, clock),
        };

    /// <summary>Writes what comes before the pods.</summary>
    public virtual void Begin(PodList first) { }

    public abstract void Write(IReadOnlyList<PodOverview> pods);

    /// <summary>Writes what comes after the pods.</summary>
    public virtual void End() { }

    private sealed class TableRows(TextWriter to, bool isWide, bool withHeaders, TimeProvider clock) : PodRows(to)
    {
        private readonly TextTable _table = new(to, withHeaders ? PodColumns.Headers(isWide) : null, PodColumns.Headers(isWide).Count);

        public override void Write(IReadOnlyList<PodOverview> pods)
        {
            if (pods.Count == 0)
                return;
            var now = clock.GetUtcNow();
            _table.Write([.. pods.Select(pod => PodColumns.Row(pod, isWide, now))]);
        }
    }

    private sealed class NameRows(TextWriter to) : PodRows(to)
    {
        public override void Write(IReadOnlyList<PodOverview> pods)
        {
            foreach (var pod in pods)
                To.Write($"{pod.Namespace}/{pod.Name}\n");
        }
    }

    /// <summary>The answer of the server without its pages: asOf, stale, items.</summary>
    private sealed class JsonRows(TextWriter to) : PodRows(to)
    {
        private string _before = "\n";

        public override void Begin(PodList first)
        {
            To.Write("{");
            if (first.AsOf is { } seen)
                To.Write($"\n  \"asOf\": {JsonSerializer.Serialize(seen, AdminJson.Wire.DateTimeOffset)},");
            if (first.Stale is { } stale)
                To.Write($"\n  \"stale\": {JsonSerializer.Serialize(stale, AdminJson.Wire.String)},");
            To.Write("\n  \"items\": [");
        }

        public override void Write(IReadOnlyList<PodOverview> pods)
        {
            foreach (var pod in pods)
            {
                To.Write(_before);
                To.Write(JsonSerializer.Serialize(pod, AdminJson.Wire.PodOverview));
                _before = ",\n";
            }
        }

        public override void End() => To.Write("\n  ]\n}\n");
    }

    private sealed class YamlRows(TextWriter to) : PodRows(to)
    {
        private bool _isEmpty = true;

        public override void Begin(PodList first)
        {
            if (first.AsOf is { } seen)
                To.Write($"asOf: {JsonSerializer.Serialize(seen, AdminJson.Wire.DateTimeOffset)}\n");
            if (first.Stale is { } stale)
                To.Write($"stale: {JsonSerializer.Serialize(stale, AdminJson.Wire.String)}\n");
        }

        public override void Write(IReadOnlyList<PodOverview> pods)
        {
            if (pods.Count == 0)
                return;
            if (_isEmpty)
                To.Write("items:\n");
            _isEmpty = false;
            YamlText.Write(To, JsonSerializer.SerializeToElement(pods, AdminJson.Wire.IReadOnlyListPodOverview));
        }

        public override void End()
        {
            if (_isEmpty)
                To.Write("items: []\n");
        }
    }
}
