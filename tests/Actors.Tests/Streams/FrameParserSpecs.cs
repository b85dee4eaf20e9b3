using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Actors.Tests.Streams;

public sealed class FrameParserSpecs
{
    private static readonly string[] Kinds =
    [
        "run",
        "start",
        "log",
        "note",
        "warning",
        "ready",
        "unready",
        "message",
        "exit",
        "restart",
        "end",
        "pad",
        "x9",
    ];

    [Property(Arbitrary = [typeof(AnyFrames)])]
    public void However_the_bytes_are_cut_the_frames_are_the_same(FrameList frames, int[] cuts)
    {
        var stream = frames.Bytes;
        Assert.Equal(SampleStream.Told(new FrameParser().Read(stream)), SampleStream.Told(InPieces(stream, cuts)));
    }

    [Property(Arbitrary = [typeof(AnyFrames)])]
    public void Every_frame_of_a_known_kind_comes_out_and_no_other(FrameList frames)
    {
        var expected = frames.Frames.Where(frame => frame.Kind is not ("pad" or "x9") && (frame.Kind != "log" || frame.Payload.Length > 0));
        var parts = new FrameParser().Read(frames.Bytes);

        Assert.Equal(
            expected.Select(frame => (frame.Container, frame.Payload.Length)),
            parts.Select(part => (part.Container, part is LogPiece log ? log.Bytes.Length : ((Frame)part).Text.Length))
        );
    }

    [Property(Arbitrary = [typeof(AnyFrames)])]
    public void A_stream_that_ends_anywhere_says_a_beginning_of_what_it_would_have_said(FrameList frames, NonNegativeInt end)
    {
        var stream = frames.Bytes;
        var whole = SampleStream.Told(new FrameParser().Read(stream));
        var cut = SampleStream.Told(new FrameParser().Read(stream.AsMemory(0, end.Get % (stream.Length + 1))));

        Assert.True(cut.Count <= whole.Count);
        for (var i = 0; i < cut.Count; i++)
            if (i < cut.Count - 1)
                Assert.Equal(whole[i], cut[i]);
            else
                Assert.StartsWith(cut[i], whole[i], StringComparison.Ordinal);
    }

    [Property(Arbitrary = [typeof(AnyFrames)])]
    public void Lines_of_garbage_in_front_or_between_lose_no_frame(FrameList frames, NonEmptyArray<byte> garbage, int[] cuts)
    {
        var noise = garbage.Get.Select(letter => letter == '@' ? (byte)'#' : letter).Append((byte)'\n').ToArray();
        byte[] stream = [.. noise, .. frames.Frames.SelectMany(frame => frame.Bytes.Concat(noise))];

        Assert.Equal(
            SampleStream.Told(new FrameParser().Read(frames.Bytes), places: false),
            SampleStream.Told(InPieces(stream, cuts), places: false)
        );
    }

    [Property]
    public void Any_bytes_at_all_are_read_to_their_end(byte[] bytes, int[] cuts)
    {
        var parser = new FrameParser();
        foreach (var piece in Cut(bytes, cuts))
            parser.Read(piece);
        Assert.Equal(bytes.Length, parser.Position);
    }

    [Fact]
    public void A_payload_that_is_shorter_than_it_says_costs_the_frames_it_swallows_and_no_more()
    {
        var stream = SampleStream.Of(
            Encoding.ASCII.GetBytes("@1 log a 20\nshort\n"),
            SampleStream.Frame("exit", "a", "0"),
            SampleStream.Frame("exit", "b", "3")
        );

        var frames = new FrameParser().Read(stream).OfType<Frame>();

        Assert.Equal(["b"], frames.Select(frame => frame.Container));
    }

    [Theory]
    [InlineData("@1 exit a 1 \n0\n")]
    [InlineData("@ exit a 1\n0\n")]
    [InlineData("@-1 exit a 1\n0\n")]
    [InlineData("@1 Exit a 1\n0\n")]
    [InlineData("@1 exit a/b 1\n0\n")]
    [InlineData("@1 exit  1\n0\n")]
    [InlineData("@999999999999999 exit a 1\n0\n")]
    [InlineData("@1 exit a 9999999999999999\n0\n")]
    [InlineData("1 exit a 1\n0\n")]
    public void What_is_not_exactly_a_head_is_garbage(string text) => Assert.Empty(new FrameParser().Read(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void A_log_may_be_skipped_instead_of_read()
    {
        var stream = SampleStream.Of(SampleStream.Frame("log", "a", new string('x', 1000)), SampleStream.Frame("exit", "a", "0"));
        var parser = new FrameParser();
        var head = Array.IndexOf(stream, (byte)'\n') + 1;
        parser.Read(stream.AsMemory(0, head + 10));
        Assert.Equal(990, parser.Skippable);
        parser.Skip(990);

        Assert.Equal("0", Assert.IsType<Frame>(Assert.Single(parser.Read(stream.AsMemory(head + 1000)))).Text);
        Assert.Equal(stream.Length, parser.Position);
    }

    [Property(Arbitrary = [typeof(AnyFrames)])]
    public void Logs_that_are_joined_have_the_same_bytes_between_the_same_frames(FrameList frames, int[] cuts)
    {
        var parser = new FrameParser { JoinsLogs = true };
        List<string> joined = [];
        foreach (var piece in Cut(frames.Bytes, cuts))
            Add(joined, parser.Read(piece));

        List<string> expected = [];
        Add(expected, new FrameParser().Read(frames.Bytes));
        Assert.Equal(expected, joined);
        Assert.Equal(frames.Bytes.Length, parser.Position);

        static void Add(List<string> told, IEnumerable<StreamPart> parts)
        {
            foreach (var part in parts)
                if (part is not LogPiece piece)
                    told.Add(part.ToString());
                else if (told.LastOrDefault()?.StartsWith($"log {piece.Container} ", StringComparison.Ordinal) is true)
                    told[^1] += Convert.ToHexString(piece.Bytes.Span);
                else
                    told.Add($"log {piece.Container} {Convert.ToHexString(piece.Bytes.Span)}");
        }
    }

    [Fact]
    public void A_thousand_log_frames_that_are_joined_become_one_piece()
    {
        var frames = Enumerable.Range(0, 1000).Select(line => SampleStream.Frame("log", "a", $"line {line}\n", line)).ToArray();

        var piece = Assert.IsType<LogPiece>(Assert.Single(new FrameParser { JoinsLogs = true }.Read(SampleStream.Of(frames))));

        var log = string.Concat(Enumerable.Range(0, 1000).Select(line => $"line {line}\n"));
        Assert.Equal(log, Encoding.UTF8.GetString(piece.Bytes.Span));
    }

    [Theory]
    [InlineData("@2 log b 1\n2\n")]
    [InlineData("@2 note a 1\n2\n")]
    [InlineData("@999999999999999 log a 1\n2\n")]
    [InlineData("@1234567890123456 log a 1\n2\n")]
    [InlineData("@2 log a 1234567890123456\n2\n")]
    [InlineData("@ log a 1\n2\n")]
    [InlineData("@2  log a 1\n2\n")]
    [InlineData("@2 log a \n2\n")]
    [InlineData("@2 log a 1 \n2\n")]
    [InlineData("@2 log aa 1\n2\n")]
    [InlineData("@2 log a 1\n2x\n")]
    [InlineData("@2 log a 1\n2")]
    [InlineData("@2 log a")]
    public void What_is_not_another_whole_log_frame_of_the_container_is_not_joined(string next)
    {
        var stream = SampleStream.Of(SampleStream.Frame("log", "a", "1"), Encoding.ASCII.GetBytes(next));

        var first = Assert.IsType<LogPiece>(new FrameParser { JoinsLogs = true }.Read(stream)[0]);

        Assert.Equal("1", Encoding.UTF8.GetString(first.Bytes.Span));
    }

    private static IEnumerable<StreamPart> InPieces(byte[] stream, int[] cuts)
    {
        var parser = new FrameParser();
        return [.. Cut(stream, cuts).SelectMany(piece => parser.Read(piece))];
    }

    private static IEnumerable<byte[]> Cut(byte[] stream, int[] cuts)
    {
        var places = cuts.Select(cut => (int)((uint)cut % (uint)(stream.Length + 1)))
            .Append(0)
            .Append(stream.Length)
            .Distinct()
            .Order()
            .ToList();
        return places.Zip(places.Skip(1), (from, to) => stream[from..to]);
    }

    public sealed record OneFrame(string Kind, string Container, byte[] Payload)
    {
        public byte[] Bytes => SampleStream.Frame(Kind, Container, Payload);
    }

    public sealed record FrameList(IReadOnlyList<OneFrame> Frames)
    {
        public byte[] Bytes => [.. Frames.SelectMany(frame => frame.Bytes)];
    }

    public static class AnyFrames
    {
        public static Arbitrary<FrameList> Lists() =>
            (
                from kind in Gen.Elements(Kinds)
                from container in Gen.Elements("-", "a", "main", "a-0")
                from payload in Gen.ArrayOf(Gen.Choose(0, 127).Select(letter => (byte)letter))
                select new OneFrame(kind, container, payload)
            )
                .ListOf()
                .Select(list => new FrameList([.. list]))
                .ToArbitrary();
    }
}
