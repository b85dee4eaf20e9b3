using System.Globalization;
using System.Text;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Streams;

/// <summary>Streams as the runner writes them, made by hand.</summary>
internal static class SampleStream
{
    public static readonly DateTimeOffset Epoch = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static byte[] Frame(string kind, string container, byte[] payload, double seconds = 0) =>
        [
            .. Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"@{Epoch.AddSeconds(seconds).ToUnixTimeMilliseconds()} {kind} {container} {payload.Length}\n"
                )
            ),
            .. payload,
            (byte)'\n',
        ];

    public static byte[] Frame(string kind, string container, string payload = "", double seconds = 0) =>
        Frame(kind, container, Encoding.UTF8.GetBytes(payload), seconds);

    public static byte[] Of(params byte[][] frames) => [.. frames.SelectMany(bytes => bytes)];

    /// <summary>The parts with a log's pieces joined and their bytes as text, in the order of the stream: what does not depend on how it
    /// was cut.</summary>
    public static IReadOnlyList<string> Told(IEnumerable<StreamPart> parts, bool places = true)
    {
        var told = new List<string>();
        (string Container, DateTimeOffset At, long Next)? open = null;
        foreach (var part in parts)
        {
            if (part is LogPiece piece)
            {
                var hex = Convert.ToHexString(piece.Bytes.Span);
                if (open == (piece.Container, piece.At, piece.Offset))
                    told[^1] += hex;
                else
                    told.Add($"log {piece.Container} {piece.At:O} {(places ? piece.Offset : 0)} {hex}");
                open = (piece.Container, piece.At, piece.Offset + piece.Bytes.Length);
            }
            else
            {
                told.Add(part.ToString());
                open = null;
            }
        }
        return told;
    }

    public static RunView View(params byte[][] frames) =>
        new FrameParser().Read(Of(frames)).OfType<Frame>().Aggregate(RunView.Empty, (view, frame) => view.Apply(frame));
}
