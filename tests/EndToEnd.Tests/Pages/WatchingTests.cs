using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>One lesson with a mark and a pause: watched live, watched again, downloaded, shared, deleted.</summary>
[Collection(DistrictCollection.Name)]
public sealed class WatchingTests(District district)
{
    private const string Playing = "() => !document.querySelector('video').paused";

    [Fact]
    public async Task Lesson_OnTheConsole_IsWatchedDownloadedSharedAndDeleted()
    {
        var (hub, box) = (district.Hub, district.Box);
        var id = await box.StartRecordingAsync("分数的初步认识");
        await box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(5);
        await box.PostAsync("recording/mark", new { label = "例题" });
        await box.PostAsync("recording/pause", new { });
        await Eventually.LessonGoesOnAsync(3);
        await box.PostAsync("recording/resume", new { });
        await Eventually.LessonGoesOnAsync(4);

        await using var console = await district.OpenConsoleAsync($"/recordings/{id}");
        console.Expected.Add("404");
        await WatchLiveAsync(console);
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", 15);

        await console.Page.ReloadAsync();
        await console.SeesAsync("有 1 段在暂停期间录下的内容保存在盒子上");
        await WatchAgainAsync(console);
        await DownloadAsync(console);
        await PublishAsync(console);
        var link = await ShareAsync(console);
        await using var guest = await district.Browser.OpenAsync(new Uri(link));
        guest.Expected.Add("404");
        await guest.SeesAsync("分数的初步认识");
        await guest.PlaysAsync();
        await Assertions.Expect(guest.Page.Locator("video")).ToHaveCountAsync(2);
        await guest.ScreenshotAsync("shared-lesson");
        await guest.IsAccessibleAsync();

        await console.Button("删除").ClickAsync();
        await console.DialogButton("删除").ClickAsync();
        await Assertions.Expect(console.Page).ToHaveURLAsync(new Regex("/recordings$"));
        await Assertions.Expect(console.Page.GetByText("分数的初步认识")).ToHaveCountAsync(0);
        await guest.Page.ReloadAsync();
        await guest.SeesAsync("链接已失效");
        await guest.IsAccessibleAsync();
        await TakeBackAsync(console);
        await console.GoAsync(hub, "/recordings/approvals");
        await console.SeesAsync("没有申请");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-approvals");
    }

    /// <summary>A link is for everybody, and so must the lesson be.</summary>
    private static async Task PublishAsync(OpenPage console)
    {
        await console.Button("可见范围").ClickAsync();
        await console.Dialog().GetByText("公开：所有账号").ClickAsync();
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-visibility");
        await console.DialogButton("保存").ClickAsync();
        await Assertions.Expect(console.Dialog()).ToHaveCountAsync(0);
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Main).GetByText("公开", new() { Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>What was deleted waits in the bin: it comes back whole, and goes for good only from there.</summary>
    private static async Task TakeBackAsync(OpenPage console)
    {
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "回收站" }).ClickAsync();
        await console.SeesAsync("分数的初步认识");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-recycle-bin");
        await console.ButtonLike("恢复“分数的初步认识").ClickAsync();
        await console.SeesAsync("回收站是空的");
        await console.Page.GoBackAsync();
        await console.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("分数的初步认识") }).First.ClickAsync();
        await console.PlaysAsync();

        await console.Button("删除").ClickAsync();
        await console.DialogButton("删除").ClickAsync();
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "回收站" }).ClickAsync();
        await console.ButtonLike("彻底删除“分数的初步认识").ClickAsync();
        await console.DialogButton("彻底删除").ClickAsync();
        await console.SeesAsync("回收站是空的");
    }

    private static async Task WatchLiveAsync(OpenPage console)
    {
        await console.PlaysAsync();
        await Assertions.Expect(console.Button("直播")).ToBeVisibleAsync();
        await console.Page.Keyboard.PressAsync("j");
        await console.Button("回到最新").ClickAsync();
        await Assertions.Expect(console.Button("直播")).ToBeVisibleAsync();
    }

    /// <summary>The buttons and the keys of the player, on a lesson of two views with a hole in it.</summary>
    private static async Task WatchAgainAsync(OpenPage console)
    {
        await console.PlaysAsync();
        var page = console.Page;
        await page.Keyboard.PressAsync(" ");
        await page.WaitForFunctionAsync("() => document.querySelector('video').paused");
        await page.Keyboard.PressAsync("0");
        await Assertions.Expect(page.Locator(".tp-tile-large")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("2");
        await Assertions.Expect(page.Locator(".tp-tile-large")).ToHaveAttributeAsync("data-view", "screen");
        await console.Button("并排显示").ClickAsync();
        await page.Keyboard.PressAsync(".");
        await Assertions.Expect(page.GetByLabel("播放速度")).ToHaveValueAsync("1.25");
        await page.Keyboard.PressAsync("m");
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('video')].every(video => video.muted)");

        // The mark lies just before the pause: from there the player leaps over what is hidden and ends after the rest.
        await page.GetByRole(AriaRole.List, new() { Name = "打点" }).GetByRole(AriaRole.Button).ClickAsync();
        await page.Keyboard.PressAsync("k");
        await page.WaitForFunctionAsync(Playing);
        await page.WaitForFunctionAsync(
            """
            () => { const [one, two] = document.querySelectorAll('video');
                    return Number(document.querySelector('.tp-seek').value) > 9 && !one.paused && !two.paused; }
            """);
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(console.Button("重新播放")).ToBeVisibleAsync();
    }

    private static async Task DownloadAsync(OpenPage console)
    {
        await console.Button("下载 MP4").ClickAsync();
        var (teacher, screen) = (console.Dialog().GetByRole(AriaRole.Listitem).Nth(0), console.Dialog().GetByRole(AriaRole.Listitem).Nth(1));
        await teacher.GetByRole(AriaRole.Button, new() { Name = "合成" }).ClickAsync();
        var save = teacher.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^保存") });
        var download = await console.Page.RunAndWaitForDownloadAsync(() => save.ClickAsync());
        using var folder = new TemporaryFolder();
        await download.SaveAsAsync(folder["lesson.mp4"]);
        var probed = await Programs.RunAsync("ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", folder["lesson.mp4"]);
        Assert.Equal("h264\naac", probed.Trim());

        // What takes minutes of a whole day's lesson is over at once here: the hub's answers are held.
        var job = new { id = new string('0', 32), state = "running", progress = 0.42, url = (string?)null, bytes = 9_000_000, error = (object?)null };
        await console.Page.RouteAsync("**/api/v1/recordings/*/downloads", route => route.FulfillAsync(new() { Status = 202, Json = job }));
        await console.Page.RouteAsync("**/api/v1/downloads/*", route => route.FulfillAsync(route.Request.Method == "GET" ? new() { Json = job } : new() { Status = 204 }));
        await screen.GetByRole(AriaRole.Button, new() { Name = "合成" }).ClickAsync();
        await Assertions.Expect(screen).ToContainTextAsync("42%");
        await console.IsAccessibleAsync();
        await screen.GetByRole(AriaRole.Button, new() { Name = "取消" }).ClickAsync();
        await console.Page.UnrouteAllAsync();
        await console.Page.RouteAsync("**/api/v1/recordings/*/downloads", route => route.FulfillAsync(new()
        {
            Status = 202,
            Json = new { job.id, state = "failed", progress = 0, job.url, bytes = (long?)null, error = new { code = "storage_full", detail = "Full." } },
        }));
        await screen.GetByRole(AriaRole.Button, new() { Name = "合成" }).ClickAsync();
        await Assertions.Expect(screen).ToContainTextAsync("中心的存储空间不足");
        await console.Page.UnrouteAllAsync();
        await console.DialogButton("关闭").Last.ClickAsync();
    }

    private static async Task<string> ShareAsync(OpenPage console)
    {
        await console.Button("分享链接").ClickAsync();
        await console.DialogButton("生成链接").ClickAsync();
        var link = await console.Dialog().Locator("code").TextContentAsync();
        await console.IsAccessibleAsync();
        await console.DialogButton("关闭").Last.ClickAsync();
        return link!;
    }
}
