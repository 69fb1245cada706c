using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>Lessons are put into a collection, ordered, played one after the other and shared; and a place's rule on downloads holds.</summary>
[Collection(DistrictCollection.Name)]
public sealed class CollectionsTests(District district)
{
    [Fact]
    public async Task Collection_IsMadeFromTheList_OrderedByKeys_PlayedOnAndShared()
    {
        var first = await RecordAsync("合集第一课");
        await RecordAsync("合集第二课");
        await using var console = await district.OpenConsoleAsync("/recordings?q=合集");
        var page = console.Page;
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "选择本页全部" }).CheckAsync();
        await console.IsAccessibleAsync();
        await console.Button("将 2 个录制加入合集").ClickAsync();
        await console.Dialog().GetByText("新建合集").ClickAsync();
        await console.Dialog().GetByLabel("名称").FillAsync("示范课");
        await console.Dialog().GetByLabel("说明").FillAsync("两节");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-collection-add");
        await console.DialogButton("保存").ClickAsync();
        await console.SeesAsync("已加入 2 个录制");

        await page.GetByRole(AriaRole.Link, new() { Name = "合集", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "示范课" }).ClickAsync();
        var rows = page.GetByRole(AriaRole.List, new() { Name = "录制", Exact = true }).GetByRole(AriaRole.Listitem);
        await Assertions.Expect(rows.First).ToContainTextAsync("合集第二课");
        await console.Button("上移“合集第一课”").PressAsync("Enter");
        await Assertions.Expect(rows.First).ToContainTextAsync("合集第一课");
        await rows.Nth(1).Locator("[draggable]").DragToAsync(rows.First);
        await Assertions.Expect(rows.First).ToContainTextAsync("合集第二课");
        await rows.Nth(1).Locator("[draggable]").DragToAsync(rows.First);
        await Assertions.Expect(rows.First).ToContainTextAsync("合集第一课");
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('ol[aria-label] img')].length === 2 && [...document.querySelectorAll('ol[aria-label] img')].every(one => one.naturalWidth === 480)");
        await console.IsAccessibleAsync();
        var address = page.Url;

        // Played to its end it goes on with the next.
        await page.GetByRole(AriaRole.Link, new() { Name = "连续播放" }).ClickAsync();
        await console.SeesAsync("下一个");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-collection-next");
        await page.WaitForFunctionAsync("() => Number(document.querySelector('.tp-seek')?.max) > 3");
        await console.PlaysAsync();
        await page.Keyboard.PressAsync("End");
        await page.WaitForFunctionAsync("first => location.search.includes('play') && !location.pathname.includes(first)", first, new() { Timeout = 60_000 });
        await page.WaitForFunctionAsync("() => Number(document.querySelector('.tp-seek')?.value) > 1");

        await ShareAsync(console, first, address);
        await LookAsync("/collections", "示范课", "collections");
        await LookAsync(new Uri(address).AbsolutePath, "合集第一课", "collection");
    }

    [Fact]
    public async Task Downloads_AreForThoseWhomTheRuleNames_AndOneIsEdited()
    {
        var id = await RecordAsync("精品课样例");
        await using var console = await district.OpenConsoleAsync("/recordings/downloads");
        await console.Button("设置规则").ClickAsync();
        await console.Dialog().GetByText("不允许下载").ClickAsync();
        await console.Dialog().GetByLabel("播放时显示姓名").CheckAsync();
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-download-rule");
        await console.DialogButton("保存").ClickAsync();
        await LookAsync("/recordings/downloads", "district", "download-rules");
        await console.GoAsync(district.Hub, $"/recordings/{id}");
        await console.Button("下载 MP4").ClickAsync();
        await console.SeesAsync("这里的录制不允许下载");
        await Assertions.Expect(console.Page.Locator(".tp-overlay")).ToContainTextAsync("district");
        await console.ScreenshotAsync("console-download-refused");

        await console.GoAsync(district.Hub, "/recordings/downloads");
        await console.Button("撤销").ClickAsync();
        await console.SeesAsync("可以分享课程的人能下载");
        await console.GoAsync(district.Hub, $"/recordings/{id}");
        await console.Button("下载 MP4").ClickAsync();
        var edited = console.Page.GetByRole(AriaRole.Region, new() { Name = "精品课" });
        await edited.GetByRole(AriaRole.Button, new() { Name = "合成", Exact = true }).ClickAsync();
        var save = edited.GetByRole(AriaRole.Link);
        await Assertions.Expect(save).ToBeVisibleAsync(new() { Timeout = 90_000 });
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-download-edited");
        var download = await console.Page.RunAndWaitForDownloadAsync(() => save.ClickAsync());
        Assert.EndsWith("精品课.mp4", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.True(new FileInfo(await download.PathAsync()).Length > 50_000);
    }

    /// <summary>The dialog of a link makes the recording public; then the collection's link shows it, and only it.</summary>
    private async Task ShareAsync(OpenPage console, string recording, string collection)
    {
        await console.GoAsync(district.Hub, $"/recordings/{recording}");
        await console.Button("分享链接").ClickAsync();
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-share-publish");
        await console.DialogButton("设为公开").ClickAsync();
        await Assertions.Expect(console.DialogButton("生成链接")).ToBeVisibleAsync();
        await console.Page.GotoAsync(collection);
        await console.Button("分享链接").ClickAsync();
        await console.DialogButton("生成链接").ClickAsync();
        var link = await console.Dialog().Locator("code").TextContentAsync();
        await using var anybody = await district.Browser.OpenAsync(new Uri(link!));
        await anybody.SeesAsync("合集第一课");
        await anybody.SeesNotAsync("合集第二课");
        await anybody.IsAccessibleAsync();
        await anybody.ScreenshotAsync("console-collection-shared");
    }

    private async Task<string> RecordAsync(string title)
    {
        var id = await district.Box.StartRecordingAsync(title);
        await district.Box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(4);
        await district.Box.StopRecordingAsync();
        await district.Hub.RecordingBecomesAsync(id, "complete", 20);
        return id;
    }

    private async Task LookAsync(string path, string seen, string name)
    {
        foreach (var (language, width, height, dark) in new[] { ("zh-CN", 1920, 1080, false), ("zh-CN", 390, 844, true), ("en-US", 1280, 720, true), ("en-US", 390, 844, false) })
        {
            await using var console = await district.Browser.OpenAsync(new Uri("about:blank"), language, width, height);
            await console.Page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            var answer = await console.Page.APIRequest.PostAsync(new Uri(district.Hub.Address, "/api/v1/session").AbsoluteUri, new() { DataObject = new { user = District.User, password = District.Password } });
            Assert.True(answer.Ok, await answer.TextAsync());
            await console.GoAsync(district.Hub, path);
            await console.SeesAsync(seen);
            await console.IsAccessibleAsync();
            await console.ScreenshotAsync($"console-{name}-{language[..2]}-{width}");
        }
    }
}
