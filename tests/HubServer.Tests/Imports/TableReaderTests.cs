using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tongtang.HubServer.Imports;

namespace Tongtang.HubServer.Tests.Imports;

public sealed class TableReaderTests
{
    private static readonly TableLimits s_limits = new(1000);

    [Theory]
    [InlineData("utf-8")]
    [InlineData("GB18030")]
    [InlineData("utf-16")]
    public void Csv_InWhatOfficeProgramsWrite_IsRead(string encoding)
    {
        var chosen = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        var table = TableReader.Read([.. chosen.GetPreamble(), .. chosen.GetBytes("教室,教师\r\n301,\"王,\"\"大\"\"伟\n老师\"\r\n\r\n302,龘")], s_limits);

        Assert.Equal(["1 教室|教师", "2 301|王,\"大\"伟\n老师", "4 302|龘"], Lines(table));
    }

    [Theory]
    [InlineData("a;b\n1;2,5", "1 a|b")]
    [InlineData("a\tb\n1\t2", "1 a|b")]
    [InlineData("a,b,\n", "1 a|b|")]
    public void Csv_TellsItsSeparator(string text, string first) => Assert.Equal(first, Lines(TableReader.Read(Encoding.UTF8.GetBytes(text), s_limits))[0]);

    [Fact]
    public void Csv_AnyCells_ComeBackAsTheyWere()
    {
        var cell = Gen.Elements("", "a", "王", "a,b", "\"", "x\ny", "=1", "；").ListOf().Select(list => list.Count == 0 ? ["x"] : list.Prepend("x").Take(20).ToList());
        Prop.ForAll(cell.ListOf().ToArbitrary(), rows =>
        {
            var text = string.Concat(rows.Select(row => string.Join(',', row.Select(one => $"\"{one.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n"));
            if (text.Length == 0) return;
            var table = TableReader.Read(Encoding.UTF8.GetBytes(text), s_limits);
            Assert.Equal(rows.Select(row => string.Join('|', row)), table.Rows.Select(row => string.Join('|', row.Cells)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Xlsx_WithSharedTextsGapsAndAnotherSheetName_IsRead()
    {
        var file = MadeWorkbook.Zip(
            ("xl/workbook.xml", MadeWorkbook.Workbook),
            ("xl/_rels/workbook.xml.rels", """<Relationships><Relationship Id="rId1" Target="worksheets/other.xml"/></Relationships>"""),
            ("xl/sharedStrings.xml", "<sst><si><t>教室</t></si><si><r><t>三</t></r><r><t>班</t></r><rPh><t>san</t></rPh></si></sst>"),
            ("xl/worksheets/other.xml", """<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="5"><c r="B5" t="s"><v>1</v></c><c r="D5"><v>7</v></c></row></sheetData></worksheet>"""));

        Assert.Equal(["1 教室", "5 |三班||7"], Lines(TableReader.Read(file, s_limits)));
    }

    [Fact]
    public void Xlsx_WhoseCellsDoNotSayWhereTheyStand_KeepsItsGaps()
    {
        const string sheet = """<worksheet><sheetData><row><c t="inlineStr"><is><t>教室</t></is></c><c/><c t="inlineStr"><is><t></t></is></c><c><v>7</v></c></row></sheetData></worksheet>""";

        Assert.Equal(["1 教室|||7"], Lines(TableReader.Read(MadeWorkbook.Zip(("xl/workbook.xml", MadeWorkbook.Workbook), ("xl/worksheets/sheet1.xml", sheet)), s_limits)));
    }

    [Fact]
    public void Xlsx_WithMergedCells_NamesThem() =>
        Refused("cells_merged", 2, "A", MadeWorkbook.Make([["教室"], ["301"]], """<mergeCells><mergeCell ref="A2:B3"/></mergeCells>"""));

    [Fact]
    public void Xlsx_WithAFormula_NamesItsCell() => Refused("cell_formula", 2, "B", MadeWorkbook.Make([["教室", "教师"], ["301", "=A1"]]));

    [Fact]
    public void Xlsx_ThatUnpacksToMuch_IsRefusedBeforeItIsInMemory()
    {
        var file = MadeWorkbook.Zip(("xl/workbook.xml", MadeWorkbook.Workbook), ("xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + new string(' ', 70 * 1024 * 1024)));
        Assert.True(file.Length < 200_000);

        Refused("file_unpacks_too_large", null, null, file);
    }

    [Fact]
    public void Table_OfAHundredThousandRows_IsRefused()
    {
        var rows = Enumerable.Repeat<string[]>(["301", "一", "1"], 100_000).ToList();

        Refused("table_too_long", null, null, MadeWorkbook.Make(rows));
        Refused("table_too_long", null, null, Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => string.Join(',', row) + "\n"))));
    }

    [Theory]
    [InlineData("file_format_unknown", "%PDF-1.7")]
    [InlineData("quote_open", "a\n\"b")]
    [InlineData("file_damaged", "PK\u0003\u0004 not a zip")]
    [InlineData("file_format_unknown", "a\0b")]
    public void File_ThatIsNoTable_SaysSo(string code, string text) =>
        Assert.Equal(code, Assert.Throws<TableException>(() => TableReader.Read(Encoding.UTF8.GetBytes(text), s_limits)).Fault.Code);

    [Fact]
    public void AnyBytes_AreReadOrRefused()
    {
        var real = MadeWorkbook.Make([["教室", "教师"], ["301", "王"]]);
        Prop.ForAll(Gen.Choose(0, real.Length - 1).ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (at, value) =>
        {
            var file = real.ToArray();
            file[at] = (byte)value;
            try
            {
                TableReader.Read(file, s_limits);
            }
            catch (TableException)
            {
                // Said what is wrong.
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0, "A")]
    [InlineData(25, "Z")]
    [InlineData(26, "AA")]
    [InlineData(701, "ZZ")]
    [InlineData(702, "AAA")]
    public void Columns_AreCalledAsInSpreadsheets(int column, string name)
    {
        Assert.Equal(name, ColumnName.Of(column));
        Assert.Equal(column, ColumnName.Parse(name + "12"));
    }

    private static void Refused(string code, int? row, string? column, byte[] file)
    {
        var fault = Assert.Throws<TableException>(() => TableReader.Read(file, s_limits)).Fault;
        Assert.Equal((code, row, column), (fault.Code, fault.Row, fault.Column));
    }

    private static List<string> Lines(Table table) => [.. table.Rows.Select(row => $"{row.Number} {string.Join('|', row.Cells)}")];
}
