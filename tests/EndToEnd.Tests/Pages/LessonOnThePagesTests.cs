using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>The newcomer's way: set the hub up, press start on the panel, press stop, play the lesson; all in real Chromium.</summary>
public sealed partial class LessonOnThePagesTests(Browser browser) : IClassFixture<Browser>
{
    private const string User = "principal";
    private const string Password = "correct horse battery";

    [Fact]
    public async Task StartStopPlay_FromPanelToConsole()
    {
        await using var hub = await Hub.StartAsync();
        var (box, room) = await Box.StartEnrolledAsync(hub);
        await using var _ = box;
        await using var panel = await browser.OpenAsync(box.Address);
        await using var console = await browser.OpenAsync(new Uri(SetupLinks().Match(hub.Log).Value));
        // A room that has not sent its first picture yet answers 404 to the picture's address.
        console.Expected.Add("/pictures/");
        await SetUpAsync(console);

        var id = await RecordAsync(panel, box);
        await console.Page.GotoAsync(new Uri(hub.Address, $"/recordings/{id}").AbsoluteUri);
        await console.PlaysAsync();
        await console.ScreenshotAsync("console-playing-while-recording");
        await StopAsync(panel, box);
        await hub.RecordingBecomesAsync(id, "complete", 15);

        await console.Page.GotoAsync(new Uri(hub.Address, $"/recordings/{id}").AbsoluteUri);
        await console.PlaysAsync();
        await console.ScreenshotAsync("console-player");
        await console.IsAccessibleAsync();
        foreach (var path in new[] { "/", "/fleet", "/rooms", $"/rooms/{room}", "/alarms", "/recordings", "/tokens" })
        {
            await console.Page.GotoAsync(new Uri(hub.Address, path).AbsoluteUri);
            await console.Page.WaitForLoadStateAsync(LoadState.Load);
            await Assertions.Expect(console.Page.GetByRole(AriaRole.Main)).ToBeVisibleAsync();
            await console.ScreenshotAsync("console" + path.Replace('/', '-').Replace(room, "one", StringComparison.Ordinal));
            await console.IsAccessibleAsync();
        }
    }

    [Fact]
    public async Task Panel_InBothLanguages_IsAccessibleIdleAndRecording()
    {
        await using var box = await Box.StartAsync();
        foreach (var (language, start) in new[] { ("zh-CN", "开始录制"), ("en", "Start recording") })
        {
            await using var panel = await browser.OpenAsync(box.Address);
            if (language == "en") await panel.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
            await Assertions.Expect(panel.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex(start) })).ToBeVisibleAsync();
            await panel.ScreenshotAsync($"panel-idle-{language}");
            await panel.IsAccessibleAsync();
        }
        await box.StartRecordingAsync("accessible");
        await box.RecorderIsAsync("recording");
        await using var recording = await browser.OpenAsync(box.Address);
        await Assertions.Expect(recording.Page.GetByText("录制中").First).ToBeVisibleAsync();
        await recording.IsAccessibleAsync();
    }

    [Fact]
    public async Task PageOfAnotherOrigin_CanDriveNeitherPanelNorHub()
    {
        await using var hub = await Hub.StartAsync();
        await using var box = await Box.StartAsync();
        await using var stranger = await browser.OpenAsync(new Uri("data:text/html,<title>elsewhere</title>"));
        stranger.Expected.Add("CORS");
        stranger.Expected.Add("Failed to load resource");
        foreach (var address in new[] { new Uri(box.Address, "/api/v1/recording/start"), new Uri(hub.Address, "/api/v1/regions") })
        {
            foreach (var type in new[] { "application/json", "text/plain" })
            {
                var outcome = await stranger.Page.EvaluateAsync<string>(
                    """
                    ([address, type]) => fetch(address, { method: 'POST', mode: type === 'text/plain' ? 'no-cors' : 'cors', headers: { 'Content-Type': type }, body: '{}' })
                      .then(answer => answer.type === 'opaque' ? 'sent' : String(answer.status), () => 'refused')
                    """,
                    new[] { address.AbsoluteUri, type });
                Assert.Contains(outcome, new[] { "refused", "sent", "403" });
            }
        }
        Assert.Equal("idle", (await box.StatusAsync())["recorder"]!.Text("state"));
        Assert.Equal(0, (await hub.GetAsync("regions")).Number("total"));
    }

    private static async Task SetUpAsync(OpenPage console)
    {
        await console.Page.Locator("input[type=text]").FillAsync(User);
        await console.Page.Locator("input[type=password]").Nth(0).FillAsync(Password);
        await console.Page.Locator("input[type=password]").Nth(1).FillAsync(Password);
        await console.ScreenshotAsync("console-setup");
        await console.IsAccessibleAsync();
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "创建并登录" }).ClickAsync();
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Navigation).First).ToBeVisibleAsync();
    }

    private static async Task<string> RecordAsync(OpenPage panel, Box box)
    {
        await panel.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("开始录制") }).ClickAsync();
        await box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(6);
        await panel.ScreenshotAsync("panel-recording");
        return (await box.StatusAsync())["recorder"]!.Text("recordingId");
    }

    /// <summary>A press: five seconds in which it can be undone, then it is over.</summary>
    private static async Task StopAsync(OpenPage panel, Box box)
    {
        await panel.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^停止") }).ClickAsync();
        await box.RecorderIsAsync("stopping", 3);
        await Assertions.Expect(panel.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("撤销") })).ToBeVisibleAsync();
        await box.RecorderIsAsync("idle", 15);
    }

    [GeneratedRegex("http://[^ ]+/setup#token=[A-Za-z0-9_-]+", RegexOptions.NonBacktracking)]
    private static partial Regex SetupLinks();
}
