using System.Text.Json.Nodes;
using DocumentFormat.OpenXml.Packaging;
using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>The list that is looked at, and what is known of one lesson, as files.</summary>
[Collection(DistrictCollection.Name)]
public sealed class MetadataTests(District district)
{
    [Fact]
    public async Task List_IsExportedAsItIsNarrowed_AndALessonHasItsSidecar()
    {
        var id = await district.Box.StartRecordingAsync("导出的课");
        await district.Box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(3);
        await district.Box.StopRecordingAsync();
        await district.Hub.RecordingBecomesAsync(id, "complete", 20);

        await using var console = await district.OpenConsoleAsync("/recordings?q=" + Uri.EscapeDataString("导出的课"));
        await console.SeesAsync("导出的课");
        await console.Button("导出").HoverAsync();
        var choice = console.Page.GetByRole(AriaRole.Link, new() { Name = "工作簿（XLSX）" });
        await Assertions.Expect(choice).ToBeVisibleAsync();
        await console.IsAccessibleAsync();
        var table = await console.Page.RunAndWaitForDownloadAsync(() => choice.ClickAsync());
        using var book = SpreadsheetDocument.Open(await table.PathAsync(), isEditable: false);
        var rows = book.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<DocumentFormat.OpenXml.Spreadsheet.Row>().ToList();
        Assert.Contains("导出的课", Assert.Single(rows.Skip(1)).InnerText, StringComparison.Ordinal);

        await console.GoAsync(district.Hub, $"/recordings/{id}");
        await console.Button("下载 MP4").ClickAsync();
        var sidecar = await console.Page.RunAndWaitForDownloadAsync(() => console.Dialog().GetByRole(AriaRole.Link, new() { Name = "课程元数据（JSON）" }).ClickAsync());
        Assert.Equal("导出的课", JsonNode.Parse(await File.ReadAllTextAsync(await sidecar.PathAsync()))!["title"]!.GetValue<string>());
        await console.IsAccessibleAsync();
    }
}
