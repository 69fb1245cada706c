using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>A box falls silent in lesson hours: the console says so by itself, somebody sees to it, and it is over when the box is back.</summary>
public sealed partial class AlarmsTests(Browser browser) : IClassFixture<Browser>
{
    private const string User = "district";
    private const string Password = "correct horse battery";

    [Fact]
    public async Task BoxThatDies_IsAnAlarmTakenInHandAndOverWhenItIsBack()
    {
        // A zone in which no day ends within the test.
        var zone = TimeProvider.System.GetUtcNow().Hour is > 3 and < 21 ? "UTC" : "Asia/Shanghai";
        await using var hub = await Hub.StartAsync("Alarms:LessonHours=Mon-Sun 00:00-23:59", $"Alarms:TimeZone={zone}", "Alarms:OfflineAfter=00:00:10", "Alarms:RestartGrace=00:00:00");
        var (box, room) = await Box.StartEnrolledAsync(hub);
        await using var _ = box;
        await using var console = await OpenConsoleAsync(hub, "/alarms");
        await console.SeesAsync("现在没有告警");
        await console.IsAccessibleAsync();

        await box.KillAsync();
        var row = console.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "上课时间班级盒子离线" });
        await Assertions.Expect(row).ToContainTextAsync("待处理", new() { Timeout = 40_000 });
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^告警 *1 *条需要处理") })).ToBeVisibleAsync();
        await console.ScreenshotAsync("console-alarms");
        await console.IsAccessibleAsync();

        await row.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^确认：") }).ClickAsync();
        await console.Dialog().GetByLabel("备注").FillAsync("张老师去看电源");
        await console.IsAccessibleAsync();
        await console.DialogButton("确认").ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("district · 张老师去看电源");
        await Assertions.Expect(console.Page.GetByText("条需要处理")).ToHaveCountAsync(0);

        await row.GetByRole(AriaRole.Button, new() { Name = "上课时间班级盒子离线", Exact = true }).ClickAsync();
        await Assertions.Expect(console.Dialog().GetByRole(AriaRole.Listitem)).ToHaveTextAsync([new Regex("有人处理 · district.*张老师去看电源"), new Regex("发生")]);
        await console.ScreenshotAsync("console-alarm");
        await console.IsAccessibleAsync();
        await console.DialogButton("暂停提醒").ClickAsync();
        await console.SeesAsync("到明天早上");
        await console.IsAccessibleAsync();
        await console.Page.Keyboard.PressAsync("Escape");

        await box.StartAgainAsync();
        await Assertions.Expect(console.Dialog().GetByText("已结束")).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await console.GoAsync(hub, $"/alarms?state=cleared&room={room}");
        await console.SeesAsync("上课时间班级盒子离线");
    }

    private async Task<OpenPage> OpenConsoleAsync(Hub hub, string path)
    {
        var token = SetupTokens().Match(hub.Log).Groups[1].Value;
        (await hub.Http.PostAsJsonAsync("/api/v1/setup", new { token, user = User, password = Password })).EnsureSuccessStatusCode();
        var console = await browser.OpenAsync(new Uri("about:blank"));
        var answer = await console.Page.APIRequest.PostAsync(new Uri(hub.Address, "/api/v1/session").AbsoluteUri, new() { DataObject = new { user = User, password = Password } });
        Assert.True(answer.Ok, await answer.TextAsync());
        await console.GoAsync(hub, path);
        return console;
    }

    [GeneratedRegex("/setup#token=([A-Za-z0-9_-]+)", RegexOptions.NonBacktracking)]
    private static partial Regex SetupTokens();
}
