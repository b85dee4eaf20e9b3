using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace HtcondorActors.Cli.Operators;

/// <summary>Reads a pod of the sidecar's answer and writes it as a row of the list, without an object for the pod.</summary>
/// <param name="table">The list.</param>
/// <param name="isWide">True for all columns.</param>
internal sealed class PodCells(CellTable table, bool isWide)
{
    // HTCondor's words of a hold have several hundred characters. `pod POD` shows all.
    private const int LongestMessage = 80;

    /// <param name="reader">At the start of the pod's object; afterwards at its end.</param>
    /// <param name="now">The time for the ages.</param>
    public void Add(ref Utf8JsonReader reader, DateTimeOffset now)
    {
        var pod = new Fields();
        pod.ReadAll(ref reader);
        Write(pod, now);
    }

    /// <summary>Adds all pods of a brief answer, and says how many there are.</summary>
    /// <param name="pods">The answer from its first pod on.</param>
    /// <param name="now">The time for the ages.</param>
    /// <exception cref="JsonException">The answer is not what the sidecar sends.</exception>
    [MethodImpl(CellTable.Hot)]
    public int AddAll(ReadOnlySpan<byte> pods, DateTimeOffset now)
    {
        for (var count = 0; ; count++)
        {
            if (pods is [(byte)',', ..])
                pods = pods[1..];
            if (pods is not [(byte)'{', ..])
                return pods is [(byte)']', ..] ? count : throw new JsonException("not a list of pods");
            var pod = new Fields();
            var length = pod.ReadInOrder(pods);
            if (length == 0)
            {
                pod = new Fields();
                var reader = new Utf8JsonReader(pods);
                reader.Read();
                pod.ReadAll(ref reader);
                length = (int)reader.BytesConsumed;
            }
            Write(pod, now);
            pods = pods[length..];
        }
    }

    [MethodImpl(CellTable.Hot)]
    private void Write(scoped in Fields pod, DateTimeOffset now)
    {
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
        table.Write(pod.Message);
        table.EndCell(LongestMessage);
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

        public void ReadAll(scoped ref Utf8JsonReader reader)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                Read(ref reader);
        }

        private void Read(scoped ref Utf8JsonReader reader)
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

        /// <summary>
        /// Reads a pod whose members stand in the order in which the sidecar writes a brief list. A general reader of JSON takes three
        /// times as long for a hundred thousand pods.
        /// </summary>
        /// <returns>The bytes of the pod; 0 if it is written in any other way.</returns>
        [MethodImpl(CellTable.Hot)]
        public int ReadInOrder(ReadOnlySpan<byte> pod)
        {
            var rest = pod;
            if (
                !Text(ref rest, "{\"uid\":\""u8, out Uid)
                || !Text(ref rest, ",\"namespace\":\""u8, out Namespace)
                || !Text(ref rest, ",\"name\":\""u8, out Name)
                || !Text(ref rest, ",\"stage\":\""u8, out Stage)
                || !Text(ref rest, ",\"reason\":\""u8, out Reason)
            )
                return 0;
            _ = Text(ref rest, ",\"hold\":\""u8, out Hold);
            if (
                !Text(ref rest, ",\"owner\":\""u8, out _)
                || !Text(ref rest, ",\"since\":\""u8, out var since)
                || !TryInstant(since, out Since)
            )
                return 0;
            _ = Text(ref rest, ",\"jobId\":\""u8, out JobId);
            return
                Number(ref rest, ",\"containers\":"u8, out Containers)
                && Number(ref rest, ",\"readyContainers\":"u8, out ReadyContainers)
                && Number(ref rest, ",\"restarts\":"u8, out Restarts)
                && rest is [(byte)'}', ..]
                ? pod.Length - rest.Length + 1
                : 0;
        }

        [MethodImpl(CellTable.Hot)]
        private static bool Text(scoped ref ReadOnlySpan<byte> rest, scoped ReadOnlySpan<byte> before, out ReadOnlySpan<byte> value)
        {
            value = default;
            if (!rest.StartsWith(before))
                return false;
            var text = rest[before.Length..];
            var end = text.IndexOfAny((byte)'"', (byte)'\\');
            if (end < 0 || text[end] != '"')
                return false; // an escape
            value = text[..end];
            rest = text[(end + 1)..];
            return true;
        }

        [MethodImpl(CellTable.Hot)]
        private static bool Number(scoped ref ReadOnlySpan<byte> rest, scoped ReadOnlySpan<byte> before, out long value)
        {
            value = 0;
            if (!rest.StartsWith(before))
                return false;
            rest = rest[before.Length..];
            return Digits(ref rest, 18, out value);
        }

        // RFC 3339 in UTC, without the fraction, which no age shows.
        [MethodImpl(CellTable.Hot)]
        private static bool TryInstant(ReadOnlySpan<byte> text, out DateTimeOffset instant)
        {
            instant = default;
            if (
                text is not [.., (byte)'Z']
                || !Part(ref text, 4, '-', out var year)
                || !Part(ref text, 2, '-', out var month)
                || !Part(ref text, 2, 'T', out var day)
                || !Part(ref text, 2, ':', out var hour)
                || !Part(ref text, 2, ':', out var minute)
                || !Digits(ref text, 2, out var second)
                || year is < 1 or > 9999
                || month is < 1 or > 12
                || day < 1
                || day > DateTime.DaysInMonth((int)year, (int)month)
                || hour > 23
                || minute > 59
                || second > 59
            )
                return false;
            instant = new(new DateTime((int)year, (int)month, (int)day, (int)hour, (int)minute, (int)second, DateTimeKind.Utc));
            return true;
        }

        private static bool Part(scoped ref ReadOnlySpan<byte> text, int most, char end, out long value)
        {
            if (!Digits(ref text, most, out value) || text.IsEmpty || text[0] != end)
                return false;
            text = text[1..];
            return true;
        }

        [MethodImpl(CellTable.Hot)]
        private static bool Digits(scoped ref ReadOnlySpan<byte> text, int most, out long value)
        {
            value = 0;
            var count = 0;
            for (; count < text.Length && count < most && text[count] is >= (byte)'0' and <= (byte)'9'; count++)
                value = 10 * value + (text[count] - '0');
            text = text[count..];
            return count > 0;
        }

        private static ReadOnlySpan<byte> TextOf(scoped ref Utf8JsonReader reader) =>
            reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped
                ? reader.ValueSpan
                : Encoding.UTF8.GetBytes(reader.GetString() ?? "");
    }
}
