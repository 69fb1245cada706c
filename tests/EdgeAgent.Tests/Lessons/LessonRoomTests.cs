using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Lessons;
using Tongtang.EdgeAgent.Playback;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Scenes;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;
using RecorderState = Tongtang.EdgeAgent.Recordings.RecorderState;

namespace Tongtang.EdgeAgent.Tests.Lessons;

/// <summary>A whole agent that is told its part by the hub's side in memory.</summary>
public sealed class LessonRoomTests
{
    private static readonly (string, string)[] s_camera =
        [("Sources:0:Name", "teacher"), ("Sources:0:Kind", "test"), ("Sources:0:Width", "320"), ("Sources:0:Height", "180"), ("Monitor:Enabled", "true")];

    [Fact]
    public async Task Host_ChecksThenRecords_UntilTheLessonEnds()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        var part = MadeLesson.Part(LessonRole.Host, LessonPhase.Check);
        Tell(hub, part);
        await ReportAsync(hub, box, report => report.Check is { Picture: LessonCheckResult.Green, Sound: LessonCheckResult.Green, Line: LessonCheckResult.Green, Codes.Count: 0 });
        Assert.Equal(RecorderState.Idle, box.Get<Recorder>().Status.State);

        Tell(hub, part = part.With(next => next.Phase = LessonPhase.Running));
        var report = await ReportAsync(hub, box, report => report.RecordingId.Length > 0);
        var status = box.Get<Recorder>().Status;
        Assert.Equal((part.LessonId, part.Revision, status.RecordingId), (report.LessonId, report.Revision, report.RecordingId));
        Assert.Equal(("分数的意义", "王老师"), (status.Title, status.Teacher));
        Assert.Equal(2, box.Get<Receptions>().Current.Count);
        var view = (await StatusAsync(box))["lesson"]!;
        Assert.Equal(("host", "running", "dedicated", "side-by-side", 3), ((string?)view["role"], (string?)view["phase"], (string?)view["mode"], (string?)view["layout"], view["rooms"]!.AsArray().Count));
        Assert.Equal($"/live/{MadeLesson.Other}/student", (string?)view["sources"]![0]!["address"]);

        Tell(hub, new LessonPart());
        await TestHub.EventuallyAsync(() => box.Get<Recorder>().Status.State == RecorderState.Idle ? "" : null, box.Log);
        Assert.Empty(box.Get<Receptions>().Current);
        Assert.Null((await StatusAsync(box))["lesson"]);
    }

    [Fact]
    public async Task RoomThatRecordsAnotherLesson_SaysSo_AndLeavesItAlone()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        var own = await box.Get<Recorder>().StartAsync(new StartRecordingRequest("语文"), CancellationToken.None);
        Tell(hub, MadeLesson.Part(LessonRole.Host));
        await ReportAsync(hub, box, report => report is { ProblemCode: "recording_other_lesson", RecordingId: "" });
        Tell(hub, new LessonPart());
        await TestHub.EventuallyAsync(() => box.Get<LessonBoard>().Status.Part is null ? "" : null, box.Log);
        Assert.Equal(own.RecordingId, box.Get<Recorder>().Status.RecordingId);
    }

    [Fact]
    public async Task RecordingEndedByATeacher_IsNotBegunAgain()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        Tell(hub, MadeLesson.Part(LessonRole.Host));
        var began = await ReportAsync(hub, box, report => report.RecordingId.Length > 0);
        await box.Get<Recorder>().StopAsync(TimeSpan.Zero, CancellationToken.None);
        var ended = await ReportAsync(hub, box, report => report.ProblemCode == "recording_stopped");
        Assert.Equal(began.RecordingId, ended.RecordingId);
        Assert.Equal(RecorderState.Idle, box.Get<Recorder>().Status.State);
    }

    [Fact]
    public async Task Receiver_RunsItsScenes_UnlessTheClassHadBegun()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        await GiveScenesAsync(box);
        Tell(hub, MadeLesson.Part(LessonRole.Receiver).With(part => part.Record = false));
        await TestHub.EventuallyAsync(() => box.Get<SceneBoard>().Last.ContainsKey("begin") ? "" : null, box.Log);
        // Without a desktop it does its part all the same.
        await ReportAsync(hub, box, report => report is { Receptions.Count: 2, ProblemCode: "" });
        Tell(hub, new LessonPart());
        await TestHub.EventuallyAsync(() => box.Get<SceneBoard>().Last.ContainsKey("end") ? "" : null, box.Log);

        Assert.True(box.Get<SceneBoard>().TryStart("begin", "panel", out var begun));
        await begun;
        var last = box.Get<SceneBoard>().Last;
        Tell(hub, MadeLesson.Part(LessonRole.Receiver).With(part => part.LessonId = new string('2', 32)));
        await TestHub.EventuallyAsync(() => box.Get<Receptions>().Current.Count > 0 ? "" : null, box.Log);
        Tell(hub, new LessonPart());
        await TestHub.EventuallyAsync(() => box.Get<Receptions>().Current.Count == 0 ? "" : null, box.Log);
        Assert.Equal((last["begin"].StartedAt, last["end"].StartedAt), (box.Get<SceneBoard>().Last["begin"].StartedAt, box.Get<SceneBoard>().Last["end"].StartedAt));
    }

    /// <summary>The hub is away, the box is killed and comes back: the same part, the same recording, the counts of before.</summary>
    [Fact]
    public async Task Box_KilledInMidLesson_ComesBackWithoutTheHub()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        Tell(hub, MadeLesson.Part(LessonRole.Host));
        var report = await ReportAsync(hub, box, report => report.RecordingId.Length > 0);
        await hub.StopAsync();
        await box.StopAsync();
        await box.StartAsync();
        await TestHub.EventuallyAsync(() => box.Get<LessonBoard>().Status.RecordingId == report.RecordingId ? "" : null, box.Log);
        Assert.Equal(report.RecordingId, box.Get<Recorder>().Status.RecordingId);
        Assert.Equal(2, box.Get<Receptions>().Current.Count);
        Assert.Equal("", box.Get<LessonBoard>().Status.ProblemCode);
        box.Log.Expect("broke");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"roomId":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","part":"//8=","doings":null}""")]
    [InlineData("""{"roomId":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","part":"CgF4","doings":null}""")]
    [InlineData("""{"roomId":null,"part":null,"doings":null}""")]
    public async Task Store_ThatIsBroken_IsPutAside(string content)
    {
        await using var box = new TestBox();
        Directory.CreateDirectory(box.DataFolder);
        await File.WriteAllTextAsync(Path.Combine(box.DataFolder, "lesson.json"), content);
        await box.StartAsync();
        Assert.Null(box.Get<LessonBoard>().Status.Part);
        Assert.Contains(box.Get<StoreRepairs>().All, repair => repair.File == "lesson.json");
        Assert.Single(Directory.GetFiles(box.DataFolder, "lesson.json.corrupt-*"));
    }

    [Fact]
    public async Task NonsenseOfTheHub_ChangesNothing_AndIsReported()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        var part = MadeLesson.Part(LessonRole.Receiver, LessonPhase.Check, revision: 5);
        Tell(hub, part);
        await ReportAsync(hub, box, report => report.Revision == 5);
        Tell(hub, part.With(next => next.Rooms.AddRange(Enumerable.Range(0, 1000).Select(i => new LessonRoom { RoomId = i.ToString("x32"), Role = LessonRole.Receiver }))));
        await ReportAsync(hub, box, report => report is { Revision: 5, ProblemCode: "part_invalid" });
        var late = part.Clone();
        (late.Revision, late.Title) = (4, "late");
        Tell(hub, late);
        Tell(hub, part.With(next => next.Title = "再来"));
        await ReportAsync(hub, box, report => report is { Revision: 6, ProblemCode: "" });
        Assert.Equal("再来", box.Get<LessonBoard>().Status.Part!.Title);
    }

    [Fact]
    public async Task Acts_AreAnsweredByThePartOrTheRefusal()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        Assert.Equal((HttpStatusCode.Conflict, "lesson_none"), await PostAsync(box, "hand", """{"on":true}"""));
        var part = MadeLesson.Part(LessonRole.Receiver, LessonPhase.Check);
        Tell(hub, part);
        await ReportAsync(hub, box, _ => true);

        var raising = PostAsync(box, "hand", """{"on":true}""");
        var act = (await hub.ReceivedAsync(message => message.LessonAct is { ActCase: LessonAct.ActOneofCase.Hand })).LessonAct;
        Assert.Equal((part.LessonId, true, 32), (act.LessonId, act.Hand, act.ActId.Length));
        Assert.False(raising.IsCompleted);
        Tell(hub, part = part.With(next => next.Rooms[1].HandRaisedMs = 1_800_000_000_000));
        Assert.Equal((HttpStatusCode.OK, ""), await raising);

        var giving = PostAsync(box, "floor", $$"""{"roomId":"{{MadeLesson.Third}}"}""");
        act = (await hub.ReceivedAsync(message => message.LessonAct is { ActCase: LessonAct.ActOneofCase.GiveFloor })).LessonAct;
        hub.Link!.TryWrite(new HubMessage { LessonRefusal = new LessonRefusal { ActId = act.ActId, Code = "not_host", Message = "Only the host gives the floor." } });
        Assert.Equal((HttpStatusCode.Conflict, "not_host"), await giving);

        var asking = box.Http.GetFromJsonAsync<JsonObject>("/api/v1/lesson/choices");
        await hub.ReceivedAsync(message => message.LessonAsk is not null);
        hub.Link!.TryWrite(new HubMessage { LessonChoices = new LessonChoices { Pairings = { new LessonChoice { PairingId = "p", Name = "柳河专递", Mode = LessonMode.Dedicated } } } });
        Assert.Equal("柳河专递", (string?)(await asking)!["pairings"]![0]!["name"]);

        await hub.StopAsync();
        await TestHub.EventuallyAsync(() => box.Get<Tongtang.EdgeAgent.HubLink.LinkBoard>().Current.Phase != Tongtang.EdgeAgent.HubLink.LinkPhase.Online ? "" : null, box.Log);
        Assert.Equal((HttpStatusCode.Conflict, "hub_offline"), await PostAsync(box, "hand", """{"on":false}"""));
    }

    [Fact]
    public async Task RecordedSoFar_IsPlayedAtTheBoxsOwnAddress_WhileTheRoomHasItsPart()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        const string Address = "/media/lesson/teacher/video.m3u8?_HLS_msn=3";
        Assert.Equal((HttpStatusCode.NotFound, "recorded_none"), await GetAsync(box, Address));
        var part = MadeLesson.Part(LessonRole.Receiver).With(next => next.Record = false);
        Tell(hub, part);
        await ReportAsync(hub, box, _ => true);
        Assert.Equal((HttpStatusCode.NotFound, "recorded_none"), await GetAsync(box, Address));
        Assert.Equal((HttpStatusCode.Conflict, "recorded_none"), await PostAsync(box, "recorded", """{"on":true}"""));

        var recording = new string('d', 32);
        Tell(hub, part = part.With(next => next.RecordingId = recording));
        await ReportAsync(hub, box, report => report.Revision == part.Revision);
        box.Http.DefaultRequestHeaders.Add("Cookie", "secret=1");
        Assert.Equal((HttpStatusCode.OK, $"{recording}/teacher/video.m3u8?_HLS_msn=3 True "), await GetAsync(box, Address));
        Assert.Equal((HttpStatusCode.NotFound, "media_unknown"), await GetAsync(box, "/media/lesson/%2e%2e%2fother/index.m3u8"));
        Assert.Equal((HttpStatusCode.OK, ""), await PostAsync(box, "recorded", """{"on":true}"""));
        Assert.True((bool)(await StatusAsync(box))["lesson"]!["showsRecorded"]!);

        await hub.StopAsync();
        Assert.Equal((HttpStatusCode.BadGateway, "hub_unreachable"), await GetAsync(box, Address));
        box.Get<LessonBoard>().Take(part.With(next => next.LessonId = new string('3', 32)), MadeLesson.Own);
        Assert.False(box.Get<LessonBoard>().ShowsRecorded);
    }

    [Fact]
    public async Task Volume_IsThePages_AndBounded()
    {
        await using var box = await new TestBox().StartAsync();
        Assert.Equal((HttpStatusCode.OK, ""), await PostAsync(box, "volume", """{"percent":35}"""));
        Assert.Equal(35, box.Get<LessonBoard>().Volume);
        Assert.Equal((HttpStatusCode.BadRequest, "volume_out_of_range"), await PostAsync(box, "volume", """{"percent":101}"""));
    }

    private static void Tell(TestHub hub, LessonPart part) => hub.Link!.TryWrite(new HubMessage { LessonPart = part });

    private static async Task<LessonReport> ReportAsync(TestHub hub, TestBox box, Func<LessonReport, bool> like) =>
        await TestHub.EventuallyAsync(() => hub.Received.Select(message => message.Lesson).LastOrDefault(report => report is not null && like(report)), box.Log);

    private static async Task<JsonObject> StatusAsync(TestBox box) => (await box.Http.GetFromJsonAsync<JsonObject>("/api/v1/status"))!;

    /// <summary>The text, or the code of what is wrong.</summary>
    private static async Task<(HttpStatusCode, string)> GetAsync(TestBox box, string path)
    {
        using var answer = await box.Http.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, answer.IsSuccessStatusCode ? text : (string?)JsonNode.Parse(text)!["code"] ?? "");
    }

    private static async Task<(HttpStatusCode, string)> PostAsync(TestBox box, string act, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await box.Http.PostAsync($"/api/v1/lesson/{act}", content);
        return (answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"] ?? "");
    }

    private static async Task GiveScenesAsync(TestBox box)
    {
        static SceneOptions Scene(string id) => new() { Id = id, Names = new Tongtang.DeviceDrivers.Contract.Words { Zh = id, En = id }, Steps = [new SceneStep { PauseSeconds = 0 }] };
        await box.Get<EquipmentStore>().ReplaceAsync(new Equipment { Scenes = [Scene("begin"), Scene("end")] }, CancellationToken.None);
    }
}
