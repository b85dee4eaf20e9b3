using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Follows what one job's stream says while the file grows. HTCondor truncates the file in place when the job runs again, and by the
/// next look it may be longer than before: the file's first bytes (the run frame, which no two runs share) tell, not its length.
/// </summary>
internal sealed class RunFollower
{
    /// <summary>The run frame is about 85 bytes; a line of it and its payload fit.</summary>
    private const int HeadLength = 256;

    // There is one of these for each of ten thousand jobs: what can be made again is not kept.
    private FrameParser? _inFrame;
    private long _position;
    private Head _head;
    private bool _torn;

    /// <summary>A stream's first bytes, by their number and the beginning of their digest.</summary>
    private readonly record struct Head(int Length, long Digest)
    {
        public static Head Of(ReadOnlySpan<byte> bytes) => new(bytes.Length, BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(bytes)));

        public bool Begins(ReadOnlySpan<byte> bytes) => Length == 0 || (bytes.Length >= Length && Of(bytes[..Length]) == this);
    }

    public RunView View { get; private set; } = RunView.Empty;

    /// <summary>The last reading ended before the end of the stream: the view is of its beginning only.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Too much of the stream is no frame: what comes after that is not read.</summary>
    public bool HasGivenUp => _inFrame is { HasGivenUp: true };

    /// <summary>How far the present run's stream has been read: a stream of this length and the same run holds nothing new.</summary>
    public long Position => _inFrame?.Position ?? _position;

    /// <summary>Reads what is new; with another run, all of it.</summary>
    /// <param name="stream">The job's output, seekable, freshly opened.</param>
    /// <param name="cancel">Ends the reading; the next one begins anew, as after any failure.</param>
    /// <param name="budget">Ends it before the end of the stream; the next one goes on (<see cref="HasMore"/>).</param>
    public async Task<RunView> ReadAsync(Stream stream, CancellationToken cancel, ReadBudget? budget = null)
    {
        var head = await HeadOfAsync(stream, cancel);
        while (true)
        {
            if (_torn || IsAnother(stream, head))
                (_inFrame, _position, View) = (null, 0, RunView.Empty);
            (_head, _torn) = (Head.Of(head), true);
            var (parser, view) = (_inFrame ?? new FrameParser(_position), View);
            stream.Position = parser.Position;
            await foreach (var part in FramedStream.ReadAsync(stream, parser, logOf: null, until: long.MaxValue, cancel, budget))
                if (part is Frame frame)
                    view = view.Apply(frame);
            (_inFrame, _position) = (parser.IsBetweenFrames ? null : parser, parser.Position);
            // Truncated and written anew while it was being read: what was read is of neither run.
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
