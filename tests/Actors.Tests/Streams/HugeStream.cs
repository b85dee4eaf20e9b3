namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>A beginning and then a block again and again, up to any length; counts what is read of it. Nothing of it is held.</summary>
internal sealed class HugeStream(byte[] beginning, byte[] block, long length) : Stream
{
    public long Given { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Math.Max(0, length - Position));
        for (var done = 0; done < count; )
        {
            var at = Position + done;
            var from = at < beginning.Length ? beginning.AsSpan((int)at) : block.AsSpan((int)((at - beginning.Length) % block.Length));
            var part = from[..Math.Min(from.Length, count - done)];
            part.CopyTo(buffer[done..]);
            done += part.Length;
        }
        Position += count;
        Given += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => length + offset,
        };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
