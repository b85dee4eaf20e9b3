using System.Runtime.InteropServices;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli;

/// <summary>Nobody reads the output any more: the other end of a pipe is closed (<c>| head</c>).</summary>
internal sealed class OutputClosedException() : Exception("nobody reads the output any more")
{
    /// <summary>What a shell reports of a program that SIGPIPE ended.</summary>
    public const int ExitCode = 128 + 13;
}

/// <summary>
/// The output of this process. .NET's console stream takes a write into a closed pipe for success, so a command that follows or watches
/// would go on for ever.
/// </summary>
/// <param name="console">.NET's stream.</param>
internal sealed class StandardOutput(Stream console) : WriteOnlyStream
{
    private const int Descriptor = 1;

    /// <summary>POLLERR of Linux: the reader of a pipe, or of a socket, has gone.</summary>
    private const short ReaderHasGone = 8;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        console.Write(buffer);
        var output = new PollDescriptor { Descriptor = Descriptor };
        if (poll(ref output, 1, 0) > 0 && (output.Found & ReaderHasGone) != 0)
            throw new OutputClosedException();
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

    public override void Flush() => console.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            console.Dispose();
        base.Dispose(disposing);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int poll(ref PollDescriptor descriptors, nuint count, int milliseconds);
}
