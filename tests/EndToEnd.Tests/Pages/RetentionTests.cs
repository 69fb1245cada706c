using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>How long recordings are kept: what a rule would delete is told before it is saved, and listed after.</summary>
[Collection(DistrictCollection.Name)]
public sealed class RetentionTests(District district)
{
    [Fact]
    public async Task Rule_IsWeighedSavedLookedAtAndTakenBack()
    {
        var id = await district.Box.StartRecordingAsync("保留一周的课");
        await district.Box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(3);
        await district.Box.StopRecordingAsync();
        await district.Hub.RecordingBecomesAsync(id, "complete", 20);

        await using var console = await district.OpenConsoleAsync("/recordings");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "保留期限" }).ClickAsync();
        await console.SeesAsync("录制永久保留");
        await console.SeesAsync("没有到期的录制");
        await console.IsAccessibleAsync();
        await console.Button("设置规则").ClickAsync();
        await console.Dialog().GetByRole(AriaRole.Spinbutton).FillAsync("7");
        await Assertions.Expect(console.Dialog().GetByText("按现有规则：0 个录制")).ToBeVisibleAsync();
        await Assertions.Expect(console.Dialog().GetByText("这样截至")).Not.ToContainTextAsync("：0 个录制");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-retention-rule");
        await console.DialogButton("保存").ClickAsync();
        await console.SeesAsync("保留一周的课");
        await console.SeesAsync("7 天");

        foreach (var (language, width, height) in new[] { ("zh-CN", 1280, 720), ("zh-CN", 390, 844), ("en-US", 1280, 720), ("en-US", 390, 844) })
        {
            await using var shown = await OpenAsync(language, width, height);
            await shown.SeesAsync("保留一周的课");
            await shown.IsAccessibleAsync();
            await shown.ScreenshotAsync($"console-retention-{language[..2]}-{width}");
        }

        await console.Button("撤销").ClickAsync();
        await Assertions.Expect(console.Dialog().GetByText("0 个录制")).ToBeVisibleAsync();
        await console.DialogButton("撤销").ClickAsync();
        await console.SeesAsync("录制永久保留");
    }

    private async Task<OpenPage> OpenAsync(string language, int width, int height)
    {
        var console = await district.Browser.OpenAsync(new Uri("about:blank"), language, width, height);
        var answer = await console.Page.APIRequest.PostAsync(new Uri(district.Hub.Address, "/api/v1/session").AbsoluteUri, new() { DataObject = new { user = District.User, password = District.Password } });
        Assert.True(answer.Ok, await answer.TextAsync());
        await console.GoAsync(district.Hub, "/recordings/retention");
        return console;
    }
}
