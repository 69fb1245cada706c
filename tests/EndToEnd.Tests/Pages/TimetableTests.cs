using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>From a file at the school's office to a recording that has its teacher: import, panel, automatic start, hub.</summary>
[Collection(DistrictCollection.Name)]
public sealed class TimetableTests(District district)
{
    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    [Fact]
    public async Task ImportedLesson_IsOnThePanel_AndIsRecordedByItselfWithItsTeacher()
    {
        var (box, room) = await Box.StartEnrolledAsync(district.Hub);
        await using var _ = box;
        await using var panel = await district.Browser.OpenAsync(box.Address);
        await using var console = await district.OpenConsoleAsync("/timetable");
        var api = console.Page.APIRequest;
        var found = await GetAsync(console, $"/api/v1/rooms/{room}");
        var (school, name) = ((string)found["schoolId"]!, (string)found["name"]!);
        // The bells know minutes: the lesson begins with the next but one, so that there is time to look.
        var now = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), s_zone);
        var starts = now.AddSeconds(-now.Second).AddMinutes(now.Second < 20 ? 1 : 2);
        var today = $"{now:yyyy-MM-dd}";
        var term = await PostAsync(console, "/api/v1/timetable/terms", new { placeId = school, name = "秋季学期", firstDay = $"{now.AddDays(-6):yyyy-MM-dd}", weeks = 3 });
        var periods = new[] { new { number = 1, name = "第一节", starts = $"{starts:HH:mm}", ends = $"{starts.AddMinutes(20):HH:mm}" } };
        await PostAsync(console, "/api/v1/timetable/bells", new { schoolId = school, name = "作息", firstDay = today, periods });
        var settings = await api.PutAsync(new Uri(district.Hub.Address, $"/api/v1/timetable/schools/{school}/settings").AbsoluteUri, new() { DataObject = new { timeZone = "Asia/Shanghai", record = true, startScene = "", endScene = "" } });
        Assert.True(settings.Ok, await settings.TextAsync());
        await console.GoAsync(district.Hub, $"/timetable?school={school}&tab=import");
        var weekday = "日一二三四五六"[(int)now.DayOfWeek];

        await PickAsync(console, $"教室,星期,节次,学科,班级,教师\n没有这间,{weekday},7,数学,七1班,王老师\n");
        await console.SeesAsync("有 2 处错误");
        await console.SeesAsync("没有这间教室");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-timetable-faults");
        await PickAsync(console, $"教室,星期,节次,学科,班级,教师\n{name},{weekday},1,数学,七1班,王老师\n");
        await console.SeesAsync("检查通过：可导入 1 节课");
        await console.Button("导入").ClickAsync();
        await console.SeesAsync("已导入 1 节课");

        await Assertions.Expect(panel.Page.Locator(".taught")).ToContainTextAsync("数学 七1班", new() { Timeout = 20_000 });
        // By the school's clock; this machine's may stand elsewhere.
        await Assertions.Expect(panel.Page.Locator(".taught-time")).ToHaveTextAsync($"{starts:HH:mm}–{starts.AddMinutes(20):HH:mm}");
        await panel.SeesAsync("自动录制");
        await panel.IsAccessibleAsync();
        await panel.ScreenshotAsync("panel-timetable");
        await Eventually.TrueAsync(
            async () => (string?)(await GetAsync(console, $"/api/v1/recordings?room={room}"))["items"]!.AsArray().FirstOrDefault()?["teacher"] == "王老师",
            TimeSpan.FromSeconds(150),
            () => "a recording of the lesson");
        var recording = (await GetAsync(console, $"/api/v1/recordings?room={room}"))["items"]![0]!;
        Assert.Equal(("数学 七1班", "数学", "七1班"), ((string?)recording["title"], (string?)recording["subject"], (string?)recording["className"]));
        Assert.EndsWith($"-{now:yyyyMMdd}", (string?)recording["lessonId"], StringComparison.Ordinal);
        await box.StopRecordingAsync();

        foreach (var (tab, text) in new[] { ("week", "第 "), ("terms", "秋季学期"), ("swaps", "没有调课"), ("conflicts", "没有冲突") })
        {
            await console.GoAsync(district.Hub, $"/timetable?school={school}&tab={tab}");
            await console.SeesAsync(text);
            await console.ScreenshotAsync($"console-timetable-{tab}");
            await console.IsAccessibleAsync();
        }
        await console.GoAsync(district.Hub, $"/timetable?school={school}");
        await console.ButtonLike("数学").ClickAsync();
        await Assertions.Expect(console.Dialog()).ToBeVisibleAsync();
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-timetable-swap");
    }

    private static Task PickAsync(OpenPage console, string table) => console.Page.Locator("input[type=file]").SetInputFilesAsync(
        new FilePayload { Name = "课表.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(table) });

    private async Task<JsonNode> GetAsync(OpenPage console, string path) =>
        JsonNode.Parse(await (await console.Page.APIRequest.GetAsync(new Uri(district.Hub.Address, path).AbsoluteUri)).TextAsync())!;

    private async Task<JsonNode> PostAsync(OpenPage console, string path, object body)
    {
        var answer = await console.Page.APIRequest.PostAsync(new Uri(district.Hub.Address, path).AbsoluteUri, new() { DataObject = body });
        Assert.True(answer.Ok, await answer.TextAsync());
        return JsonNode.Parse(await answer.TextAsync())!;
    }
}
