using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>A teacher at a box that no hub knows: everything works here, from the keyboard too.</summary>
[Collection(DistrictCollection.Name)]
public sealed class TeacherTests(District district)
{
    [Fact]
    public async Task Panel_ByKeyboardOnly_StartsUndoesAndStopsAtOnceWhenHeld()
    {
        await using var box = await Box.StartAsync();
        await using var panel = await district.Browser.OpenAsync(box.Address);
        var keys = panel.Page.Keyboard;
        await panel.ButtonLike("开始录制").FocusAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(panel.ButtonLike("取消")).ToBeFocusedAsync();
        // A second press within a second is a trembling hand's.
        await Eventually.LessonGoesOnAsync(1.3);
        await keys.PressAsync("Enter");
        await panel.SeesAsync("待机");
        Assert.Equal("idle", (await box.StatusAsync())["recorder"]!.Text("state"));

        await panel.ButtonLike("开始录制").FocusAsync();
        await Eventually.LessonGoesOnAsync(1.3);
        await keys.PressAsync("Enter");
        await box.RecorderIsAsync("recording");
        // The stop button is there while it still starts; the page ignores presses for a second after it shows the change.
        await panel.SeesAsync("录制中");
        await Assertions.Expect(panel.ButtonLike("停止")).ToBeFocusedAsync();
        await Eventually.LessonGoesOnAsync(1.3);
        await keys.PressAsync("Enter");
        await box.RecorderIsAsync("stopping");
        await Assertions.Expect(panel.ButtonLike("撤销")).ToBeFocusedAsync();
        await Eventually.LessonGoesOnAsync(1.3);
        await keys.PressAsync("Enter");
        await box.RecorderIsAsync("recording");
        await Assertions.Expect(panel.ButtonLike("停止")).ToBeFocusedAsync();
        await Eventually.LessonGoesOnAsync(1.3);
        await keys.DownAsync(" ");
        await box.RecorderIsAsync("idle", 3);
        await keys.UpAsync(" ");
        Assert.Equal("idle", (await box.StatusAsync())["recorder"]!.Text("state"));
    }

    [Fact]
    public async Task Recording_StillOnTheBox_PlaysGivesBackItsPauseAndIsCopiedToAStick()
    {
        using var stick = new TemporaryFolder();
        await using var box = await Box.StartAsync(new { Copies = new { Folders = new[] { stick.Path } } }, Box.TwoTestSources);
        await box.StartRecordingAsync("圆的面积");
        await box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(4);
        await box.PostAsync("recording/pause", new { });
        await Eventually.LessonGoesOnAsync(2.5);
        await box.PostAsync("recording/resume", new { });
        await Eventually.LessonGoesOnAsync(3);
        await box.StopRecordingAsync();

        await using var panel = await district.Browser.OpenAsync(box.Address);
        await panel.ButtonLike("本机录制").ClickAsync();
        await panel.ButtonLike("圆的面积").ClickAsync();
        await panel.PlaysAsync();
        await panel.ScreenshotAsync("panel-recording-on-the-box");
        await panel.IsAccessibleAsync();
        await panel.ButtonLike("拷到").ClickAsync();
        await panel.SeesAsync("已拷到 U 盘");
        var file = Directory.EnumerateFiles(stick.Path, "*teacher*.mp4", SearchOption.AllDirectories).Single();
        Assert.Equal("h264\naac", (await Programs.RunAsync("ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", file)).Trim());

        await panel.Button("恢复").ClickAsync();
        await panel.Button("确定恢复").ClickAsync();
        await panel.SeesAsync("已恢复");
        await panel.Button("返回").ClickAsync();
        await Assertions.Expect(panel.ButtonLike("开始录制")).ToBeEnabledAsync();
    }
}
