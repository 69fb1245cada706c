using System.IO.Compression;
using System.Xml;

namespace Tongtang.HubServer.Imports;

/// <summary>
/// The first sheet of an Office Open XML workbook (ECMA-376, part 1, 18), read as a stream with bounds, so that a small
/// file that unpacks to gigabytes costs nothing. What would silently be read wrongly is refused: merged cells, formulas.
/// </summary>
internal static class XlsxTable
{
    private const int MostEntries = 2000;
    private const int MostShared = 200_000;

    private static readonly XmlReaderSettings s_xml = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreWhitespace = false };

    public static Table Read(byte[] file, TableLimits limits)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
            if (zip.Entries.Count > MostEntries) throw new TableException("file_too_many_parts", $"The workbook has {zip.Entries.Count} parts; allowed: {MostEntries}.");
            var budget = new Budget(limits.UnpackedBytes);
            var sheet = zip.GetEntry(FirstSheet(zip, budget)) ?? throw NoWorkbook();
            var shared = zip.GetEntry("xl/sharedStrings.xml") is { } strings ? SharedTexts(strings, budget, limits) : [];
            return new Table(Rows(sheet, shared, budget, limits));
        }
        catch (Exception damage) when (damage is InvalidDataException or XmlException or NotSupportedException)
        {
            throw new TableException("file_damaged", $"The workbook cannot be read: {damage.Message}");
        }
    }

    private static TableException NoWorkbook() => new("file_format_unknown", "The file is no workbook; allowed: .xlsx, .csv.");

    private static string FirstSheet(ZipArchive zip, Budget budget)
    {
        const string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        string? id = null;
        using (var workbook = Open(zip.GetEntry("xl/workbook.xml") ?? throw NoWorkbook(), budget))
        {
            while (id is null && workbook.Read())
            {
                if (workbook is { NodeType: XmlNodeType.Element, LocalName: "sheet" }) id = workbook.GetAttribute("id", relations);
            }
        }
        if (id is null || zip.GetEntry("xl/_rels/workbook.xml.rels") is not { } links) return "xl/worksheets/sheet1.xml";
        using var reader = Open(links, budget);
        while (reader.Read())
        {
            if (reader is not { NodeType: XmlNodeType.Element, LocalName: "Relationship" } || reader.GetAttribute("Id") != id) continue;
            var target = reader.GetAttribute("Target") ?? "";
            return target.StartsWith('/') ? target[1..] : "xl/" + target;
        }
        return "xl/worksheets/sheet1.xml";
    }

    private static List<string> SharedTexts(ZipArchiveEntry entry, Budget budget, TableLimits limits)
    {
        var texts = new List<string>();
        using var reader = Open(entry, budget);
        while (reader.Read())
        {
            if (reader is not { NodeType: XmlNodeType.Element, LocalName: "si" }) continue;
            if (texts.Count == MostShared) throw limits.TooLong();
            texts.Add(RichText(reader, limits.CellCharacters + 1));
        }
        return texts;
    }

    private static List<TableRow> Rows(ZipArchiveEntry entry, List<string> shared, Budget budget, TableLimits limits)
    {
        var rows = new List<TableRow>();
        using var reader = Open(entry, budget);
        var number = 0;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element) continue;
            if (reader.LocalName == "mergeCell")
            {
                var range = reader.GetAttribute("ref") ?? "";
                throw new TableException("cells_merged", $"The cells {range} are merged; unmerge them and fill in each.", RowOf(range), ColumnName.Of(Math.Max(0, ColumnName.Parse(range))));
            }
            if (reader.LocalName != "row") continue;
            number = int.TryParse(reader.GetAttribute("r"), System.Globalization.CultureInfo.InvariantCulture, out var said) && said > number ? said : number + 1;
            var cells = reader.IsEmptyElement ? [] : Cells(reader, number, shared, limits);
            if (cells.All(cell => cell.Length == 0)) continue;
            if (rows.Count == limits.Rows) throw limits.TooLong();
            rows.Add(new TableRow(number, cells));
        }
        return rows;
    }

    private static List<string> Cells(XmlReader reader, int row, List<string> shared, TableLimits limits)
    {
        var cells = new List<string>();
        var (depth, next) = (reader.Depth, 0);
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader is not { NodeType: XmlNodeType.Element, LocalName: "c" }) continue;
            var column = ColumnName.Parse(reader.GetAttribute("r"));
            // A cell need not say where it stands; then it follows the one before, also an empty one.
            if (column < 0) column = next;
            next = column + 1;
            var text = Cell(reader, row, column, shared, limits).Trim();
            if (text.Length == 0) continue;
            if (column >= limits.Columns) throw limits.TooWide(row);
            if (text.Length > limits.CellCharacters) throw limits.CellTooLong(row, column);
            while (cells.Count <= column) cells.Add("");
            cells[column] = text;
        }
        return cells;
    }

    private static string Cell(XmlReader reader, int row, int column, List<string> shared, TableLimits limits)
    {
        var kind = reader.GetAttribute("t");
        if (reader.IsEmptyElement) return "";
        var (depth, text) = (reader.Depth, "");
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element) continue;
            if (reader.LocalName == "f") throw new TableException("cell_formula", "The cell holds a formula; put its value there instead.", row, ColumnName.Of(column));
            if (reader.LocalName == "v") text = RichText(reader, limits.CellCharacters + 1, "v");
            else if (reader.LocalName == "is") text = RichText(reader, limits.CellCharacters + 1);
        }
        return kind switch
        {
            "s" => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var index) && index >= 0 && index < shared.Count ? shared[index] : "",
            "e" => throw new TableException("cell_error", $"The cell holds the error {text}.", row, ColumnName.Of(column)),
            _ => text,
        };
    }

    /// <summary>The texts inside an element, those of phonetic hints left out; cut at so many characters.</summary>
    private static string RichText(XmlReader reader, int longest, string inside = "t")
    {
        if (reader.IsEmptyElement) return "";
        var (depth, text, takes) = (reader.Depth, new System.Text.StringBuilder(), reader.LocalName == inside);
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "rPh" }) reader.Skip();
            if (reader.NodeType == XmlNodeType.Element) takes = reader.LocalName == inside;
            else if (reader.NodeType == XmlNodeType.EndElement) takes = false;
            else if (takes && reader.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA && text.Length < longest)
                text.Append(reader.Value.AsSpan(0, Math.Min(reader.Value.Length, longest - text.Length)));
        }
        return text.ToString();
    }

    private static int? RowOf(string range)
    {
        var digits = new string([.. range.SkipWhile(char.IsAsciiLetter).TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, System.Globalization.CultureInfo.InvariantCulture, out var row) ? row : null;
    }

    private static XmlReader Open(ZipArchiveEntry entry, Budget budget) => XmlReader.Create(new BoundedStream(entry.Open(), budget), s_xml);

    /// <summary>What all parts together may unpack to. What a zip says of its own sizes is not believed.</summary>
    private sealed class Budget(long bytes)
    {
        private long _used;

        public void Take(int count)
        {
            if ((_used += count) > bytes) throw new TableException("file_unpacks_too_large", $"The workbook unpacks to more than {bytes / 1024 / 1024} MiB.");
        }
    }

    private sealed class BoundedStream(Stream inner, Budget budget) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, count);
            budget.Take(read);
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
