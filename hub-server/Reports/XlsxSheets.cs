using System.Globalization;
using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Tongtang.HubServer.Reports;

/// <summary>
/// A workbook, written straight into its zip: the library's own package keeps every part in memory until the end. Rows are
/// the library's; what stays the same in every workbook is text here.
/// </summary>
internal sealed class XlsxSheets(Stream target) : ISheets
{
    /// <summary>Office programs take no more.</summary>
    public const int MostRows = 1_048_576;

    private const int MostLetters = 32_767;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Packages = "http://schemas.openxmlformats.org/package/2006";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    /// <summary>Cell formats in the order of <see cref="CellFormat"/>; the last is text that begins like a formula.</summary>
    private const string Styles = $"""
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <styleSheet xmlns="{Main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>
        <fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
        <fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE6F0FF"/><bgColor indexed="64"/></patternFill></fill></fills>
        <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
        <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
        <cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>
        <xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
        <xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/></cellXfs>
        <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
        """;

    private const uint FormulaLike = 5;

    private readonly ZipArchive _zip = new(target, ZipArchiveMode.Create, leaveOpen: true);
    private readonly List<string> _names = [];
    private Stream? _entry;
    private OpenXmlWriter? _sheet;
    private int _rows;

    public void Begin(string name, params IReadOnlyList<int> widths)
    {
        EndSheet();
        _names.Add(name);
        _rows = 0;
        _entry = _zip.CreateEntry($"xl/worksheets/sheet{_names.Count}.xml", CompressionLevel.Fastest).Open();
        _sheet = OpenXmlWriter.Create(_entry, Encoding.UTF8);
        _sheet.WriteStartDocument(standalone: true);
        _sheet.WriteStartElement(new Worksheet());
        var columns = widths.Select((width, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = width, CustomWidth = true });
        if (widths.Count > 0) _sheet.WriteElement(new Columns(columns));
        _sheet.WriteStartElement(new SheetData());
    }

    /// <exception cref="SheetFullException">No office program would open it.</exception>
    public void Row(params IReadOnlyList<Cell> cells)
    {
        if (++_rows > MostRows) throw new SheetFullException(_names[^1]);
        _sheet!.WriteStartElement(new Row { RowIndex = (uint)_rows });
        foreach (var cell in cells) _sheet.WriteElement(Element(cell));
        _sheet.WriteEndElement();
    }

    public void Finish()
    {
        EndSheet();
        var numbers = Enumerable.Range(1, _names.Count).ToList();
        Write("xl/styles.xml", Styles);
        Write("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets>{string.Concat(numbers.Select(n => $"""<sheet name="{_names[n - 1]}" sheetId="{n}" r:id="rId{n}"/>"""))}</sheets></workbook>""");
        Write("xl/_rels/workbook.xml.rels", Related([.. numbers.Select(n => ("worksheet", $"worksheets/sheet{n}.xml")), ("styles", "styles.xml")]));
        Write("_rels/.rels", Related([("officeDocument", "xl/workbook.xml")]));
        Write("[Content_Types].xml", $"""
            <Types xmlns="{Packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
            <Override PartName="/xl/workbook.xml" ContentType="{Types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{Types}.styles+xml"/>
            {string.Concat(numbers.Select(n => $"""<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{Types}.worksheet+xml"/>"""))}</Types>
            """);
        _zip.Dispose();
    }

    public void Dispose()
    {
        _sheet?.Dispose();
        _entry?.Dispose();
        _zip.Dispose();
    }

    private void EndSheet()
    {
        if (_sheet is null) return;
        _sheet.WriteEndElement();
        _sheet.WriteEndElement();
        _sheet.Dispose();
        _entry!.Dispose();
        (_sheet, _entry) = (null, null);
    }

    private void Write(string part, string text)
    {
        using var writer = new StreamWriter(_zip.CreateEntry(part, CompressionLevel.Fastest).Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.Write(text);
    }

    private static string Related(IReadOnlyList<(string Kind, string Part)> parts) =>
        $"""<Relationships xmlns="{Packages}/relationships">{string.Concat(parts.Select((part, i) => $"""<Relationship Id="rId{i + 1}" Type="{Relations}/{part.Kind}" Target="{part.Part}"/>"""))}</Relationships>""";

    private static DocumentFormat.OpenXml.Spreadsheet.Cell Element(Cell cell)
    {
        if (cell.Format is not (CellFormat.Text or CellFormat.Heading))
        {
            var number = new DocumentFormat.OpenXml.Spreadsheet.Cell { StyleIndex = (uint)cell.Format };
            if (cell.Number is { } value) number.CellValue = new CellValue(value.ToString("R", CultureInfo.InvariantCulture));
            return number;
        }
        var text = Clean(cell.Text);
        // Text is never calculated; the mark keeps it so when somebody edits the cell or saves the sheet in another form.
        var style = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? FormulaLike : (uint)cell.Format;
        return new DocumentFormat.OpenXml.Spreadsheet.Cell { DataType = CellValues.InlineString, StyleIndex = style, InlineString = new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve }) };
    }

    /// <summary>XML knows no control characters and no half ones.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r' or >= 0x20 and not (0xFFFE or 0xFFFF)) clean.Append(rune.ToString());
        }
        if (clean.Length > MostLetters) clean.Length = MostLetters - (char.IsHighSurrogate(clean[MostLetters - 1]) ? 1 : 0);
        return clean.ToString();
    }
}

/// <summary>A sheet would have more rows than office programs take.</summary>
internal sealed class SheetFullException(string sheet) : Exception($"The sheet {sheet} would have more than {XlsxSheets.MostRows} rows; ask for fewer places or days.");
