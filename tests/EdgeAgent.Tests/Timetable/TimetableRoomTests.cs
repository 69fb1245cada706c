using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.EdgeAgent.Timetable;
using Tongtang.Protocol.V1;
using RecorderState = Tongtang.EdgeAgent.Recordings.RecorderState;

namespace Tongtang.EdgeAgent.Tests.Timetable;

/// <summary>A whole agent that is told its timetable by the hub's side in memory.</summary>
public sealed class TimetableRoomTests
{
    private static readonly string s_hash = new('a', 64);

    private static readonly (string, string)[] s_camera = [("Sources:0:Name", "teacher"), ("Sources:0:Kind", "test"), ("Sources:0:Width", "320"), ("Sources:0:Height", "180")];

    [Fact]
    public async Task Timetable_IsKeptOverARestartWithoutTheHub_AndNotToldAgain()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        Assert.Equal("", hub.Hellos.Last().TimetableHash);
        Tell(hub, Made(Lesson("now", -10, 35), Lesson("later", 60, 105), Lesson("soon", 27 * 24 * 60, (27 * 24 * 60) + 45)));
        await UntilAsync(box, () => box.Get<TimetableBoard>().Hash == s_hash && File.Exists(Path.Combine(box.DataFolder, "timetable.json")));
        await box.StopAsync();
        await box.StartAsync();

        Assert.Equal("soon", box.Get<TimetableBoard>().Find("soon")?.Id);
        var told = (await StatusAsync(box))["timetable"]!;
        Assert.Equal(("now", "later", 2), ((string?)told["current"]!["id"], (string?)told["next"]!["id"], told["teachers"]!.AsArray().Count));
        await box.OnlineAsync();
        Assert.Equal(s_hash, hub.Hellos.Last().TimetableHash);
        Tell(hub, new RoomTimetable { Hash = s_hash, Unchanged = true, AsOfMs = Now.AddHours(1).ToUnixTimeMilliseconds() });
        await UntilAsync(box, () => box.Get<TimetableBoard>().Known!.AsOf > Now);
        Assert.Equal(3, box.Get<TimetableBoard>().Known!.Lessons.Count);
    }

    [Fact]
    public async Task Start_WithoutATitle_IsOfTheLessonOfNow()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        Tell(hub, Made(Lesson("now", -10, 35)));
        await UntilAsync(box, () => box.Get<TimetableBoard>().Hash == s_hash);

        await (await box.Http.PostAsJsonAsync("/api/v1/recording/start", new { teacher = "代课李老师" })).Content.ReadAsStringAsync();

        var recorder = (await StatusAsync(box))["recorder"]!;
        Assert.Equal(("数学 七1班", "代课李老师", "now"), ((string?)recorder["title"], (string?)recorder["teacher"], (string?)recorder["lesson"]!["lessonId"]));
        Assert.InRange(recorder["plannedEnd"]!.GetValue<DateTimeOffset>() - Now, TimeSpan.FromMinutes(34), TimeSpan.FromMinutes(36));
        var description = box.Get<Journal>().Describe((string)recorder["recordingId"]!)!;
        Assert.Equal(("数学", "七1班", "now", "代课李老师"), (description.Subject, description.ClassName, description.LessonId, description.Teacher));
    }

    [Fact]
    public async Task RoomThatRecordsByTimetable_StartsWithTheLesson_AndNotAgainOnceStopped()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        Tell(hub, Made(record: true, Lesson("one", 0.07, 45)));

        await UntilAsync(box, () => box.Get<Recorder>().Status is { State: RecorderState.Recording, Title: "数学 七1班", Teacher: "王老师", Lesson.LessonId: "one" });
        Assert.NotNull(box.Get<Recorder>().Status.PlannedEnd);
        await box.Get<Recorder>().StopAsync(TimeSpan.Zero, CancellationToken.None);
        await box.StopAsync();
        await box.StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System);
        Assert.Equal(RecorderState.Idle, box.Get<Recorder>().Status.State);
    }

    [Fact]
    public async Task Skip_KeepsALessonFromBeingRecorded_AndDelayPutsItOff()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        Assert.Equal(HttpStatusCode.Conflict, (await box.Http.PostAsJsonAsync("/api/v1/recording/skip", new { })).StatusCode);
        Tell(hub, Made(record: true, Lesson("one", 1, 45)));
        await UntilAsync(box, () => box.Get<AutoRecording>().Pending is not null);
        await UntilAsync(box, () => box.Get<Recorder>().Status.Sources.All(source => source.State == EdgeAgent.Recordings.SourceState.Warm));

        Assert.Equal(HttpStatusCode.OK, (await box.Http.PostAsJsonAsync("/api/v1/recording/delay", new { minutes = 1 })).StatusCode);
        var pending = (await StatusAsync(box))["timetable"]!["pending"]!;
        Assert.InRange(pending["startsInSeconds"]!.GetValue<double>(), 100, 121);
        Assert.Equal(HttpStatusCode.OK, (await box.Http.PostAsJsonAsync("/api/v1/recording/skip", new { })).StatusCode);
        Assert.True((await StatusAsync(box))["timetable"]!["pending"]!["skipped"]!.GetValue<bool>());
        await box.StopAsync();
        await box.StartAsync();
        Assert.True(box.Get<AutoRecording>().Pending!.Skipped);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static RoomTimetable Made(params TimetableLesson[] lessons) => Made(record: false, lessons);

    private static RoomTimetable Made(bool record, params TimetableLesson[] lessons) => new()
    {
        Hash = s_hash,
        AsOfMs = Now.ToUnixTimeMilliseconds(),
        Lessons = { lessons },
        Teachers = { "王老师", "李老师" },
        Record = record,
        TimeZone = "Asia/Shanghai",
    };

    private static TimetableLesson Lesson(string id, double from, double to) => new()
    {
        Id = id,
        StartsMs = Now.AddMinutes(from).ToUnixTimeMilliseconds(),
        EndsMs = Now.AddMinutes(to).ToUnixTimeMilliseconds(),
        Period = "第一节",
        Subject = "数学",
        ClassName = "七1班",
        Teacher = "王老师",
    };

    private static void Tell(TestHub hub, RoomTimetable timetable) => Assert.True(hub.Link!.TryWrite(new HubMessage { Timetable = timetable }));

    private static Task UntilAsync(TestBox box, Func<bool> condition) => TestHub.EventuallyAsync(() => condition() ? "" : null, box.Log);

    private static async Task<JsonNode> StatusAsync(TestBox box) => JsonNode.Parse(await box.Http.GetStringAsync("/api/v1/status"))!;
}
