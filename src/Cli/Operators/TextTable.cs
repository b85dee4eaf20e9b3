using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli.Operators;

/// <summary>
/// Writes rows as an aligned table while they come: the widths are those of the first rows, and a column that is too narrow for a later row
/// is wider from there on. So a table of any length needs memory for one page.
/// </summary>
/// <param name="to">The output.</param>
/// <param name="headers">The first line; null for none.</param>
/// <param name="columns">How many columns a row has.</param>
/// <param name="gap">The blanks between two columns.</param>
internal sealed class TextTable(TextWriter to, IReadOnlyList<string>? headers, int columns, string gap = "   ")
{
    private readonly int[] _widths = new int[columns];
    private bool _began;

    public void Write(IReadOnlyList<string[]> rows)
    {
        foreach (var row in rows)
            for (var i = 0; i < columns; i++)
            {
                row[i] = row[i].Length == 0 ? "-" : OneLine.Of(row[i]);
                _widths[i] = Math.Max(_widths[i], row[i].Length);
            }
        if (!_began && headers is not null)
        {
            for (var i = 0; i < columns; i++)
                _widths[i] = Math.Max(_widths[i], headers[i].Length);
            Line(headers);
        }
        _began = true;
        foreach (var row in rows)
            Line(row);
    }

    private void Line(IReadOnlyList<string> cells)
    {
        for (var i = 0; i < columns - 1; i++)
        {
            to.Write(cells[i]);
            to.Write(gap);
            for (var blank = cells[i].Length; blank < _widths[i]; blank++)
                to.Write(' ');
        }
        to.Write(cells[columns - 1]); // no blanks at the end of a line
        to.Write('\n');
    }
}
