using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>An inspector looks into two real rooms at once, the teacher sees it, and a note keeps the picture of its moment.</summary>
[Collection(DistrictCollection.Name)]
public sealed class WallTests(District district)
{
    [Fact]
    public async Task Wall_OfTwoRooms_Moves_IsToldToTheTeacher_AndANoteIsTaken()
    {
        var (other, room) = await Box.StartEnrolledAsync(district.Hub);
        await using var second = other;
        await district.Box.StartRecordingAsync("巡课");
        await other.StartRecordingAsync("分数的意义");
        await district.Box.RecorderIsAsync("recording");
        await other.RecorderIsAsync("recording");
        await district.Hub.RoomIsAsync(room, "online");
        await using var wall = await district.OpenConsoleAsync($"/wall?size=4&rooms={district.Room},{room}");
        foreach (var id in new[] { district.Room, room }) await Assertions.Expect(wall.Page.Locator($"[data-room='{id}'][data-phase='live']")).ToBeVisibleAsync();
        await wall.Page.WaitForFunctionAsync("""
            () => {
              window.began ??= [...document.querySelectorAll('[data-room] video')].map(video => video.currentTime);
              const now = [...document.querySelectorAll('[data-room] video')].map(video => video.currentTime);
              return now.length === 2 && now.every((time, index) => time > window.began[index] + 1);
            }
            """);
        await wall.IsAccessibleAsync();
        await wall.ScreenshotAsync("wall");

        await using (var panel = await district.Browser.OpenAsync(other.Address))
        {
            await panel.SeesAsync($"正在被巡课：{District.User}");
            await panel.IsAccessibleAsync();
            await panel.ScreenshotAsync("panel-watched");
            await TakeNoteAsync(wall);
            await wall.Page.GotoAsync("about:blank");
            await panel.SeesNotAsync("正在被巡课");
        }
        await wall.GoAsync(district.Hub, "/visits?list=watches");
        await wall.SeesAsync(District.User);
        await wall.IsAccessibleAsync();
        await district.Box.StopRecordingAsync();
        await other.StopRecordingAsync();
    }

    /// <summary>On a screen twice as wide as the one it is drawn for, in the other language, by a browser that has never been here.</summary>
    [Fact]
    public async Task Screen_SignsInByItsAddress_FillsItself_AndSaysWhenItIsNotOfNow()
    {
        await district.Box.StartRecordingAsync("大屏");
        await district.Box.RecorderIsAsync("recording");
        await using var wall = await district.OpenConsoleAsync($"/wall?size=4&rooms={district.Room}");
        await wall.Button("投到大屏").ClickAsync();
        await wall.IsAccessibleAsync();
        await wall.DialogButton("生成地址").ClickAsync();
        var address = await wall.Dialog().Locator("code").InnerTextAsync();
        await wall.IsAccessibleAsync();
        await using (var screen = await district.Browser.OpenAsync(new Uri(address), "en", 3840, 2160))
        {
            await Assertions.Expect(screen.Page.Locator($"[data-room='{district.Room}'][data-phase='live']")).ToBeVisibleAsync();
            Assert.DoesNotContain("token", screen.Page.Url, StringComparison.Ordinal);
            Assert.Equal(0, await screen.Page.GetByRole(AriaRole.Navigation).CountAsync());
            // All of it on the screen, and twice as large.
            Assert.Equal(new[] { 2160, 2160, 3840 }, await screen.Page.EvaluateAsync<int[]>("() => [Math.round(document.querySelector('main > div').getBoundingClientRect().bottom), document.documentElement.scrollHeight, document.documentElement.scrollWidth]"));
            Assert.True(await screen.Page.EvaluateAsync<double>("() => document.querySelector('h1').getBoundingClientRect().height") > 60);
            await screen.SeesAsync("live");
            await screen.IsAccessibleAsync();
            await screen.ScreenshotAsync("screen-3840");
            foreach (var open in new[] { screen, wall }) open.Expected.AddRange(["ERR_", "WebSocket"]);
            await district.Hub.KillAsync();
            await screen.SeesAsync("Not of now");
            await screen.IsAccessibleAsync();
            await district.Hub.StartAgainAsync();
            await Assertions.Expect(screen.Page.GetByText("Not of now")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        }
        await district.Hub.RoomIsAsync(district.Room, "online");
        await wall.GoAsync(district.Hub, "/tokens");
        await wall.SeesAsync("指挥中心大屏");
        await district.Box.StopRecordingAsync();
    }

    private async Task TakeNoteAsync(OpenPage wall)
    {
        await wall.ButtonLike("记录“").First.ClickAsync();
        await wall.Page.WaitForFunctionAsync("() => document.querySelector('[role=dialog] img')?.naturalWidth > 0");
        await wall.Dialog().GetByRole(AriaRole.Textbox).FillAsync("板书清楚 <b>提问</b>少");
        await wall.IsAccessibleAsync();
        await wall.ScreenshotAsync("wall-note");
        await wall.DialogButton("保存").ClickAsync();
        await Assertions.Expect(wall.Dialog()).ToHaveCountAsync(0);
        await wall.GoAsync(district.Hub, "/visits");
        await wall.SeesAsync("板书清楚 <b>提问</b>少");
        await wall.Page.WaitForFunctionAsync("() => document.querySelector('td img')?.naturalWidth > 0");
        await wall.IsAccessibleAsync();
        await wall.ScreenshotAsync("visits");
        // The lesson is played from that second.
        var link = wall.Page.Locator("td a[href^='/recordings/']").First;
        Assert.Matches(@"\?t=\d+$", await link.GetAttributeAsync("href"));
    }
}
