using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli.Operators;

/// <summary>
/// Passes the bytes of a log to a terminal, with <c>?</c> for each control character but tab, line feed and carriage return. A user's
/// container could otherwise move the cursor, hide lines or type into the terminal of an administrator.
/// </summary>
internal sealed class SafeOutput(Stream terminal) : WriteOnlyStream
{
    private const byte FirstOfControl = 0xc2; // UTF-8 of U+0080 to U+009F: this byte, then 0x80 to 0x9f

    private byte _before;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var safe = new byte[buffer.Length];
        for (var i = 0; i < buffer.Length; i++)
        {
            var isUnsafe =
                buffer[i] is (< 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r')) or 0x7f
                || (_before == FirstOfControl && buffer[i] is >= 0x80 and <= 0x9f);
            safe[i] = isUnsafe ? (byte)'?' : buffer[i];
            _before = buffer[i];
        }
        terminal.Write(safe);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() => terminal.Flush();
}
