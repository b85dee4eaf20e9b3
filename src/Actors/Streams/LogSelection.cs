using System.Buffers;
using System.Globalization;

namespace HtcondorActors.Actors.Streams;

/// <summary>
/// Selects lines from a log: it leaves out a number of first lines and all lines before a time, and writes the rest up to a number of
/// bytes. Each line can get its time in front. A line's time is that of the frame with its first byte.
/// </summary>
/// <param name="skippedLines">How many lines to leave out at the beginning.</param>
/// <param name="since">The earliest time; a line of exactly this time is written.</param>
/// <param name="timestamps">Puts the time in front of each line: RFC 3339 with nine digits and a blank, as the kubelet writes it.</param>
/// <param name="limitBytes">The most bytes to write, times included, as the kubelet counts them.</param>
internal sealed class LogSelection(long skippedLines, DateTimeOffset? since, bool timestamps, long? limitBytes)
{
    private long _toSkip = skippedLines;
    private long _room = limitBytes ?? long.MaxValue;
    private bool _lineBegins = true;
    private bool _lineWanted;

    /// <summary>True if nothing more will be written.</summary>
    public bool Full => _room <= 0;

    /// <summary>True if all that follows is written as it is, so that <see cref="Take"/> is not needed any more.</summary>
    public bool TakesAll => !timestamps && since is null && limitBytes is null && _toSkip == 0 && (_lineBegins || _lineWanted);

    public void Take(LogPiece piece, IBufferWriter<byte> output)
    {
        for (var rest = piece.Bytes.Span; !rest.IsEmpty; )
        {
            if (_lineBegins)
                Begin(piece.At, output);
            var newline = rest.IndexOf((byte)'\n');
            var line = newline < 0 ? rest : rest[..(newline + 1)];
            if (_lineWanted)
                Give(line, output);
            _lineBegins = newline >= 0;
            if (_lineBegins && _toSkip > 0)
                _toSkip--;
            rest = rest[line.Length..];
        }
    }

    private void Begin(DateTimeOffset at, IBufferWriter<byte> output)
    {
        _lineBegins = false;
        _lineWanted = _toSkip == 0 && !(at < since);
        if (_lineWanted && timestamps)
        {
            Span<byte> stamp = stackalloc byte[40];
            at.UtcDateTime.TryFormat(stamp, out var length, "yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z '", CultureInfo.InvariantCulture);
            Give(stamp[..length], output);
        }
    }

    private void Give(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var given = bytes.Length <= _room ? bytes : bytes[..(int)_room];
        output.Write(given);
        _room -= given.Length;
    }
}
