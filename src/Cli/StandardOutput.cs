using Microsoft.Win32.SafeHandles;

namespace HtcondorActors.Cli;

/// <summary>Nobody reads the output any more: the other end of a pipe is closed (<c>| head</c>).</summary>
internal sealed class OutputClosedException(Exception cause) : Exception("nobody reads the output any more", cause)
{
    /// <summary>What a shell reports of a program that SIGPIPE ended.</summary>
    public const int ExitCode = 128 + 13;
}

/// <summary>
/// The output of this process into a pipe. .NET's console stream takes a write into a closed pipe for success, so a command that follows
/// or watches would go on for ever.
/// </summary>
internal sealed class StandardOutput : Stream
{
    /// <summary>Linux's errno of a write into a closed pipe, which .NET stores in HResult.</summary>
    private const int BrokenPipe = 32;

    private readonly FileStream _pipe;

    private StandardOutput(FileStream pipe) => _pipe = pipe;

    /// <summary>The output of this process.</summary>
    /// <returns>For a file .NET's stream: a FileStream would write at an offset of its own, over what others write.</returns>
    public static Stream OfThisProcess()
    {
        try
        {
            var pipe = Of(new SafeFileHandle(1, ownsHandle: false));
            return pipe._pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Console.OpenStandardOutput(); // this process was started without an output
        }
    }

    public static StandardOutput Of(SafeFileHandle pipe) => new(new FileStream(pipe, FileAccess.Write, bufferSize: 0));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _pipe.Write(buffer);
        }
        catch (IOException closed) when (closed.HResult == BrokenPipe)
        {
            throw new OutputClosedException(closed);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() { }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _pipe.Dispose();
        base.Dispose(disposing);
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
