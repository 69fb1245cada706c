using System.Globalization;
using System.Text;

namespace Tongtang.HubServer.Reports;

internal enum CellFormat
{
    Text,

    /// <summary>A heading of a sheet or a column.</summary>
    Heading,

    Count,

    /// <summary>With two digits after the point.</summary>
    Decimal,

    /// <summary>0 to 1, shown in percent.</summary>
    Share,
}

/// <summary>What stands in one place of a table. A number stays one.</summary>
internal readonly record struct Cell(CellFormat Format, string Text, double? Number)
{
    public static Cell Of(string? text) => new(CellFormat.Text, text ?? "", null);

    public static Cell Heading(string text) => new(CellFormat.Heading, text, null);

    public static Cell Count(double? value) => new(CellFormat.Count, "", value);

    public static Cell Decimal(double? value) => new(CellFormat.Decimal, "", value);

    public static Cell Share(double? value) => new(CellFormat.Share, "", value);

    public static Cell Of(FigureUnit unit, double? value) => unit switch
    {
        FigureUnit.Count => Count(value),
        FigureUnit.Share => Share(value),
        _ => Decimal(value),
    };
}

/// <summary>A file of tables that is written row by row, so that its size costs no memory.</summary>
internal interface ISheets : IDisposable
{
    /// <summary>The rows that follow stand in this sheet; where there are no sheets its name is left out.</summary>
    /// <param name="name">At most 31 letters, and none of <c>[]:*?/\</c>.</param>
    /// <param name="widths">Of its columns, in letters.</param>
    void Begin(string name, params IReadOnlyList<int> widths);

    void Row(params IReadOnlyList<Cell> cells);

    /// <summary>Nothing follows.</summary>
    void Finish();
}

/// <summary>For office programs: UTF-8 with its mark; numbers with a point and no unit, so that programs read them.</summary>
internal sealed class CsvSheets : ISheets
{
    private readonly StreamWriter _writer;

    public CsvSheets(Stream target)
    {
        _writer = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024, leaveOpen: true);
        _writer.Write(Web.CsvField.Mark);
    }

    public void Begin(string name, params IReadOnlyList<int> widths)
    {
    }

    public void Row(params IReadOnlyList<Cell> cells)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0) _writer.Write(',');
            var cell = cells[i];
            _writer.Write(cell.Format is CellFormat.Text or CellFormat.Heading ? Web.CsvField.Of(cell.Text) : cell.Number?.ToString("0.######", CultureInfo.InvariantCulture));
        }
        _writer.Write("\r\n");
    }

    public void Finish() => _writer.Flush();

    public void Dispose() => _writer.Dispose();
}
