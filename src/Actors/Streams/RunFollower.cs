using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Follows one job's stream while the file grows. HTCondor truncates the file in place when the job runs again, and by the next read it may
/// be longer than before. So not the file's length but its first bytes show a new run: they are the run frame, which differs for each run.
/// </summary>
internal sealed class RunFollower
{
    /// <summary>The run frame is about 85 bytes, so its head and its payload fit.</summary>
    private const int HeadLength = 256;

    // Each of ten thousand jobs has a follower, so it keeps nothing that it can compute again.
    private FrameParser? _inFrame;
    private long _position;
    private Head _head;
    private bool _torn;

    /// <summary>Identifies a stream's first bytes by their number and the beginning of their digest.</summary>
    private readonly record struct Head(int Length, long Digest)
    {
        public static Head Of(ReadOnlySpan<byte> bytes) => new(bytes.Length, BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(bytes)));

        public bool Begins(ReadOnlySpan<byte> bytes) => Length == 0 || (bytes.Length >= Length && Of(bytes[..Length]) == this);
    }

    public RunView View { get; private set; } = RunView.Empty;

    /// <summary>True if the last read stopped before the end of the stream, so that the view shows only its beginning.</summary>
    public bool HasMore { get; private set; }

    /// <summary>True if too many bytes of the stream are outside frames; the rest is not read.</summary>
    public bool HasGivenUp => _inFrame is { HasGivenUp: true };

    /// <summary>How far the present run's stream has been read. A stream of this length and the same run contains nothing new.</summary>
    public long Position => _inFrame?.Position ?? _position;

    /// <summary>Reads what is new; after a change of run, the whole stream.</summary>
    /// <param name="stream">The job's output, seekable, freshly opened.</param>
    /// <param name="cancel">Ends the read. The next one starts from the beginning, as after any failure.</param>
    /// <param name="budget">Ends the read early. The next one continues (<see cref="HasMore"/>).</param>
    public async Task<RunView> ReadAsync(Stream stream, CancellationToken cancel, ReadBudget? budget = null)
    {
        var head = await HeadOfAsync(stream, cancel);
        while (true)
        {
            if (_torn || IsAnother(stream, head))
                (_inFrame, _position, View) = (null, 0, RunView.Empty);
            (_head, _torn) = (Head.Of(head), true);
            var (parser, view) = (_inFrame ?? new FrameParser(_position, ParserReports.Frames), View);
            stream.Position = parser.Position;
            await foreach (var part in FramedStream.ReadAsync(stream, parser, logOf: null, until: long.MaxValue, cancel, budget))
                if (part is Frame frame)
                    view = view.Apply(frame);
            (_inFrame, _position) = (parser.IsBetweenFrames ? null : parser, parser.Position);
            // The file was truncated and written again during the read, so the bytes belong to neither run.
            head = await HeadOfAsync(stream, cancel);
            if (IsAnother(stream, head))
                continue;
            (_torn, HasMore) = (false, budget is { IsSpent: true });
            return View = view;
        }
    }

    private bool IsAnother(Stream stream, byte[] head) => !_head.Begins(head) || stream.Length < Position;

    private static async Task<byte[]> HeadOfAsync(Stream stream, CancellationToken cancel)
    {
        var head = new byte[HeadLength];
        stream.Position = 0;
        var count = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        return head[..count];
    }
}
