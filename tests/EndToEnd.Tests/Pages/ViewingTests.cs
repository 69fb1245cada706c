using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>What is watched is counted by the player, and shown without anybody's name.</summary>
[Collection(DistrictCollection.Name)]
public sealed class ViewingTests(District district)
{
    [Fact]
    public async Task Lesson_ThatIsWatched_IsCounted_AndBrokenDownOnlyFromFivePeopleOn()
    {
        var id = await district.Box.StartRecordingAsync("看过的课");
        await district.Box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(8);
        await district.Box.StopRecordingAsync();
        await district.Hub.RecordingBecomesAsync(id, "complete", 20);

        await using var console = await district.OpenConsoleAsync($"/recordings/{id}");
        await console.SeesAsync("满五人后才显示");
        await Assertions.Expect(console.Page.Locator("dt:text-is('观看人数') + dd")).ToHaveTextAsync("0");
        await console.PlaysAsync();
        // Leaving tells what was watched since.
        await console.Page.RunAndWaitForResponseAsync(() => console.Page.GetByRole(AriaRole.Link, new() { Name = "录制", Exact = true }).First.ClickAsync(), answer => answer.Url.EndsWith("/viewing", StringComparison.Ordinal) && answer.Request.Method == "POST" && answer.Status == 204);
        await console.GoAsync(district.Hub, $"/recordings/{id}");
        await Assertions.Expect(console.Page.Locator("dt:text-is('观看人数') + dd")).ToHaveTextAsync("1");
        await Assertions.Expect(console.Page.Locator("dt:text-is('播放次数') + dd")).ToHaveTextAsync("1");
        await Assertions.Expect(console.Page.Locator("dt:text-is('累计观看') + dd")).Not.ToHaveTextAsync("00:00:00");
        await console.IsAccessibleAsync();

        // Five people would take five accounts: the hub's answer is held.
        var many = new { plays = 31, viewers = 12, watchedSeconds = 18_420.0, partSeconds = 30, parts = Enumerable.Range(0, 90).Select(part => 200.0 + (150 * Math.Sin(part / 9.0))), days = new object[] { new { day = "2026-11-20", plays = 9, viewers = 7, watchedSeconds = 900.0 }, new { day = "2026-11-19", plays = (int?)null, viewers = (int?)null, watchedSeconds = (double?)null } } };
        await console.Page.RouteAsync("**/viewing", route => route.FulfillAsync(new() { Json = many }));
        await console.Page.ReloadAsync();
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Img, new() { NameString = "观看最多" })).ToBeVisibleAsync();
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Cell, new() { Name = "少于 5" })).ToHaveCountAsync(2);
        await console.Page.GetByText("观看统计").ScrollIntoViewIfNeededAsync();
        await console.IsAccessibleAsync();
        await console.Page.GetByRole(AriaRole.Cell, new() { Name = "2026-11-19" }).ScrollIntoViewIfNeededAsync();
        await console.ScreenshotAsync("console-viewing");
        await console.Page.UnrouteAllAsync();
    }
}
