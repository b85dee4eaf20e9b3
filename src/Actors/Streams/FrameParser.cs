using System.Text;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Turns the bytes of a runner's stream into frames, wherever the bytes are split. The parser waits for the rest of an incomplete frame,
/// but passes on the bytes of a log at once. It skips unknown kinds by their length. It skips other bytes up to the next line that begins a
/// frame, but only so many: a file of gigabytes without frames is not a runner's stream. One parser reads one run's stream, from the
/// stream's first byte or from the beginning of any frame.
/// </summary>
/// <param name="position">Where the first frame begins.</param>
/// <param name="tells">What else to report, and what not.</param>
internal sealed class FrameParser(long position = 0, ParserReports tells = ParserReports.Logs)
{
    /// <summary>The longest text is a termination message of at most 4 kB; a longer payload is skipped.</summary>
    private const int LongestText = 65_536;

    /// <summary>
    /// The most bytes outside frames in one stream. A runner writes none; a power cut or a full disk may leave some zeros.
    /// </summary>
    public const long GarbageAtMost = 16 << 20;

    /// <summary>The beginning of an incomplete head; null for most frames, whose heads arrive whole.</summary>
    private byte[]? _line;

    /// <summary>The last head of a log, whose texts the next one uses again.</summary>
    private FrameHead _before;
    private FrameHead _head;
    private int _lineLength;
    private byte[] _text = [];
    private int _textLength;
    private long _left;
    private long _began;
    private long _garbage;
    private State _state;

    private enum State
    {
        Head,
        Log,
        Text,
        Skipped,
        Newline,
        Garbage,
        GivenUp,
    }

    /// <summary>
    /// True if log frames that follow each other become one piece, with the time of the first. Their bytes are moved together within the
    /// input, whose other bytes are lost then.
    /// </summary>
    public bool JoinsLogs { get; set; }

    /// <summary>How many bytes have been read or skipped, which is the position of the next byte in the stream.</summary>
    public long Position { get; private set; } = position;

    /// <summary>True if a new parser that begins at <see cref="Position"/> would find the same frames as this one.</summary>
    public bool IsBetweenFrames => _state == State.Head && _lineLength == 0;

    /// <summary>True if too many bytes were outside frames: the parser reads no further.</summary>
    public bool HasGivenUp => _state == State.GivenUp;

    /// <summary>The head of the frame whose payload the parser is reading.</summary>
    public FrameHead? Inside => _state is State.Log or State.Text or State.Skipped or State.Newline ? _head : null;

    /// <summary>How many bytes of the payload <see cref="Skip"/> may skip.</summary>
    public long Skippable => _state is State.Log or State.Skipped ? _left : 0;

    public void Skip(long count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Skippable);
        Advance(count);
    }

    public IReadOnlyList<StreamPart> Read(Memory<byte> bytes)
    {
        var parts = new List<StreamPart>();
        Read(bytes, parts);
        return parts;
    }

    /// <param name="bytes">The next bytes of the stream.</param>
    /// <param name="parts">Receives the parts that were found.</param>
    public void Read(Memory<byte> bytes, List<StreamPart> parts)
    {
        while (!bytes.IsEmpty)
        {
            var used = Step(bytes, parts);
            bytes = bytes[used..];
        }
    }

    private int Step(Memory<byte> bytes, List<StreamPart> parts)
    {
        var here = (int)Math.Min(bytes.Length, _left);
        switch (_state)
        {
            case State.Head:
                return ReadHead(bytes, parts);
            case State.Garbage:
                return SkipLine(bytes.Span);
            case State.GivenUp:
                return SkipAll(bytes.Length);
            case State.Log:
                AddLog(bytes[..here], parts);
                return Advance(here);
            case State.Text:
                bytes[..here].CopyTo(_text.AsMemory(_textLength));
                _textLength += here;
                return Advance(here);
            case State.Skipped:
                return Advance(here);
            default:
                return ReadNewline(bytes.Span[0], parts);
        }
    }

    private int ReadHead(Memory<byte> memory, List<StreamPart> parts)
    {
        ReadOnlySpan<byte> bytes = memory.Span;
        if (_lineLength == 0)
            _began = Position;
        var newline = bytes.IndexOf((byte)'\n');
        var piece = newline < 0 ? bytes : bytes[..newline];
        if (_lineLength + piece.Length > FrameHead.LongestLine)
        {
            Drop(_lineLength);
            _lineLength = 0;
            return 0;
        }
        if (newline < 0 || _lineLength > 0)
        {
            piece.CopyTo((_line ??= new byte[FrameHead.LongestLine]).AsSpan(_lineLength));
            _lineLength += piece.Length;
        }
        Position += piece.Length;
        if (newline < 0)
            return piece.Length;
        Position++;
        var line = _lineLength > 0 ? _line.AsSpan(0, _lineLength) : piece;
        if (FrameHead.Parse(line, _before) is { } head)
            Enter(head, parts);
        else
            Drop(line.Length + 1, State.Head);
        _lineLength = 0;
        return newline + 1 + ReadWholeLogs(memory[(newline + 1)..], parts);
    }

    /// <summary>
    /// Reads the payload and the closing newline of a log frame that is here as a whole, and the log frames of the same container behind
    /// it, if nobody asks for each of them: a quiet container's log has a frame for each line. Other frames are read in steps.
    /// </summary>
    private int ReadWholeLogs(Memory<byte> memory, List<StreamPart> parts)
    {
        var bytes = memory.Span;
        if (_state != State.Log || !IsWhole(bytes, _left))
            return 0;
        var (log, used) = ((int)_left, (int)_left + 1);
        if (!tells.HasFlag(ParserReports.LogPositions) && (JoinsLogs || !tells.HasFlag(ParserReports.Logs)))
            while (_head.IsFollowedBy(bytes[used..], out var head, out var length) && IsWhole(bytes[(used + head)..], length))
            {
                if (JoinsLogs)
                    bytes.Slice(used + head, (int)length).CopyTo(bytes[log..]);
                (log, used) = (log + (int)length, used + head + (int)length + 1);
            }
        AddLog(memory[..log], parts);
        Position += used;
        (_left, _state) = (0, State.Head);
        return used;
    }

    private static bool IsWhole(ReadOnlySpan<byte> bytes, long length) => length < bytes.Length && bytes[(int)length] == '\n';

    private void AddLog(ReadOnlyMemory<byte> bytes, List<StreamPart> parts)
    {
        if (tells.HasFlag(ParserReports.Logs))
            parts.Add(new LogPiece(_head.Container, _head.At, Position, bytes));
    }

    private void Enter(FrameHead head, List<StreamPart> parts)
    {
        var isLog = head.Kind == "log";
        if (isLog && tells.HasFlag(ParserReports.LogPositions))
            parts.Add(new FramePosition(head.Container, head.At, _began));
        if (isLog)
            _before = head;
        _head = head;
        _left = head.Length;
        _state =
            isLog ? State.Log
            : KindOf(head) is null || head.Length > LongestText ? State.Skipped
            : State.Text;
        _text = _state == State.Text ? new byte[head.Length] : [];
        _textLength = 0;
        if (_left == 0)
            _state = State.Newline;
    }

    private int Advance(long count)
    {
        _left -= count;
        Position += count;
        if (_left == 0)
            _state = State.Newline;
        return (int)count;
    }

    // A frame counts only with its closing newline. Without the newline the length was wrong, and the following bytes cannot be trusted.
    private int ReadNewline(byte next, List<StreamPart> parts)
    {
        if (next != '\n')
        {
            Drop(Position - _began);
            return 0;
        }
        var head = _head;
        if (head.Kind != "log" && KindOf(head) is { } kind && head.Length <= LongestText)
            parts.Add(new Frame(kind, head.Container, head.At, Encoding.UTF8.GetString(_text)));
        _state = State.Head;
        Position++;
        if (tells.HasFlag(ParserReports.Positions) && head.Kind != "log")
            parts.Add(new FramePosition(head.Container, head.At, Position));
        return 1;
    }

    private int SkipLine(ReadOnlySpan<byte> bytes)
    {
        var newline = bytes.IndexOf((byte)'\n');
        var used = newline < 0 ? bytes.Length : newline + 1;
        Drop(used, newline < 0 ? State.Garbage : State.Head);
        return SkipAll(used);
    }

    private int SkipAll(int count)
    {
        Position += count;
        return count;
    }

    private void Drop(long count, State then = State.Garbage)
    {
        _garbage += count;
        _state = _garbage > GarbageAtMost ? State.GivenUp : then;
    }

    private static FrameKind? KindOf(FrameHead head) =>
        head.Kind switch
        {
            "run" => FrameKind.Run,
            "start" => FrameKind.Start,
            "note" => FrameKind.Note,
            "warning" => FrameKind.Warning,
            "ready" => FrameKind.Ready,
            "unready" => FrameKind.Unready,
            "message" => FrameKind.Message,
            "wait" => FrameKind.Wait,
            "exit" => FrameKind.Exit,
            "restart" => FrameKind.Restart,
            "node" => FrameKind.Node,
            "end" => FrameKind.End,
            _ => null,
        };
}
