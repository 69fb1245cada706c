using System.IO.Compression;
using System.Net;
using System.Text;

namespace Tongtang.HubServer.Tests.Imports;

/// <summary>A workbook with one sheet of inline texts.</summary>
internal static class MadeWorkbook
{
    public static byte[] Make(IEnumerable<string[]> rows, string after = "") =>
        Zip(("xl/workbook.xml", Workbook), ("xl/worksheets/sheet1.xml", $"<worksheet><sheetData>{string.Concat(rows.Select(Row))}</sheetData>{after}</worksheet>"));

    public const string Workbook = """<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="课表" r:id="rId1"/></sheets></workbook>""";

    public static byte[] Zip(params (string Name, string Text)[] parts)
    {
        var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var part = zip.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return memory.ToArray();
    }

    private static string Row(string[] cells, int row) => $"<row r=\"{row + 1}\">{string.Concat(cells.Select((cell, column) =>
        cell.StartsWith('=') ? $"<c r=\"{(char)('A' + column)}{row + 1}\"><f>{cell[1..]}</f><v>1</v></c>" : $"<c r=\"{(char)('A' + column)}{row + 1}\" t=\"inlineStr\"><is><t>{WebUtility.HtmlEncode(cell)}</t></is></c>"))}</row>";
}
