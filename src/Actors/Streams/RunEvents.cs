using System.Globalization;
using System.Text;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Leaves of a run's stream only the frames that are no logs: what the run has shown, without what the containers wrote. A few hundred
/// bytes are left of most runs.
/// </summary>
internal static class RunEvents
{
    /// <summary>A container whose probe changes for weeks has many frames. Such a stream is not kept.</summary>
    private const int Longest = 256 << 10;

    /// <summary>The frames that are no logs, as a stream of their own; null if they are too long to be kept.</summary>
    /// <param name="stream">The stream of a run that has ended, from its beginning.</param>
    public static async Task<byte[]?> OfAsync(Stream stream)
    {
        var events = new MemoryStream();
        var parts = FramedStream.ReadAsync(stream, new FrameParser(0, ParserReports.Frames), null, long.MaxValue, CancellationToken.None);
        await foreach (var part in parts)
            if (part is Frame frame)
            {
                events.Write(BytesOf(frame));
                if (events.Length > Longest)
                    return null;
            }
        return events.ToArray();
    }

    private static byte[] BytesOf(Frame frame)
    {
        var kind = frame.Kind.ToString().ToLowerInvariant();
        var length = Encoding.UTF8.GetByteCount(frame.Text);
        return Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"@{frame.At.ToUnixTimeMilliseconds()} {kind} {frame.Container} {length}\n{frame.Text}\n"
            )
        );
    }
}
