using Microsoft.Playwright;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>A camera whose lens cap is on: the panel says so in both languages; afterwards the installer looks at what the box says of itself.</summary>
[Collection(DistrictCollection.Name)]
public sealed class PanelAlarmTests(District district)
{
    private const string Pin = "246810";

    [Fact]
    public async Task BlackCamera_IsToldOnThePanel_AndDiagnosisOpensForTheInstaller()
    {
        using var folder = new TemporaryFolder();
        var (box, _) = await Box.StartEnrolledAsync(district.Hub, await BlackCameraAsync(folder["black.mp4"]));
        await using var __ = box;
        await using var panel = await district.Browser.OpenAsync(box.Address);
        await box.StartRecordingAsync("圆的面积");
        var notices = panel.Page.Locator(".notices");
        await Assertions.Expect(notices).ToContainTextAsync("教师画面是黑的，请检查镜头盖和摄像机电源", new() { Timeout = 60_000 });
        await panel.ScreenshotAsync("panel-alarm");
        await panel.IsAccessibleAsync();
        await panel.Button("English").ClickAsync();
        await Assertions.Expect(notices).ToContainTextAsync("is black. Please check the lens cap and the camera's power");
        await panel.ScreenshotAsync("panel-alarm-english");
        await panel.IsAccessibleAsync();
        await panel.Button("中文").ClickAsync();

        await box.StopRecordingAsync();
        await box.RecorderIsAsync("idle");
        await panel.ButtonLike("设置").ClickAsync();
        foreach (var asked in new[] { "安装密码", "请再输入一次" })
        {
            await panel.SeesAsync(asked);
            await panel.Page.Keyboard.TypeAsync(Pin);
            await panel.Page.Keyboard.PressAsync("Enter");
        }
        await panel.Page.GetByRole(AriaRole.Tab, new() { Name = "诊断" }).ClickAsync();
        // The lesson is over, and with it what was wrong in it.
        await panel.SeesAsync("没有告警");
        await panel.SeesAsync("没有这样的记录");
        await panel.ScreenshotAsync("panel-diagnosis");
        await panel.IsAccessibleAsync();
    }

    private static async Task<object> BlackCameraAsync(string file)
    {
        await Programs.RunAsync(
            "ffmpeg", "-v", "error", "-f", "lavfi", "-t", "120", "-i", "color=black:size=320x180:rate=10", "-f", "lavfi", "-t", "120", "-i", "anoisesrc=amplitude=0.1:sample_rate=48000",
            "-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-pix_fmt", "yuv420p", "-c:a", "aac", file);
        return new { Name = "teacher", Kind = "file", Role = "teacher", Address = file };
    }
}
