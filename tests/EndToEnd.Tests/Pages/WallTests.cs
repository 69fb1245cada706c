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
