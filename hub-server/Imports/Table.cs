namespace Tongtang.HubServer.Imports;

/// <summary>A table as people sent it: rows of texts, with where each stood.</summary>
internal sealed record Table(IReadOnlyList<TableRow> Rows);

/// <param name="Number">As the program that shows the file counts, from 1.</param>
/// <param name="Cells">By column from 0; trimmed; what is not there is empty.</param>
internal sealed record TableRow(int Number, IReadOnlyList<string> Cells)
{
    public string this[int column] => column >= 0 && column < Cells.Count ? Cells[column] : "";
}

/// <summary>Something that cannot be taken, and where.</summary>
/// <param name="Row">From 1; null: the file as a whole.</param>
/// <param name="Column">A, B, …; null: the row as a whole.</param>
/// <param name="Header">What the column's head says.</param>
/// <param name="Value">What stands there, cut to 100 characters.</param>
/// <param name="Code">Stable.</param>
/// <param name="Detail">English: what is wrong and what is allowed.</param>
/// <param name="Allowed">What could stand there, where that can be listed; the first ten of it.</param>
internal sealed record TableFault(int? Row, string? Column, string? Header, string? Value, string Code, string Detail, IReadOnlyList<string>? Allowed = null);

/// <summary>The file cannot be read as a table at all.</summary>
internal sealed class TableException(string code, string message, int? row = null, string? column = null) : Exception(message)
{
    public TableFault Fault { get; } = new(row, column, null, null, code, message);
}

/// <summary>How much of a file is read; what is more is refused before it is in memory.</summary>
/// <param name="Rows">With the head.</param>
internal sealed record TableLimits(int Rows, int Columns = 64, int CellCharacters = 1000, long UnpackedBytes = 64 * 1024 * 1024)
{
    public const int FileBytes = 8 * 1024 * 1024;

    /// <summary>A request with a file of that size, base64 in JSON.</summary>
    public const int LongestBody = FileBytes / 3 * 4 + 4096;

    public TableException TooLong() => new("table_too_long", $"The table has more than {Rows} rows; allowed: {Rows} with its head. Cut it into several files.");

    public TableException TooWide(int row) => new("table_too_wide", $"A row has more than {Columns} columns.", row);

    public TableException CellTooLong(int row, int column) => new("cell_too_long", $"A cell has more than {CellCharacters} characters.", row, ColumnName.Of(column));
}

/// <summary>Columns as spreadsheets call them: A, …, Z, AA, …</summary>
internal static class ColumnName
{
    public static string Of(int column)
    {
        var name = "";
        for (var rest = column + 1; rest > 0; rest = (rest - 1) / 26) name = (char)('A' + ((rest - 1) % 26)) + name;
        return name;
    }

    /// <summary>The column of a cell's address such as AB12, from 0; -1: it has none.</summary>
    public static int Parse(string? address)
    {
        var column = 0;
        foreach (var letter in address ?? "")
        {
            if (letter is < 'A' or > 'Z') break;
            column = (column * 26) + letter - 'A' + 1;
            if (column > 20_000) return -1;
        }
        return column - 1;
    }
}
