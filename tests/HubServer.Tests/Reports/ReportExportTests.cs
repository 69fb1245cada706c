using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Reported = Tongtang.HubServer.Reports;

namespace Tongtang.HubServer.Tests.Reports;

public sealed class ReportExportTests
{
    private static readonly DateTimeOffset s_now = new(2026, 12, 10, 2, 0, 0, TimeSpan.Zero);

    private readonly ManualTimeProvider _time = new(s_now);

    [Fact]
    public async Task Workbook_OfAQuarter_IsValid_AndSaysWhatTheReportSays()
    {
        await using var hub = await RunningHub.StartAsync(time: _time);
        using var client = await hub.HubClientAsync();
        await new RandomUsage(hub, 11).MakeAsync(client, recordings: 200, linked: 30);
        await client.PostForIdAsync("/api/v1/usage-targets", new { figure = "coverage", value = 0.9, from = "2026-01-01" });

        var file = await MakeAsync(client, new { kind = "workbook", format = "xlsx", language = "en", period = "quarter", date = "2026-09-01" });

        using var workbook = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(workbook).Select(error => $"{error.Path?.XPath} {error.Description}"));
        Assert.Equal(["Summary", "Schools", "Rooms", "Teachers", "Linked lessons", "Definitions"], workbook.WorkbookPart!.Workbook.Sheets!.Elements<Sheet>().Select(sheet => sheet.Name!.Value));
        var report = await client.GetJsonAsync("/api/v1/usage?period=quarter&date=2026-09-01");
        var summary = Rows(workbook, 0);
        foreach (var figure in report["figures"]!.AsArray())
        {
            var name = Reported.Definitions.Of(Words.Enum<Reported.FigureKey>(figure!["key"]!.GetValue<string>())).Name.En;
            var row = summary.Single(cells => cells.Count > 0 && Text(cells[0]) == name);
            Assert.Null(row[1].DataType);
            Assert.Equal(figure["value"]!.GetValue<double>(), double.Parse(row[1].CellValue!.Text), 9);
        }
        Assert.Equal("0.9", summary.Single(cells => cells.Count > 0 && Text(cells[0]) == "Coverage")[3].CellValue!.Text);
        Assert.Equal(13, Rows(workbook, 2).Count);
        Assert.Equal((await client.GetJsonAsync("/api/v1/usage/league?period=quarter&date=2026-09-01&of=teacher"))["total"]!.GetValue<int>() + 1, Rows(workbook, 3).Count);
        Assert.Equal(Enum.GetValues<Reported.FigureKey>().Length + 1, Rows(workbook, 5).Count);
    }

    [Fact]
    public async Task Names_LikeFormulas_StayText()
    {
        await using var hub = await RunningHub.StartAsync(time: _time);
        using var client = await hub.HubClientAsync();
        var region = await client.PostForIdAsync("/api/v1/regions", new { name = "区" });
        await client.PostForIdAsync("/api/v1/rooms", new { name = "室", schoolId = await client.PostForIdAsync("/api/v1/schools", new { name = "=HYPERLINK(\"http://x\")", regionId = region }) });
        await client.PostForIdAsync("/api/v1/rooms", new { name = "室", schoolId = await client.PostForIdAsync("/api/v1/schools", new { name = "@SUM(1),\"2\" <b>&", regionId = region }) });

        var csv = Encoding.UTF8.GetString(await MakeAsync(client, new { kind = "table", format = "csv", language = "zh", of = "school" }));
        Assert.StartsWith("\uFEFF区域,学校,教室,", csv, StringComparison.Ordinal);
        Assert.Contains("\r\n区,\"'=HYPERLINK(\"\"http://x\"\")\",1,0,0,0,0,0,0,0,0\r\n", csv, StringComparison.Ordinal);
        Assert.Contains("\"'@SUM(1),\"\"2\"\" <b>&\"", csv, StringComparison.Ordinal);

        using var workbook = SpreadsheetDocument.Open(new MemoryStream(await MakeAsync(client, new { kind = "table", format = "xlsx", language = "zh", of = "school" })), isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(workbook));
        var named = Rows(workbook, 0).Skip(1).Select(cells => cells[1]).ToList();
        Assert.All(named, cell => Assert.True(cell.DataType!.Value == CellValues.InlineString && cell.CellFormula is null));
        Assert.Equal(["=HYPERLINK(\"http://x\")", "@SUM(1),\"2\" <b>&"], named.Select(Text).Order(StringComparer.Ordinal));
        Assert.All(named, cell => Assert.True(((CellFormat)workbook.WorkbookPart!.WorkbookStylesPart!.Stylesheet.CellFormats!.ElementAt((int)cell.StyleIndex!.Value)).QuotePrefix!.Value));
    }

    [Fact]
    public async Task File_IsItsMakersAlone_AndGoesInItsTime()
    {
        await using var hub = await RunningHub.StartAsync(time: _time);
        using var admin = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(admin);
        var id = await StartAsync(admin, new { kind = "table", format = "csv", language = "zh" });
        await ReadyAsync(admin, id);
        using var other = await hub.ClientAsync(new Scope(ScopeKind.School, place.SchoolId));
        Assert.Equal((404, "export_unknown"), await (await other.GetAsync($"/api/v1/report-exports/{id}")).ProblemAsync());
        Assert.Equal((404, "export_unknown"), await (await other.GetAsync($"/api/v1/report-exports/{id}/file")).ProblemAsync());
        Assert.Equal(0, (await other.GetJsonAsync("/api/v1/report-exports"))["total"]!.GetValue<int>());
        Assert.Equal(1, (await admin.GetJsonAsync("/api/v1/report-exports"))["total"]!.GetValue<int>());
        var path = hub.Services.GetRequiredService<Reported.ExportLine>().PathOf(id);
        Assert.True(File.Exists(path));
        _time.StepWallClock(TimeSpan.FromDays(8));
        await hub.Services.GetRequiredService<Reported.ExportCare>().CareAsync(CancellationToken.None);
        Assert.False(File.Exists(path));
        Assert.Equal((404, "export_unknown"), await (await admin.GetAsync($"/api/v1/report-exports/{id}")).ProblemAsync());
    }

    [Fact]
    public async Task Restart_BeginsAgainWhatWasNotFinished_AndGivesUpOnWhatStopsIt()
    {
        using var folder = new TemporaryFolder();
        string again, hopeless;
        await using (var hub = await RunningHub.StartAsync(folder, _time))
        {
            using var client = await hub.HubClientAsync();
            again = await StartAsync(client, new { kind = "table", format = "csv", language = "zh" });
            hopeless = await StartAsync(client, new { kind = "table", format = "csv", language = "zh" });
            await ReadyAsync(client, again);
            await ReadyAsync(client, hopeless);
            File.Delete(hub.Services.GetRequiredService<Reported.ExportLine>().PathOf(again));
            await hub.Services.GetRequiredService<HubDatabase>().WriteAsync(
                connection => connection.ExecuteAsync("UPDATE report_export SET state = 'running', finished_at_ms = NULL, bytes = NULL, attempts = CASE WHEN id = @hopeless THEN 3 ELSE 1 END", new { hopeless }), CancellationToken.None);
        }
        await using var restarted = await RunningHub.StartAsync(folder, _time);
        using var owner = await restarted.HubClientAsync();
        Assert.NotEmpty(await ReadyAsync(owner, again));
        await Eventually.TrueAsync(async () => (await owner.GetJsonAsync($"/api/v1/report-exports/{hopeless}"))["state"]!.GetValue<string>() == "failed", TimeSpan.FromSeconds(20), () => "the other failed");
        Assert.Equal("export_interrupted", (await owner.GetJsonAsync($"/api/v1/report-exports/{hopeless}"))["error"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Cancelled_LeavesNothing()
    {
        await using var hub = await RunningHub.StartAsync(time: _time);
        using var client = await hub.HubClientAsync();
        var id = await StartAsync(client, new { kind = "table", format = "csv", language = "zh" });
        Assert.True((await client.DeleteAsync($"/api/v1/report-exports/{id}")).IsSuccessStatusCode);
        await Eventually.TrueAsync(() => hub.Services.GetRequiredService<Reported.ExportLine>().Find(id) is null, TimeSpan.FromSeconds(20), () => "it left the line");
        Assert.Equal((404, "export_unknown"), await (await client.GetAsync($"/api/v1/report-exports/{id}")).ProblemAsync());
        Assert.False(File.Exists(hub.Services.GetRequiredService<Reported.ExportLine>().PathOf(id)));
    }

    private static async Task<byte[]> MakeAsync(HttpClient client, object wish) => await ReadyAsync(client, await StartAsync(client, wish));

    private static Task<string> StartAsync(HttpClient client, object wish) => client.PostForIdAsync("/api/v1/report-exports", wish);

    private static async Task<byte[]> ReadyAsync(HttpClient client, string id)
    {
        JsonNode job = null!;
        await Eventually.TrueAsync(async () => (job = await client.GetJsonAsync($"/api/v1/report-exports/{id}"))["state"]!.GetValue<string>() is "ready" or "failed", TimeSpan.FromSeconds(20), () => $"ready: {job}");
        Assert.Equal(("ready", 1.0), (job["state"]!.GetValue<string>(), job["progress"]!.GetValue<double>()));
        var file = await client.GetAsync(job["address"]!.GetValue<string>());
        Assert.Equal(job["name"]!.GetValue<string>(), file.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        return await file.Content.ReadAsByteArrayAsync();
    }

    private static List<List<Cell>> Rows(SpreadsheetDocument workbook, int sheet)
    {
        var id = workbook.WorkbookPart!.Workbook.Sheets!.Elements<Sheet>().ElementAt(sheet).Id!.Value!;
        return [.. ((WorksheetPart)workbook.WorkbookPart.GetPartById(id)).Worksheet.Descendants<Row>().Select(row => row.Elements<Cell>().ToList())];
    }

    private static string Text(Cell cell) => cell.InlineString?.Text?.Text ?? "";
}
