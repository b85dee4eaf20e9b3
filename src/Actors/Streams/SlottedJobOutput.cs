using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Jobs' output, read in turns. <paramref name="beforeEach"/> is called before each read. The call reports that the disk answers, and may
/// give other readers their turn first.
/// </summary>
/// <param name="output">The output.</param>
/// <param name="beforeEach">Completes when this reader may continue.</param>
internal sealed class SlottedJobOutput(IJobOutput output, Func<CancellationToken, ValueTask> beforeEach) : IJobOutput
{
    public OutputMark? MarkOf(JobTag tag) => output.MarkOf(tag);

    public bool HasFolder(JobTag tag) => output.HasFolder(tag);

    public Stream? OpenRead(JobTag tag, int before) =>
        output.OpenRead(tag, before) is { } stream ? new ReadInTurns(stream, beforeEach) : null;

    private sealed class ReadInTurns(Stream stream, Func<CancellationToken, ValueTask> beforeEach) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => stream.Length;

        public override long Position
        {
            get => stream.Position;
            set => stream.Position = value;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await beforeEach(cancellationToken);
            return await stream.ReadAsync(buffer, cancellationToken);
        }

        public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                stream.Dispose();
            base.Dispose(disposing);
        }

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
