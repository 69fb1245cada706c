using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>
/// A town school teaches two village schools: begun in the console, seen and heard on all boards, spoken in by a village, ended
/// and counted. The host has a network camera with a tone of its own, so that whoever is heard is known by frequency. Five
/// cameras and five pages that play all of them are as much as the machine can do.
/// </summary>
[Collection(Alone.Name)]
public sealed class LinkedLessonPageTests(District district) : IClassFixture<District>
{
    private const int HostTone = 1000;
    private const int VillageTone = 440;

    private static readonly object[] s_pupils = [new { Name = "student", Kind = "test", Role = "student", Width = 640, Height = 360, FramesPerSecond = 25 }];

    /// <summary>Nothing is opened on a board by the box: the test looks at the pages.</summary>
    private static readonly object s_noBoard = new { Display = new { Browser = "" } };

    [Fact]
    public async Task Lesson_OfThreeRooms_SeenAndHeardByAll_AFloorGivenAndTakenBack_EndedAndCounted()
    {
        var hub = district.Hub;
        await using var camera = await RtspCamera.StartAsync(("tone", HostTone), ("keyframe", 25));
        object[] sources = [new { Name = "teacher", Kind = "rtsp", Role = "teacher", camera.Address }, new { Name = "screen", Kind = "test", Role = "screen", Width = 640, Height = 360, FramesPerSecond = 10, Audio = "none" }];
        var (host, hostRoom) = await Box.StartEnrolledAsync(hub, s_noBoard, sources);
        await using var first = host;
        var (village, room) = await Box.StartEnrolledAsync(hub, s_noBoard, s_pupils);
        await using var second = village;
        var (other, otherRoom) = await Box.StartEnrolledAsync(hub, s_noBoard, s_pupils);
        await using var third = other;
        await hub.PostAsync("pairings", new { name = "柳河专递", mode = "dedicated", hostRoomId = hostRoom, receiverRoomIds = new[] { room, otherRoom } });

        await using var console = await district.OpenConsoleAsync("/lessons");
        await BeginAsync(console);
        await using var teacher = await district.Browser.OpenAsync(host.Address);
        await using var board = await district.Browser.OpenAsync(new Uri(village.Address, "/receive"), width: 1920, height: 1080);
        await using var otherBoard = await district.Browser.OpenAsync(new Uri(other.Address, "/receive"));
        // Who loses the floor is taken from the box first, and from its pages a moment later.
        foreach (var page in new[] { teacher, board, otherBoard }) page.Expected.Add("WebSocket connection to");
        await Task.WhenAll(ShowsAsync(board, 2), ShowsAsync(otherBoard, 2), ShowsAsync(teacher, 2));
        await Task.WhenAll(IsHeardAsync(board, hostRoom, "teacher", HostTone), IsHeardAsync(otherBoard, hostRoom, "teacher", HostTone));
        Assert.InRange(await ToneDbAsync(teacher, room, "student", VillageTone), -200, BoardEar.HeardDb);
        await board.ScreenshotAsync("linked-board");
        await board.IsAccessibleAsync();

        await using var panel = await district.Browser.OpenAsync(village.Address);
        await panel.ButtonLike("举手发言").ClickAsync();
        await teacher.SeesAsync("举手");
        await teacher.IsAccessibleAsync();
        await teacher.ScreenshotAsync("linked-host");
        await teacher.ButtonLike("请发言").First.ClickAsync();
        await panel.SeesAsync("正在发言");
        await panel.IsAccessibleAsync();
        await panel.ScreenshotAsync("linked-village");
        await Task.WhenAll(IsHeardAsync(teacher, room, "student", VillageTone), IsHeardAsync(otherBoard, room, "student", VillageTone));
        await ShowsAsync(otherBoard, 3);
        // Nobody hears the host now, and the village not itself: what a loudspeaker plays cannot come back.
        var silent = await Task.WhenAll(
            ToneDbAsync(board, hostRoom, "teacher", HostTone), ToneDbAsync(otherBoard, hostRoom, "teacher", HostTone), ToneDbAsync(board, room, "student", VillageTone));
        Assert.All(silent, level => Assert.InRange(level, -200, BoardEar.HeardDb));
        await console.SeesAsync("正在发言");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("linked-lesson");
        await teacher.ButtonLike("收回发言").ClickAsync();
        await IsHeardAsync(board, hostRoom, "teacher", HostTone);
        await SoFarAsync(village);

        await console.Button("结束课堂").ClickAsync();
        await console.DialogButton("结束课堂").ClickAsync();
        await console.SeesAsync("已结束");
        await Task.WhenAll(board.SeesAsync("现在没有课堂"), otherBoard.SeesAsync("现在没有课堂"));
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("linked-lesson-over");
        await IsCountedAsync(console, hub, hostRoom, room, otherRoom);
    }

    /// <summary>From the list, by the dialog.</summary>
    private static async Task BeginAsync(OpenPage console)
    {
        await console.SeesAsync("还没有连线课堂");
        await console.IsAccessibleAsync();
        await console.Button("开课").ClickAsync();
        await console.Dialog().GetByRole(AriaRole.Combobox).First.ClickAsync();
        await console.Page.Locator(".ant-select-item-option", new() { HasText = "柳河专递" }).ClickAsync();
        await console.Page.GetByLabel("课程", new() { Exact = true }).FillAsync("圆的面积");
        await console.IsAccessibleAsync();
        await console.DialogButton("开课").ClickAsync();
        await console.SeesAsync("上课中");
    }

    /// <summary>What there is of the running lesson, by the village's own box.</summary>
    private static async Task SoFarAsync(Box village)
    {
        var playlist = "";
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await village.Http.GetAsync(new Uri("/media/lesson/teacher/video.m3u8", UriKind.Relative));
                playlist = await answer.Content.ReadAsStringAsync();
                return answer.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(30), () => playlist);
        var segment = playlist.Split('\n').First(line => line.EndsWith(".m4s", StringComparison.Ordinal));
        var bytes = await village.Http.GetByteArrayAsync(new Uri(new Uri(village.Address, "/media/lesson/teacher/video.m3u8"), segment));
        Assert.True(bytes.AsSpan().IndexOf("moof"u8) > 0, $"{segment} is no segment");
    }

    private static async Task IsCountedAsync(OpenPage console, Hub hub, params string[] rooms)
    {
        await console.GoAsync(hub, "/lessons/statistics");
        await console.SeesAsync("柳河专递");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("linked-statistics");
        var total = (await hub.GetAsync("linked-lesson-statistics"))["total"]!;
        Assert.Equal((1, 0), (total["held"]!.GetValue<int>(), total["missed"]!.GetValue<int>()));
        foreach (var room in rooms)
        {
            var recordings = "";
            await Eventually.TrueAsync(
                async () =>
                {
                    var items = (await hub.GetAsync($"recordings?room={room}"))["items"]!;
                    recordings = items.ToJsonString();
                    return items.AsArray() is [{ } only] && only.Text("state") == "complete" && only.Text("title") == "圆的面积";
                },
                TimeSpan.FromSeconds(60), () => $"the recordings of room {room} are {recordings}");
        }
    }

    private static Task ShowsAsync(OpenPage page, int pictures) =>
        Assertions.Expect(page.Page.Locator(".rc-tile[data-phase=live]")).ToHaveCountAsync(pictures, new() { Timeout = 40_000 });

    private static async Task IsHeardAsync(OpenPage page, string room, string source, int hertz)
    {
        var heard = double.NaN;
        await Eventually.TrueAsync(
            async () => (heard = await ToneDbAsync(page, room, source, hertz)) > BoardEar.HeardDb, TimeSpan.FromSeconds(30), () => $"{hertz} Hz of {source} is heard at {heard} dB at {page.Page.Url}");
    }

    private static async Task<double> ToneDbAsync(OpenPage page, string room, string source, int hertz) =>
        double.Parse(await page.Page.EvaluateAsync<string>(BoardEar.Script($"{room}/{source}", hertz)), CultureInfo.InvariantCulture);
}
