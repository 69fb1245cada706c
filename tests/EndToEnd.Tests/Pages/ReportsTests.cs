using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>How rooms are used: a lesson is recorded, its figure leads to it, the workbook opens, a report is frozen and proved.</summary>
[Collection(DistrictCollection.Name)]
public sealed class ReportsTests(District district)
{
    [Fact]
    public async Task Figure_LeadsToItsRows_AndTheWorkbookOpens()
    {
        var id = await district.Box.StartRecordingAsync("统计的一课");
        await district.Box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(3);
        await district.Box.StopRecordingAsync();
        await district.Hub.RecordingBecomesAsync(id, "complete", 20);
        await district.Hub.PostAsync("usage-targets", new { figure = "coverage", value = 0.8, from = "2020-01-01" });

        foreach (var (language, width, height) in new[] { ("zh-CN", 1280, 720), ("zh-CN", 1920, 1080), ("zh-CN", 390, 844), ("en-US", 1280, 720), ("en-US", 390, 844) })
        {
            await using var shown = await OpenAsync(language, width, height);
            await Assertions.Expect(shown.Page.GetByRole(AriaRole.Img).Last).ToBeVisibleAsync();
            await Assertions.Expect(shown.Page.Locator("main table tbody tr a").First).ToBeVisibleAsync();
            await shown.IsAccessibleAsync();
            await shown.ScreenshotAsync($"console-reports-{language[..2]}-{width}");
        }

        await using var console = await OpenAsync("zh-CN", 1280, 720);
        await console.Page.Locator("dt:text-is('录制课数') + dd a").ClickAsync();
        await console.SeesAsync("计入统计的");
        await console.SeesAsync("统计的一课");

        await console.GoAsync(district.Hub, "/reports?period=quarter");
        await console.Button("导出").HoverAsync();
        await console.Page.GetByRole(AriaRole.Menuitem, new() { Name = "工作簿（XLSX）" }).ClickAsync();
        await console.SeesAsync("可下载");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-report-files");
        var download = await console.Page.RunAndWaitForDownloadAsync(() => console.Page.GetByRole(AriaRole.Link, new() { NameString = "usage-workbook" }).First.ClickAsync());
        using var workbook = SpreadsheetDocument.Open(await download.PathAsync(), isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(workbook).Select(error => error.Description));
        Assert.Equal(6, workbook.WorkbookPart!.WorksheetParts.Count());

        await console.GoAsync(district.Hub, "/reports?date=2020-03-15");
        await console.Button("固化").ClickAsync();
        await console.Dialog().GetByRole(AriaRole.Textbox).FillAsync("三月");
        await console.DialogButton("固化").ClickAsync();
        await console.SeesAsync("签名有效");
        await console.SeesAsync("今天重新统计，结果相同");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-report-frozen");
        foreach (var path in new[] { "/reports/frozen", "/reports/targets" })
        {
            await console.GoAsync(district.Hub, path);
            await Assertions.Expect(console.Page.GetByRole(AriaRole.Row).Nth(1)).ToBeVisibleAsync();
            await console.IsAccessibleAsync();
        }
        await console.ScreenshotAsync("console-report-targets");
    }

    private async Task<OpenPage> OpenAsync(string language, int width, int height)
    {
        var console = await district.Browser.OpenAsync(new Uri("about:blank"), language, width, height);
        var answer = await console.Page.APIRequest.PostAsync(new Uri(district.Hub.Address, "/api/v1/session").AbsoluteUri, new() { DataObject = new { user = District.User, password = District.Password } });
        Assert.True(answer.Ok, await answer.TextAsync());
        await console.GoAsync(district.Hub, "/reports");
        return console;
    }
}
