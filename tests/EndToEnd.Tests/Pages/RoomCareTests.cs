using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>What somebody does who looks after rooms: says when one is worked on, looks at its day, and finds it on its floor.</summary>
[Collection(DistrictCollection.Name)]
public sealed class RoomCareTests(District district)
{
    private static readonly (string Language, int Width, int Height, ColorScheme Scheme)[] s_looks =
    [
        ("zh-CN", 1280, 720, ColorScheme.Light), ("zh-CN", 1920, 1080, ColorScheme.Dark), ("zh-CN", 390, 844, ColorScheme.Light),
        ("en-US", 1280, 720, ColorScheme.Dark), ("en-US", 1920, 1080, ColorScheme.Light), ("en-US", 390, 844, ColorScheme.Dark),
    ];

    [Fact]
    public async Task Maintenance_IsSaid_ShownOnTheRoom_EndedAndDeleted()
    {
        await using var console = await district.OpenConsoleAsync("/alarms");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "维护计划" }).ClickAsync();
        await console.SeesAsync("没有维护");
        await console.IsAccessibleAsync();
        await console.Button("新建维护").ClickAsync();
        await ChooseAsync(console, "学校", (await RoomAsync())["schoolName"]!.GetValue<string>());
        await console.Dialog().GetByLabel("原因").FillAsync("更换投影机灯泡");
        var now = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        await PickAsync(console, "开始", now.AddMinutes(-1));
        await PickAsync(console, "结束", now.AddHours(2));
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-maintenance-new");
        await console.DialogButton("保存").ClickAsync();
        var row = console.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "更换投影机灯泡" });
        await Assertions.Expect(row).ToContainTextAsync("维护至");
        await console.IsAccessibleAsync();
        await ShowAsync("/alarms/maintenance", "更换投影机灯泡", "maintenance");

        await console.GoAsync(district.Hub, $"/rooms/{district.Room}");
        await console.SeesAsync("维护至");
        await console.IsAccessibleAsync();
        await console.GoAsync(district.Hub, "/alarms/maintenance");
        await console.ButtonLike("提前结束").ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("已结束");
        await console.ButtonLike("删除").ClickAsync();
        await console.Page.GetByRole(AriaRole.Tooltip).GetByRole(AriaRole.Button, new() { Name = "删除", Exact = true }).ClickAsync();
        await console.SeesAsync("没有维护");
    }

    [Fact]
    public async Task Day_ShowsWhatHappened_AndLeadsToIt()
    {
        var id = await district.Box.StartRecordingAsync("今天的课");
        await district.Box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(3);
        await district.Box.StopRecordingAsync();
        await district.Hub.RecordingBecomesAsync(id, "complete", 20);

        await using var console = await district.OpenConsoleAsync($"/rooms/{district.Room}");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "一天", Exact = true }).ClickAsync();
        await console.SeesAsync("今天的课");
        await console.IsAccessibleAsync();
        await ShowAsync($"/rooms/{district.Room}/day", "今天的课", "room-day");
        await console.Page.GetByText("3 小时", new() { Exact = true }).ClickAsync();
        await console.ScreenshotAsync("console-room-day-zoomed");
        await console.Button("前一天").ClickAsync();
        await Assertions.Expect(console.Page).ToHaveURLAsync(new Regex("day="));
        await Assertions.Expect(console.Page.GetByText("今天的课")).ToHaveCountAsync(0);
        await console.Button("后一天").ClickAsync();
        await console.Page.GetByRole(AriaRole.Row).GetByRole(AriaRole.Link, new() { Name = "今天的课" }).First.ClickAsync();
        await Assertions.Expect(console.Page).ToHaveURLAsync(new Regex($"/recordings/{id}"));
    }

    [Fact]
    public async Task Floor_IsUploaded_ARoomIsPlacedByKeyAndMouse_AndLeadsToItsPage()
    {
        var room = await RoomAsync();
        var (school, name) = (room["schoolId"]!.GetValue<string>(), room["name"]!.GetValue<string>());
        await using var console = await district.OpenConsoleAsync($"/fleet/schools/{school}");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "平面图" }).ClickAsync();
        await console.SeesAsync("还没有平面图");
        await console.IsAccessibleAsync();
        await console.Button("添加楼层").First.ClickAsync();
        await console.Dialog().GetByLabel("名称").FillAsync("教学楼一层");
        await console.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "一层.png", MimeType = "image/png", Buffer = await DrawnAsync(console) });
        await console.IsAccessibleAsync();
        await console.DialogButton("保存").ClickAsync();
        await console.SeesAsync("图上还没有教室");

        await console.Button("摆放教室").ClickAsync();
        await console.Button($"把“{name}”放到图上").ClickAsync();
        var handle = console.Button(name);
        await handle.FocusAsync();
        for (var i = 0; i < 4; i++) await console.Page.Keyboard.PressAsync("Shift+ArrowDown");
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Status)).ToContainTextAsync($"{name}：横向 10%，纵向 30%");
        var picture = (await console.Page.GetByRole(AriaRole.Img, new() { Name = "教学楼一层平面图" }).BoundingBoxAsync())!;
        await handle.HoverAsync();
        await console.Page.Mouse.DownAsync();
        await console.Page.Mouse.MoveAsync(picture.X + (picture.Width / 2), picture.Y + (picture.Height / 4), new() { Steps = 4 });
        await console.Page.Mouse.UpAsync();
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-floor-plan-arranged");
        await console.Button("保存").ClickAsync();

        var link = console.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex($"^{Regex.Escape(name)}.*在线") });
        await Assertions.Expect(link).ToBeVisibleAsync();
        var placed = (await district.Hub.Http.GetFromJsonAsync<JsonNode>($"/api/v1/schools/{school}/floor-plans"))![0]!["rooms"]![0]!;
        Assert.InRange(placed["x"]!.GetValue<int>(), 4_900, 5_100);
        Assert.InRange(placed["y"]!.GetValue<int>(), 2_400, 2_600);
        await console.IsAccessibleAsync();
        await ShowAsync($"/fleet/schools/{school}/plans", name, "floor-plan");
        await link.ClickAsync();
        await Assertions.Expect(console.Page).ToHaveURLAsync(new Regex($"/rooms/{district.Room}$"));
    }

    private async Task ShowAsync(string path, string sees, string picture)
    {
        foreach (var (language, width, height, scheme) in s_looks)
        {
            await using var shown = await district.Browser.OpenAsync(new Uri("about:blank"), language, width, height);
            await shown.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var answer = await shown.Page.APIRequest.PostAsync(new Uri(district.Hub.Address, "/api/v1/session").AbsoluteUri, new() { DataObject = new { user = District.User, password = District.Password } });
            Assert.True(answer.Ok, await answer.TextAsync());
            await shown.GoAsync(district.Hub, path);
            await shown.SeesAsync(sees);
            await shown.IsAccessibleAsync();
            await shown.ScreenshotAsync($"console-{picture}-{language[..2]}-{width}");
        }
    }

    private async Task<JsonNode> RoomAsync() => (await district.Hub.Http.GetFromJsonAsync<JsonNode>($"/api/v1/rooms/{district.Room}"))!;

    private static async Task ChooseAsync(OpenPage console, string field, string choice)
    {
        await console.Dialog().GetByLabel(field).ClickAsync();
        await console.Page.Locator(".ant-select-item-option").Filter(new() { HasText = choice }).First.ClickAsync();
        await Assertions.Expect(console.Dialog().Locator(".ant-select", new() { HasText = choice }).First).ToBeVisibleAsync();
    }

    private static async Task PickAsync(OpenPage console, string field, DateTimeOffset at)
    {
        await console.Dialog().GetByLabel(field, new() { Exact = true }).FillAsync(at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        await console.Page.Keyboard.PressAsync("Tab");
    }

    private static async Task<byte[]> DrawnAsync(OpenPage console)
    {
        var drawn = await console.Page.EvaluateAsync<string>("""
            () => {
              const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 700 });
              const pen = canvas.getContext('2d');
              pen.fillStyle = '#fff';
              pen.fillRect(0, 0, 1200, 700);
              pen.strokeRect(20, 20, 1160, 660);
              for (let room = 0; room < 5; room++) for (const top of [20, 420]) pen.strokeRect(20 + room * 232, top, 232, 260);
              return canvas.toDataURL('image/png').split(',')[1];
            }
            """);
        return Convert.FromBase64String(drawn);
    }
}
