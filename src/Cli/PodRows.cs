using System.Globalization;
using System.Text;
using System.Text.Json;
using HtcondorActors.Cli.Operators;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Cli;

/// <summary>Writes a list of pods in one form, pod by pod, as the sidecar's answer has them.</summary>
internal abstract class PodRows(Stream to)
{
    protected Stream To { get; } = to;

    public static PodRows Of(PodOutput form, Stream to, bool withHeaders, TimeProvider clock) =>
        form switch
        {
            PodOutput.Json => new JsonRows(to),
            PodOutput.Yaml => new YamlRows(to),
            PodOutput.Name => new NameRows(to),
            _ => new TableRows(to, form == PodOutput.Wide, withHeaders, clock),
        };

    /// <summary>Writes what comes before the pods.</summary>
    public virtual void Begin(PodPage first) { }

    /// <summary>Writes all pods of a page, and says how many there are.</summary>
    public virtual int AddAll(PodPage page) => page.Each((ref pod) => Add(page, ref pod));

    /// <summary>Takes the pod at whose object the reader is.</summary>
    public abstract void Add(PodPage page, ref Utf8JsonReader pod);

    /// <summary>Writes what is still to be written of a page.</summary>
    public virtual void EndPage() { }

    /// <summary>Writes what comes after the pods.</summary>
    public virtual void End() { }

    private void Text(string text) => To.Write(Encoding.UTF8.GetBytes(text));

    private sealed class TableRows(Stream to, bool isWide, bool withHeaders, TimeProvider clock) : PodRows(to)
    {
        private readonly CellTable _table = new(to, PodColumns.Headers(isWide), withHeaders);
        private PodCells? _cells;

        private PodCells Cells => _cells ??= new(_table, isWide);

        public override int AddAll(PodPage page) => isWide ? base.AddAll(page) : Cells.AddAll(page.Pods, clock.GetUtcNow());

        public override void Add(PodPage page, ref Utf8JsonReader pod) => Cells.Add(ref pod, clock.GetUtcNow());

        public override void EndPage() => _table.EndPage();
    }

    private sealed class NameRows(Stream to) : PodRows(to)
    {
        private readonly StringBuilder _lines = new();

        public override void Add(PodPage page, ref Utf8JsonReader pod)
        {
            string? space = "",
                name = "",
                uid = "";
            while (pod.Read() && pod.TokenType == JsonTokenType.PropertyName)
            {
                var (isSpace, isName) = (pod.ValueTextEquals("namespace"u8), pod.ValueTextEquals("name"u8));
                var isUid = pod.ValueTextEquals("uid"u8);
                pod.Read();
                if (isSpace)
                    space = pod.GetString();
                else if (isName)
                    name = pod.GetString();
                else if (isUid)
                    uid = pod.GetString();
                else
                    pod.Skip();
            }
            // The names of a pod whose journal entries cannot be read are not known.
            _lines.Append(name is "" ? uid : $"{space}/{name}").Append('\n');
        }

        public override void EndPage()
        {
            Text(_lines.ToString());
            _lines.Clear();
        }
    }

    /// <summary>The answer of the server without its pages: asOf, stale, items.</summary>
    private sealed class JsonRows(Stream to) : PodRows(to)
    {
        private bool _isEmpty = true;

        public override void Begin(PodPage first)
        {
            Text("{");
            if (first.AsOf is { } seen)
                Text($"\n  \"asOf\": {JsonSerializer.Serialize(seen, AdminJson.Wire.DateTimeOffset)},");
            if (first.Stale is { } stale)
                Text($"\n  \"stale\": {JsonSerializer.Serialize(stale, AdminJson.Wire.String)},");
            Text("\n  \"items\": [");
        }

        public override void Add(PodPage page, ref Utf8JsonReader pod)
        {
            var start = pod.TokenStartIndex;
            pod.Skip();
            To.Write(_isEmpty ? "\n"u8 : ",\n"u8);
            To.Write(page.Bytes(start, pod.BytesConsumed));
            _isEmpty = false;
        }

        public override void End() => Text("\n  ]\n}\n");
    }

    private sealed class YamlRows(Stream to) : PodRows(to)
    {
        private readonly StringBuilder _lines = new();
        private bool _isEmpty = true;

        public override void Begin(PodPage first)
        {
            if (first.AsOf is { } seen)
                Text($"asOf: {JsonSerializer.Serialize(seen, AdminJson.Wire.DateTimeOffset)}\n");
            if (first.Stale is { } stale)
                Text($"stale: {JsonSerializer.Serialize(stale, AdminJson.Wire.String)}\n");
        }

        public override void Add(PodPage page, ref Utf8JsonReader pod)
        {
            if (_isEmpty)
                Text("items:\n");
            _isEmpty = false;
            using var text = new StringWriter(_lines, CultureInfo.InvariantCulture);
            YamlText.WriteItem(text, JsonElement.ParseValue(ref pod));
        }

        public override void EndPage()
        {
            Text(_lines.ToString());
            _lines.Clear();
        }

        public override void End()
        {
            if (_isEmpty)
                Text("items: []\n");
        }
    }
}
