using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli.Operators;

/// <summary>
/// Writes rows of UTF-8 text as an aligned table, by the rules of <see cref="TextTable"/>, and makes no object for a cell: a list may have
/// a hundred thousand rows.
/// </summary>
/// <param name="to">The output.</param>
/// <param name="headers">The names of the columns.</param>
/// <param name="withHeaders">False if the first line is a row.</param>
internal sealed class CellTable(Stream to, IReadOnlyList<string> headers, bool withHeaders)
{
    /// <summary>
    /// For what runs a hundred thousand times in a process that lives for less than a second. Tiered compilation would first count in it
    /// which branches are taken, and that took more time than the list.
    /// </summary>
    public const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    private const int Gap = 3;
    private const int LongestCell = 500;
    private const int FlushAfter = 64 << 10;

    private readonly int[] _widths = new int[headers.Count];
    private readonly ArrayBufferWriter<byte> _text = new(256 << 10);
    private readonly ArrayBufferWriter<byte> _lines = new(2 * FlushAfter);
    private readonly List<Cell> _cells = [];
    private int _start;
    private bool _began;

    /// <summary>Adds text to the cell that is being written.</summary>
    public void Write(ReadOnlySpan<byte> text) => _text.Write(text);

    /// <summary>Adds a number to the cell that is being written.</summary>
    public void Write(long number)
    {
        Utf8Formatter.TryFormat(number, _text.GetSpan(20), out var length);
        _text.Advance(length);
    }

    /// <summary>Adds text to the cell that is being written.</summary>
    public void Write(string text) => Encoding.UTF8.GetBytes(text, _text);

    /// <summary>Ends the cell.</summary>
    /// <param name="longest">The most characters of it. A longer text is cut.</param>
    [MethodImpl(Hot)]
    public void EndCell(int longest = LongestCell)
    {
        var cell = _text.WrittenSpan[_start..];
        if (cell.IsEmpty)
            Write("-"u8);
        else if (!IsPlain(cell) || cell.Length > longest)
        {
            var safe = OneLine.Of(Encoding.UTF8.GetString(cell), longest);
            var begin = _text.WrittenCount;
            Write(safe.Length == 0 ? "-" : safe);
            Add(begin, safe.Length == 0 ? 1 : safe.Length);
            return;
        }
        Add(_start, _text.WrittenCount - _start);
    }

    /// <summary>Writes the rows that have come since the last call. Columns are as wide as the widest cell so far.</summary>
    public void EndPage()
    {
        var columns = _widths.Length;
        for (var i = 0; i < _cells.Count; i++)
            _widths[i % columns] = Math.Max(_widths[i % columns], _cells[i].Width);
        if (!_began && withHeaders && _cells.Count > 0)
            Header();
        _began |= _cells.Count > 0;
        for (var i = 0; i + columns <= _cells.Count; i += columns)
            Line(_text.WrittenSpan, i);
        Flush();
        _text.ResetWrittenCount();
        _cells.Clear();
        _start = 0;
    }

    private void Add(int begin, int width)
    {
        _cells.Add(new(begin, _text.WrittenCount - begin, width));
        _start = _text.WrittenCount;
    }

    private void Header()
    {
        for (var i = 0; i < headers.Count; i++)
            _widths[i] = Math.Max(_widths[i], headers[i].Length);
        for (var i = 0; i < headers.Count - 1; i++)
            Encoding.UTF8.GetBytes(headers[i].PadRight(_widths[i] + Gap), _lines);
        Encoding.UTF8.GetBytes(headers[^1] + "\n", _lines);
    }

    [MethodImpl(Hot)]
    private void Line(ReadOnlySpan<byte> text, int first)
    {
        var length = 1;
        for (var i = 0; i < _widths.Length; i++)
            length += Math.Max(_widths[i], _cells[first + i].Length) + _cells[first + i].Length + Gap;
        var line = _lines.GetSpan(length);
        var at = 0;
        for (var i = 0; i < _widths.Length; i++)
        {
            var cell = _cells[first + i];
            text.Slice(cell.Start, cell.Length).CopyTo(line[at..]);
            at += cell.Length;
            if (i == _widths.Length - 1)
                break; // no blanks at the end of a line
            var blanks = _widths[i] - cell.Width + Gap;
            line.Slice(at, blanks).Fill((byte)' ');
            at += blanks;
        }
        line[at++] = (byte)'\n';
        _lines.Advance(at);
        if (_lines.WrittenCount >= FlushAfter)
            Flush();
    }

    private void Flush()
    {
        to.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }

    // Most cells are. OneLine.Of would not change them.
    private static bool IsPlain(ReadOnlySpan<byte> cell) =>
        cell.Length <= LongestCell && cell[0] != ' ' && cell[^1] != ' ' && !cell.ContainsAnyExceptInRange((byte)' ', (byte)'~');

    /// <param name="Start">Where its text begins.</param>
    /// <param name="Length">In bytes.</param>
    /// <param name="Width">In characters.</param>
    private readonly record struct Cell(int Start, int Length, int Width);
}
