using System.Text;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Http.Tests.Hosting;

/// <summary>A reader of the log that does not read.</summary>
public sealed class LogOutputSpecs
{
    /// <summary>Blocks each write until it is opened.</summary>
    private sealed class BlockedLogReader : MemoryStream
    {
        public ManualResetEventSlim Reads { get; } = new();
        public ManualResetEventSlim IsWaitedFor { get; } = new();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            IsWaitedFor.Set();
            Reads.Wait();
            base.Write(buffer);
        }

        public string[] Lines => Encoding.UTF8.GetString(ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed class FullDisk : MemoryStream
    {
        public bool IsFull { get; set; } = true;
        public ManualResetEventSlim HasRefused { get; } = new();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!IsFull)
            {
                base.Write(buffer);
                return;
            }
            HasRefused.Set();
            throw new IOException("No space left on device");
        }
    }

    private static LogOutput Output(Stream reader) => new(reader, lost => Line($"{lost} were dropped"));

    private static byte[] Line(string text) => Encoding.UTF8.GetBytes(text + "\n");

    [Fact]
    public void While_nobody_reads_the_log_the_oldest_lines_are_dropped_and_counted_when_it_flows_again()
    {
        const int TooMany = 100;
        var reader = new BlockedLogReader();
        using (var lines = Output(reader))
        {
            lines.Write(Line("first")); // the writer holds it
            reader.IsWaitedFor.Wait();
            for (var i = 0; i < LogOutput.AtMost + TooMany; i++)
                lines.Write(Line($"line {i}"));
            reader.Reads.Set();
        }
        Assert.Equal("first", reader.Lines[0]);
        Assert.StartsWith($"{TooMany} were dropped", reader.Lines[1], StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(TooMany, LogOutput.AtMost).Select(i => $"line {i}"), reader.Lines.Skip(2));
    }

    [Fact]
    public void A_log_on_a_full_disk_stops_nothing_and_says_what_is_lacking_when_there_is_room_again()
    {
        var disk = new FullDisk();
        using (var lines = Output(disk))
        {
            lines.Write(Line("lost"));
            disk.HasRefused.Wait();
            disk.IsFull = false;
            lines.Write(Line("kept"));
        }
        var written = Encoding.UTF8.GetString(disk.ToArray()).Split('\n');
        Assert.StartsWith("1 were dropped", written[0], StringComparison.Ordinal);
        Assert.Equal("kept", written[1]);
    }
}
