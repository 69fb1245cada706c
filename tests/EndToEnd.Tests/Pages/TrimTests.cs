using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>A lesson's chapters lead through it, and what is played of it is trimmed and widened again.</summary>
[Collection(DistrictCollection.Name)]
public sealed class TrimTests(District district)
{
    [Fact]
    public async Task Lesson_IsTrimmedWidenedAgain_AndItsChaptersAreWritten()
    {
        var id = await district.Box.StartRecordingAsync("有章节的课");
        await district.Box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(6);
        await district.Box.PostAsync("recording/mark", new { label = "例题" });
        await Eventually.LessonGoesOnAsync(10);
        await district.Box.StopRecordingAsync();
        await district.Hub.RecordingBecomesAsync(id, "complete", 20);

        await using var console = await district.OpenConsoleAsync($"/recordings/{id}");
        var page = console.Page;
        var chapters = page.GetByRole(AriaRole.Navigation, new() { Name = "章节" });
        await chapters.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(chapters.GetByRole(AriaRole.Button)).ToHaveAttributeAsync("aria-current", "true");
        var whole = await LengthAsync(page);

        await console.Button("章节").ClickAsync();
        await console.Button("在当前位置添加章节").ClickAsync();
        await console.Dialog().GetByLabel("第 2 章起点").FillAsync("0:00");
        await console.Dialog().GetByLabel("第 2 章标题").FillAsync("导入");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-chapters");
        await console.DialogButton("保存").ClickAsync();
        await Assertions.Expect(chapters.GetByRole(AriaRole.Button)).ToContainTextAsync(["导入", "例题"]);

        await console.Button("裁剪").ClickAsync();
        await console.Dialog().GetByLabel("播放起点").FillAsync("0:04");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-trim");
        await console.DialogButton("保存").ClickAsync();
        await console.SeesAsync("已裁剪：从");
        await page.WaitForFunctionAsync("whole => Number(document.querySelector('.tp-seek').max) < whole - 2", whole);
        await console.PlaysAsync();
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-trimmed");

        await console.Button("裁剪").ClickAsync();
        await console.DialogButton("撤销裁剪").ClickAsync();
        await Assertions.Expect(page.GetByText("已裁剪：从")).ToHaveCountAsync(0);
        await page.WaitForFunctionAsync("whole => Math.abs(Number(document.querySelector('.tp-seek').max) - whole) < 1", whole);
        await console.Button("章节").ClickAsync();
        await console.DialogButton("恢复为教师的打点").ClickAsync();
        await Assertions.Expect(chapters.GetByRole(AriaRole.Button)).ToContainTextAsync(["例题"]);

        await page.SetViewportSizeAsync(390, 844);
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-chapters-390");
    }

    private static async Task<double> LengthAsync(IPage page)
    {
        await page.WaitForFunctionAsync("() => Number(document.querySelector('.tp-seek').max) > 10");
        return await page.EvaluateAsync<double>("() => Number(document.querySelector('.tp-seek').max)");
    }
}
