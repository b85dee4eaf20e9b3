using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace HtcondorActors.Cli.Operators;

/// <summary>Reads a pod of the sidecar's answer and writes it as a row of the list, without an object for the pod.</summary>
/// <param name="table">The list.</param>
/// <param name="isWide">True for all columns.</param>
internal sealed class PodCells(CellTable table, bool isWide)
{
    /// <param name="reader">At the start of the pod's object; afterwards at its end.</param>
    /// <param name="now">The time for the ages.</param>
    [MethodImpl(CellTable.Hot)]
    public void Add(ref Utf8JsonReader reader, DateTimeOffset now)
    {
        var pod = new Fields();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            pod.Read(ref reader);
        Text(pod.Namespace);
        Text(pod.Name);
        Text(pod.Stage);
        table.Write(pod.Reason);
        if (!pod.Hold.IsEmpty)
        {
            table.Write(" ("u8);
            table.Write(pod.Hold);
            table.Write(")"u8);
        }
        table.EndCell();
        Age(now - pod.Since);
        Text(pod.JobId);
        Number(pod.Restarts);
        table.Write(pod.ReadyContainers);
        table.Write("/"u8);
        Number(pod.Containers);
        if (!isWide)
            return;
        Text(pod.Uid);
        Number(pod.Cpus);
        Text(PodColumns.Memory(pod.MemoryMiB));
        Number(pod.Gpus);
        Text(pod.SlotHost);
        Text(pod.NextTryAt is { } next ? "in " + Ages.Of(next - now) : "-");
        Text(pod.Message);
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        table.Write(text);
        table.EndCell();
    }

    private void Text(string text)
    {
        table.Write(text);
        table.EndCell();
    }

    private void Age(TimeSpan span)
    {
        var (first, unit, second, smaller) = Ages.Parts(span);
        table.Write(first);
        table.Write(unit);
        if (second > 0)
        {
            table.Write(second);
            table.Write(smaller);
        }
        table.EndCell();
    }

    private void Number(long number)
    {
        table.Write(number);
        table.EndCell();
    }

    /// <summary>What the columns show. The texts are parts of the answer.</summary>
    private ref struct Fields
    {
        public ReadOnlySpan<byte> Uid;
        public ReadOnlySpan<byte> Namespace;
        public ReadOnlySpan<byte> Name;
        public ReadOnlySpan<byte> Stage;
        public ReadOnlySpan<byte> Reason;
        public ReadOnlySpan<byte> Hold;
        public ReadOnlySpan<byte> JobId;
        public ReadOnlySpan<byte> SlotHost;
        public ReadOnlySpan<byte> Message;
        public DateTimeOffset Since;
        public DateTimeOffset? NextTryAt;
        public long Restarts;
        public long Containers;
        public long ReadyContainers;
        public long Cpus;
        public long MemoryMiB;
        public long Gpus;

        // In the order of a brief answer, so that most names are found early.
        [MethodImpl(CellTable.Hot)]
        public void Read(scoped ref Utf8JsonReader reader)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("uid"u8))
                Uid = TextOf(ref reader);
            else if (name.SequenceEqual("namespace"u8))
                Namespace = TextOf(ref reader);
            else if (name.SequenceEqual("name"u8))
                Name = TextOf(ref reader);
            else if (name.SequenceEqual("stage"u8))
                Stage = TextOf(ref reader);
            else if (name.SequenceEqual("reason"u8))
                Reason = TextOf(ref reader);
            else if (name.SequenceEqual("hold"u8))
                Hold = TextOf(ref reader);
            else if (name.SequenceEqual("since"u8))
                Since = reader.GetDateTimeOffset();
            else if (name.SequenceEqual("jobId"u8))
                JobId = TextOf(ref reader);
            else if (name.SequenceEqual("containers"u8))
                Containers = reader.GetInt64();
            else if (name.SequenceEqual("readyContainers"u8))
                ReadyContainers = reader.GetInt64();
            else if (name.SequenceEqual("restarts"u8))
                Restarts = reader.GetInt64();
            else if (name.SequenceEqual("cpus"u8))
                Cpus = reader.GetInt64();
            else if (name.SequenceEqual("memoryMiB"u8))
                MemoryMiB = reader.GetInt64();
            else if (name.SequenceEqual("gpus"u8))
                Gpus = reader.GetInt64();
            else if (name.SequenceEqual("slotHost"u8))
                SlotHost = TextOf(ref reader);
            else if (name.SequenceEqual("nextTryAt"u8))
                NextTryAt = reader.GetDateTimeOffset();
            else if (name.SequenceEqual("message"u8))
                Message = TextOf(ref reader);
            else
                reader.Skip();
        }

        private static ReadOnlySpan<byte> TextOf(scoped ref Utf8JsonReader reader) =>
            reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped
                ? reader.ValueSpan
                : Encoding.UTF8.GetBytes(reader.GetString() ?? "");
    }
}
