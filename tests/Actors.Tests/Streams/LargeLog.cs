using System.Globalization;
using System.Text;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>A stream of one container's log in frames of 1 MiB, of any size, of which nothing is held; counts what is read of it.</summary>
internal sealed class LargeLog(int frames) : Stream
{
    /// <summary>Lines of 64 bytes.</summary>
    private static readonly byte[] Frame =
    [
        .. Encoding.ASCII.GetBytes("@1782907200000 log a 1048576\n"),
        .. Enumerable.Repeat(Encoding.ASCII.GetBytes(new string('x', 63) + "\n"), 16384).SelectMany(line => line),
        (byte)'\n',
    ];
    private static readonly byte[] Head = [.. SampleStream.Frame("run", "-", "r1"), .. SampleStream.Frame("start", "a")];

    public long BytesRead { get; private set; }
    public override long Position { get; set; }
    public override long Length => Head.Length + ((long)frames * Frame.Length);
    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, Length - Position);
        for (var rest = buffer[..wanted]; rest.Length > 0; )
        {
            var source = Position < Head.Length ? Head.AsSpan((int)Position) : Frame.AsSpan((int)((Position - Head.Length) % Frame.Length));
            var count = Math.Min(rest.Length, source.Length);
            source[..count].CopyTo(rest);
            rest = rest[count..];
            Position += count;
        }
        BytesRead += wanted;
        return wanted;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override long Seek(long offset, SeekOrigin origin) =>
        Position =
            offset
            + (
                origin == SeekOrigin.Begin ? 0
                : origin == SeekOrigin.Current ? Position
                : Length
            );

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{frames} MiB");

    public override void Flush() => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
