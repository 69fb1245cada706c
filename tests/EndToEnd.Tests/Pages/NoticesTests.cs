using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>A mail server is set up and tried, somebody asks to be told, a box falls silent, and the mail is there.</summary>
public sealed partial class NoticesTests(Browser browser) : IClassFixture<Browser>
{
    private const string User = "district";
    private const string Password = "correct horse battery";

    [Fact]
    public async Task MailChannel_IsSetUp_Tried_AndTellsOfARealAlarm()
    {
        var zone = TimeProvider.System.GetUtcNow().Hour is > 3 and < 21 ? "UTC" : "Asia/Shanghai";
        await using var mail = new MailServer();
        await using var hub = await Hub.StartAsync(
            "Alarms:LessonHours=Mon-Sun 00:00-23:59", $"Alarms:TimeZone={zone}", "Alarms:OfflineAfter=00:00:10", "Alarms:RestartGrace=00:00:00", "Webhooks:AllowPrivateAddresses=true", "Notices:GroupWindow=00:00:02");
        var (box, _) = await Box.StartEnrolledAsync(hub);
        await using var __ = box;
        await using var console = await OpenConsoleAsync(hub, "/notices");
        await console.SeesAsync("还没有可用的通知方式");
        await console.IsAccessibleAsync();

        await console.GoAsync(hub, "/notices/channels");
        await console.SeesAsync("还没有通知渠道");
        await console.Button("新建渠道").ClickAsync();
        await console.Dialog().GetByLabel("名称").FillAsync("区邮箱");
        await console.Dialog().GetByLabel("邮箱服务器").FillAsync("localhost");
        await console.Dialog().GetByLabel("加密").ClickAsync();
        await console.Page.GetByTitle("不加密（不登录）").ClickAsync();
        await console.Dialog().GetByLabel("端口").FillAsync(mail.Port.ToString());
        await console.Dialog().GetByLabel("发件邮箱").FillAsync("hub@example.edu.cn");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-notice-channel");
        await console.DialogButton("保存").ClickAsync();
        await console.SeesAsync("localhost:");

        await console.Button("测试").ClickAsync();
        await console.Dialog().GetByLabel("测试邮件发到").FillAsync("zhang@example.edu.cn");
        await console.DialogButton("发送测试").ClickAsync();
        await console.SeesAsync("250 2.0.0 queued as 4711");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-notice-test");
        Assert.Single(mail.Mails);
        await console.DialogButton("关闭").First.ClickAsync();

        await console.GoAsync(hub, "/notices");
        await console.Button("新建通知").ClickAsync();
        await console.Dialog().GetByLabel("邮箱地址").FillAsync("zhang@example.edu.cn");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-notice");
        await console.DialogButton("保存").ClickAsync();
        await console.SeesAsync("zhang@example.edu.cn");
        await console.IsAccessibleAsync();

        await box.KillAsync();
        await Eventually.TrueAsync(() => mail.Mails.Count == 2, TimeSpan.FromSeconds(60), () => "the mail of the alarm");
        Assert.Contains("/alarms?alarm=", mail.Mails.Last().Data.Replace("=\r\n", "", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal), StringComparison.Ordinal);
        await console.GoAsync(hub, "/notices");
        await console.SeesAsync("已发出");
        await console.ScreenshotAsync("console-notices");
        await console.IsAccessibleAsync();
        await console.GoAsync(hub, "/notices/deliveries");
        await console.SeesAsync("上课时间班级盒子离线");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-notice-deliveries");
        foreach (var (language, width, height) in new[] { ("en", 1280, 720), ("en", 390, 844), ("zh-CN", 390, 844) })
        {
            await using var other = await SignInAsync(hub, language, width, height);
            foreach (var page in new[] { "notices", "notices/channels", "notices/deliveries" })
            {
                await other.GoAsync(hub, "/" + page);
                await Assertions.Expect(other.Page.GetByRole(AriaRole.Row).Nth(1)).ToBeVisibleAsync();
                await other.IsAccessibleAsync();
                await other.ScreenshotAsync($"console-{page.Replace('/', '-')}-{language}-{width}");
            }
        }
    }

    private async Task<OpenPage> OpenConsoleAsync(Hub hub, string path)
    {
        var token = SetupTokens().Match(hub.Log).Groups[1].Value;
        (await hub.Http.PostAsJsonAsync("/api/v1/setup", new { token, user = User, password = Password })).EnsureSuccessStatusCode();
        var console = await SignInAsync(hub, "zh-CN", 1280, 720);
        await console.GoAsync(hub, path);
        return console;
    }

    private async Task<OpenPage> SignInAsync(Hub hub, string language, int width, int height)
    {
        var console = await browser.OpenAsync(new Uri("about:blank"), language, width, height);
        var answer = await console.Page.APIRequest.PostAsync(new Uri(hub.Address, "/api/v1/session").AbsoluteUri, new() { DataObject = new { user = User, password = Password } });
        Assert.True(answer.Ok, await answer.TextAsync());
        return console;
    }

    [GeneratedRegex("/setup#token=([A-Za-z0-9_-]+)", RegexOptions.NonBacktracking)]
    private static partial Regex SetupTokens();
}
