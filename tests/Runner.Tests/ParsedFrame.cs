using System.Globalization;
using System.Text;

namespace HtcondorActors.Runner.Tests;

/// <summary>A frame as docs/runner-stream.md has it, of whatever kind: read by the tests' own hand.</summary>
internal sealed record ParsedFrame(long At, string Kind, string Container, string Text)
{
    /// <summary>All whole frames; a stream that still grows may end anywhere.</summary>
    public static IReadOnlyList<ParsedFrame> AllIn(ReadOnlySpan<byte> stream)
    {
        var frames = new List<ParsedFrame>();
        for (int newline; (newline = stream.IndexOf((byte)'\n')) > 0; )
        {
            var head = Encoding.ASCII.GetString(stream[1..newline]).Split(' ');
            var length = int.Parse(head[3], CultureInfo.InvariantCulture);
            if (stream.Length < newline + length + 2)
                break;
            var text = head[1] == "pad" ? "" : Encoding.UTF8.GetString(stream.Slice(newline + 1, length));
            frames.Add(new ParsedFrame(long.Parse(head[0], CultureInfo.InvariantCulture), head[1], head[2], text));
            stream = stream[(newline + length + 2)..];
        }
        return frames;
    }

    public override string ToString() => $"{Kind} {Text}".TrimEnd();
}
