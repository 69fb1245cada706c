using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Tests.Live;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Lessons;

/// <summary>Linked lessons as boxes and programs see them: a whole hub, real links.</summary>
public sealed class LinkedLessonTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromMinutes(10);

    private static readonly Dictionary<string, string?> s_settings = new(TestBox.HubSettings, StringComparer.Ordinal) { ["Agents:ProbeIntervalSeconds"] = "300" };

    private readonly ManualTimeProvider _time = new();
    private readonly TemporaryFolder _folder = new();
    private RunningHub _hub = null!;
    private HttpClient _client = null!;
    private Place _hostPlace = null!;
    private Place _place = null!;
    private TestBox _hostBox = null!;
    private TestBox _box = null!;

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync(_folder, _time, s_settings);
        _client = await _hub.HubClientAsync();
        (_hostPlace, _place) = (await _hub.CreatePlaceAsync(_client, "一"), await _hub.CreatePlaceAsync(_client, "二"));
        (_hostBox, _box) = (await TestBox.EnrolAsync(_hub, _hostPlace.RoomId), await TestBox.EnrolAsync(_hub, _place.RoomId));
    }

    public async Task DisposeAsync()
    {
        await _hostBox.DisposeAsync();
        await _box.DisposeAsync();
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PlannedLesson_FromCheckToStatistics()
    {
        await using var host = await LessonBox.ConnectAsync(_hostBox);
        await using var receiver = await LessonBox.ConnectAsync(_box);
        Assert.Equal("", receiver.Part.LessonId);
        var lesson = await PlanAsync(await PairAsync(), _time.GetUtcNow().AddMinutes(10));

        await AdvanceAsync(TimeSpan.FromMinutes(9) + TimeSpan.FromSeconds(1), host, receiver);
        var part = await receiver.PartAsync(told => told.LessonId == lesson);
        Assert.Equal((lesson, LessonPhase.Check, LessonRole.Receiver), (part.LessonId, part.Phase, part.Role));
        Assert.Equal((_hostPlace.RoomId, LessonRole.Host, true), (part.Rooms[0].RoomId, part.Rooms[0].Role, part.Rooms[0].Online));
        await receiver.SayAsync(new AgentMessage { Lesson = new LessonReport { LessonId = lesson, Check = new LessonCheck { Picture = LessonCheckResult.Green, Line = LessonCheckResult.Red, Codes = { "line_thin" } } } });
        await host.PartAsync(told => Second(told)?.Check is { Line: LessonCheckResult.Red } check && check.Codes.Single() == "line_thin");

        await AdvanceAsync(TimeSpan.FromMinutes(1), host, receiver);
        await host.PartAsync(told => told.Phase == LessonPhase.Running && told.Role == LessonRole.Host);
        await ReceiveAsync(receiver, lesson, LessonReceptionState.Live, 0, 0);
        await AwaitAsync(lesson, found => State(found) == "running" && found["rooms"]![1]!["status"]!.GetValue<string>() == "in");

        Assert.Contains("""tongtang_hub_linked_lessons{state="running"} 1""", await _client.GetStringAsync("/metrics"), StringComparison.Ordinal);

        // The receiver raises its hand and is given the floor; only the host gives it.
        await receiver.ActAsync(new LessonAct { LessonId = lesson, Hand = true });
        await host.PartAsync(told => Second(told)?.HandRaisedMs > 0);
        Assert.Equal("not_host", await receiver.RefusedAsync(new LessonAct { LessonId = lesson, GiveFloor = _place.RoomId }));
        await host.ActAsync(new LessonAct { LessonId = lesson, GiveFloor = _place.RoomId });
        await receiver.PartAsync(told => Second(told) is { HasFloor: true, HandRaisedMs: 0 });

        // A line is cut for a minute and returns.
        await ReceiveAsync(receiver, lesson, LessonReceptionState.Lost, 0, 0);
        await AwaitAsync(lesson, found => State(found) == "disturbed");
        await AdvanceAsync(TimeSpan.FromMinutes(1), host, receiver);
        await ReceiveAsync(receiver, lesson, LessonReceptionState.Live, 1, 60_000);
        await AwaitAsync(lesson, found => State(found) == "running");

        await AdvanceAsync(TimeSpan.FromMinutes(40), host, receiver);
        Assert.Equal("", (await receiver.PartAsync(told => told.LessonId.Length == 0)).LessonId);
        var ended = await _client.GetJsonAsync($"/api/v1/linked-lessons/{lesson}");
        Assert.Equal(("ended", "time", 1), (State(ended["lesson"]!), ended["lesson"]!["endedBy"]!.GetValue<string>(), ended["lesson"]!["interruptions"]!.GetValue<int>()));
        // The hub may look a second later.
        Assert.InRange(ended["lesson"]!["durationSeconds"]!.GetValue<double>(), 2399, 2400);
        Assert.InRange(ended["lesson"]!["qualitySeconds"]!.GetValue<double>(), 2330, 2340);
        Assert.Equal(["waiting", "in", "interrupted", "in"], ended["rooms"]![1]!["spans"]!.AsArray().Select(span => span!["kind"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Sound_OfAReceiver_ReachesTheHostOnlyWithTheFloor()
    {
        await using var host = await LessonBox.ConnectAsync(_hostBox);
        await using var receiver = await LessonBox.ConnectAsync(_box);
        await receiver.SayAsync(new AgentMessage { State = new ReportedState { Sources = { new SourceState { Name = "class", Role = SourceRole.Student } } } });
        var lesson = await StartAsync(await PairAsync());
        await host.PartAsync(told => Second(told)?.Sources.Any(source => source.Name == "class") == true);
        var (live, _) = await LiveBox.OfferAsync(_box, "class");
        await using var pushing = live;
        await using var pull = _hostBox.Channel.Start<LivePull, LiveMessage>(LiveReflection.Descriptor.Services[0].FindMethodByName("Pull"), new GrpcCallOptions(), CancellationToken.None);
        await pull.WriteAsync(new LivePull { RoomId = _place.RoomId, Source = "class" }, CancellationToken.None);
        pull.Complete();
        Assert.Equal("class", await live.WishAsync());
        await live.GiveAsync(LiveFootage.Picture[0], "class");
        await live.GiveAsync(LiveFootage.Sound[0], "class");
        for (var frame = 1; frame < 4; frame++) await BothAsync(frame);
        Assert.Equal("Epoch Picture, Frame Picture, Frame Picture, Frame Picture", await HearAsync(4));

        await host.ActAsync(new LessonAct { LessonId = lesson, GiveFloor = _place.RoomId });
        await receiver.PartAsync(told => Second(told) is { HasFloor: true });
        await BothAsync(4);
        Assert.Equal("Epoch Sound, Frame Sound, Frame Picture", await HearAsync(3));
        await host.ActAsync(new LessonAct { LessonId = lesson, GiveFloor = "" });
        await receiver.PartAsync(told => Second(told) is { HasFloor: false });
        await BothAsync(5);
        Assert.Equal("Ended Sound, Frame Picture", await HearAsync(2));

        async Task BothAsync(int frame)
        {
            await live.GiveAsync(LiveFootage.Sound[frame], "class");
            await live.GiveAsync(LiveFootage.Picture[frame], "class");
        }

        async Task<string> HearAsync(int count)
        {
            var heard = new List<string>();
            while (heard.Count < count)
            {
                var packet = LivePacket.Parse((await pull.ReadAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(20)))!.Bytes.Memory);
                heard.Add($"{packet.Kind} {packet.Track}");
            }
            return string.Join(", ", heard);
        }
    }

    [Fact]
    public async Task Hub_KilledInMidLesson_GoesOnFromItsDatabase_AndTellsBoxesTheirParts()
    {
        string lesson;
        ulong revision;
        await using (var host = await LessonBox.ConnectAsync(_hostBox))
        await using (var receiver = await LessonBox.ConnectAsync(_box))
        {
            lesson = await StartAsync(await PairAsync());
            await receiver.PartAsync(told => told.LessonId == lesson);
            await ReceiveAsync(receiver, lesson, LessonReceptionState.Live, 0, 0);
            await AwaitAsync(lesson, found => found["rooms"]![1]!["status"]!.GetValue<string>() == "in");
            await host.ActAsync(new LessonAct { LessonId = lesson, Layout = new LessonLayout { Kind = LessonLayoutKind.OneLarge, MainSource = "screen" } });
            revision = (await receiver.PartAsync(told => told.Layout.MainSource == "screen")).Revision;
            await AdvanceAsync(TimeSpan.FromSeconds(20), host, receiver);
            await _hub.DisposeAsync();
        }
        _time.Advance(TimeSpan.FromSeconds(40));
        _hub = await RunningHub.StartAsync(_folder, _time, s_settings);
        _client.Dispose();
        _client = await _hub.HubClientAsync();
        await using var hostAgain = _hostBox.At(_hub.AgentsAddress);
        await using var boxAgain = _box.At(_hub.AgentsAddress);
        await using var hostLink = await LessonBox.ConnectAsync(hostAgain);
        await using var link = await LessonBox.ConnectAsync(boxAgain);
        // The very first word: an empty part would have ended the lesson in the room.
        Assert.Equal((lesson, lesson), (hostLink.First.LessonId, link.First.LessonId));
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        var part = await link.PartAsync(told => told.LessonId.Length > 0 && told.Rooms.All(room => room.Online));
        Assert.Equal((lesson, LessonPhase.Running, "screen"), (part.LessonId, part.Phase, part.Layout.MainSource));
        Assert.True(part.Revision > revision);
        await ReceiveAsync(link, lesson, LessonReceptionState.Live, 1, 40_000);
        await AwaitAsync(lesson, found => State(found) == "running");
        var found = await _client.GetJsonAsync($"/api/v1/linked-lessons/{lesson}");
        Assert.Contains(found["rooms"]![1]!["spans"]!.AsArray(), span => span!["reason"]?.GetValue<string>() == "hub_away");
        Assert.Equal(["in"], found["rooms"]![0]!["spans"]!.AsArray().Select(span => span!["kind"]!.GetValue<string>()));
        await hostLink.ActAsync(new LessonAct { LessonId = lesson, End = true });
        await link.PartAsync(told => told.LessonId.Length == 0);
        await AwaitAsync(lesson, over => State(over) == "ended" && over["endedBy"]!.GetValue<string>() == "host");
    }

    [Fact]
    public async Task Box_BeginsALessonItself_OnceHoweverOftenItAsks_AndInvites()
    {
        await using var host = await LessonBox.ConnectAsync(_hostBox);
        await using var receiver = await LessonBox.ConnectAsync(_box);
        var third = await _hub.CreatePlaceAsync(_client, "三");
        var (pairing, other) = (await PairAsync(), await PairAsync(third.RoomId));
        var choices = await host.ChoicesAsync();
        Assert.Equal(new[] { pairing, other }.Order(StringComparer.Ordinal), choices.Pairings.Select(choice => choice.PairingId).Order(StringComparer.Ordinal));
        Assert.Empty((await receiver.ChoicesAsync()).Pairings);
        Assert.Equal("pairing_unknown", await receiver.RefusedAsync(new LessonAct { Start = new LessonStart { PairingId = pairing } }));

        var act = new LessonAct { ActId = Guid.NewGuid().ToString("N"), Start = new LessonStart { PairingId = pairing, Title = "圆", Minutes = 30 } };
        await host.SayAsync(new AgentMessage { LessonAct = act });
        var lesson = (await receiver.PartAsync(told => told.LessonId.Length > 0)).LessonId;
        await host.SayAsync(new AgentMessage { LessonAct = act });
        Assert.Equal("lesson_running", await host.RefusedAsync(new LessonAct { Start = new LessonStart { PairingId = pairing } }));
        Assert.Equal(1, (await _client.GetJsonAsync("/api/v1/linked-lessons"))["total"]!.GetValue<int>());

        Assert.Equal("room_not_paired", await host.RefusedAsync(new LessonAct { LessonId = lesson, Invite = Guid.NewGuid().ToString("N") }));
        await host.ActAsync(new LessonAct { LessonId = lesson, Invite = third.RoomId });
        await receiver.PartAsync(told => told.Rooms.Count == 3);
        await receiver.ActAsync(new LessonAct { LessonId = lesson, Leave = true });
        await receiver.PartAsync(told => told.LessonId.Length == 0);
        await host.PartAsync(told => told.Rooms.Count == 2);
    }

    [Fact]
    public async Task Start_ThatCannotBe_SaysWhyInClearWords()
    {
        var pairing = await PairAsync();
        Assert.Equal((409, "host_offline"), await PlanProblemAsync(new { pairingId = pairing }));
        await using var host = await LessonBox.ConnectAsync(_hostBox);
        await host.SayAsync(new AgentMessage { State = new ReportedState { Recorder = RecorderState.Recording, Title = "别的课" } });
        await Eventually.TrueAsync(
            async () => (await _client.GetJsonAsync($"/api/v1/rooms/{_hostPlace.RoomId}"))["state"] is not null, TimeSpan.FromSeconds(20), () => "what the box records");
        Assert.Equal((409, "room_recording"), await PlanProblemAsync(new { pairingId = pairing }));
        var start = _time.GetUtcNow().AddHours(1);
        await PlanAsync(pairing, start);
        Assert.Equal((409, "lesson_overlaps"), await PlanProblemAsync(new { pairingId = pairing, startAt = start.AddMinutes(39) }));
        Assert.Equal((409, "lesson_overlaps"), await PlanProblemAsync(new { pairingId = pairing, startAt = start, weeks = 2 }));
        await PlanAsync(pairing, start.AddMinutes(40));
        Assert.Equal((400, "start_invalid"), await PlanProblemAsync(new { pairingId = pairing, startAt = _time.GetUtcNow() }));
        Assert.Equal((400, "minutes_invalid"), await PlanProblemAsync(new { pairingId = pairing, minutes = 0 }));
        Assert.Equal((400, "weeks_invalid"), await PlanProblemAsync(new { pairingId = pairing, startAt = start.AddHours(9), weeks = 61 }));
        Assert.Equal((400, "pairing_unknown"), await PlanProblemAsync(new { pairingId = "0" }));
        Assert.Equal((409, "room_not_empty"), await (await _client.DeleteAsync($"/api/v1/rooms/{_place.RoomId}")).ProblemAsync());
    }

    [Fact]
    public async Task Pairing_ThatCannotBe_SaysWhyInClearWords()
    {
        var (a, b) = (_hostPlace.RoomId, _place.RoomId);
        Assert.Equal((400, "room_paired_with_itself"), await PairProblemAsync(a, [a]));
        Assert.Equal((400, "room_twice"), await PairProblemAsync(a, [b, b]));
        Assert.Equal((400, "receivers_invalid"), await PairProblemAsync(a, []));
        Assert.Equal((400, "receivers_invalid"), await PairProblemAsync(a, ["1", "2", "3", "4"]));
        Assert.Equal((400, "room_unknown"), await PairProblemAsync(a, [Guid.NewGuid().ToString("N")]));
        Assert.Equal((400, "room_unknown"), await PairProblemAsync("../room", [b]));
        Assert.Equal((400, "full_duplex_invalid"), await (await _client.PostAsJsonAsync("/api/v1/pairings", new { name = "x", mode = "school-course", hostRoomId = a, receiverRoomIds = new[] { b }, fullDuplex = true })).ProblemAsync());
        Assert.Equal((400, "validity_invalid"), await (await _client.PostAsJsonAsync("/api/v1/pairings", new { name = "x", mode = "dedicated", hostRoomId = a, receiverRoomIds = new[] { b }, validFrom = "2026-09-02T00:00:00Z", validUntil = "2026-09-02T00:00:00Z" })).ProblemAsync());
        var room = await _client.PostForIdAsync("/api/v1/rooms", new { name = "空", schoolId = _place.SchoolId });
        Assert.True((await _client.DeleteAsync($"/api/v1/rooms/{room}")).IsSuccessStatusCode);
        Assert.Equal((400, "room_unknown"), await PairProblemAsync(a, [room]));
    }

    [Fact]
    public async Task Pairing_OfTwoSchools_TheHostsSchoolBegins_TheOtherLooksOn()
    {
        await using var host = await LessonBox.ConnectAsync(_hostBox);
        var pairing = await PairAsync();
        using var hosting = await _hub.ClientAsync(new Scope(ScopeKind.School, _hostPlace.SchoolId));
        using var receiving = await _hub.ClientAsync(new Scope(ScopeKind.School, _place.SchoolId));
        using var stranger = await _hub.ClientAsync(new Scope(ScopeKind.School, (await _hub.CreatePlaceAsync(_client, "三")).SchoolId));
        // Neither may make or change it: half of its rooms is the other's.
        Assert.Equal((400, "room_unknown"), await (await hosting.PostAsJsonAsync("/api/v1/pairings", Body(_hostPlace.RoomId, [_place.RoomId]))).ProblemAsync());
        Assert.Equal((403, "scope_too_small"), await (await hosting.DeleteAsync($"/api/v1/pairings/{pairing}")).ProblemAsync());
        Assert.Equal((403, "scope_too_small"), await (await receiving.PostAsJsonAsync("/api/v1/linked-lessons", new { pairingId = pairing })).ProblemAsync());
        Assert.Equal((400, "pairing_unknown"), await (await stranger.PostAsJsonAsync("/api/v1/linked-lessons", new { pairingId = pairing })).ProblemAsync());
        var begun = await (await hosting.PostAsJsonAsync("/api/v1/linked-lessons", new { pairingId = pairing })).JsonAsync();
        var lesson = begun["lesson"]!["id"]!.GetValue<string>();
        var seen = await receiving.GetJsonAsync($"/api/v1/linked-lessons/{lesson}");
        Assert.Equal((false, false, true), (seen["mayCommand"]!.GetValue<bool>(), seen["rooms"]![0]!["visible"]!.GetValue<bool>(), seen["rooms"]![1]!["visible"]!.GetValue<bool>()));
        Assert.Equal((403, "scope_too_small"), await (await receiving.PostAsync($"/api/v1/linked-lessons/{lesson}/end", null)).ProblemAsync());
        Assert.Equal((404, "lesson_unknown"), await (await stranger.GetAsync($"/api/v1/linked-lessons/{lesson}")).ProblemAsync());
        Assert.Equal(0, (await stranger.GetJsonAsync("/api/v1/linked-lessons"))["total"]!.GetValue<int>());
        Assert.Equal((409, "lesson_running"), await (await _client.DeleteAsync($"/api/v1/pairings/{pairing}")).ProblemAsync());
        // No receiver was ever in: that was no linked lesson.
        Assert.Equal("missed", State((await (await hosting.PostAsync($"/api/v1/linked-lessons/{lesson}/end", null)).JsonAsync())["lesson"]!));
        Assert.Equal((409, "lesson_not_running"), await (await hosting.PostAsync($"/api/v1/linked-lessons/{lesson}/end", null)).ProblemAsync());
        Assert.True((await _client.DeleteAsync($"/api/v1/pairings/{pairing}")).IsSuccessStatusCode);
        Assert.Equal("一二", (await _client.GetJsonAsync($"/api/v1/linked-lessons/{lesson}"))["lesson"]!["pairingName"]!.GetValue<string>());
    }

    [Fact]
    public async Task Series_IsPlannedByTheWallClock_AndTakenOutFromADayOn()
    {
        var start = _time.GetUtcNow().AddDays(1);
        var lesson = await PlanAsync(await PairAsync(), start, weeks: 3);
        var planned = (await _client.GetJsonAsync("/api/v1/linked-lessons?sort=plannedStart&state=planned"))["items"]!.AsArray();
        Assert.Equal([start, start.AddDays(7), start.AddDays(14)], planned.Select(item => item!["plannedStart"]!.GetValue<DateTimeOffset>()));
        Assert.True((await _client.DeleteAsync($"/api/v1/linked-lessons/{planned[1]!["id"]}?series=true")).IsSuccessStatusCode);
        Assert.Equal(lesson, (await _client.GetJsonAsync("/api/v1/linked-lessons"))["items"]!.AsArray().Single()!["id"]!.GetValue<string>());
    }

    private async Task<string> PairAsync(string? receiver = null) => await _client.PostForIdAsync("/api/v1/pairings", Body(_hostPlace.RoomId, [receiver ?? _place.RoomId]));

    private static object Body(string host, string[] receivers) => new { name = "一二", mode = "dedicated", hostRoomId = host, receiverRoomIds = receivers };

    private async Task<(int, string?)> PairProblemAsync(string host, string[] receivers) => await (await _client.PostAsJsonAsync("/api/v1/pairings", Body(host, receivers))).ProblemAsync();

    private async Task<(int Status, string? Code)> PlanProblemAsync(object body) => await (await _client.PostAsJsonAsync("/api/v1/linked-lessons", body)).ProblemAsync();

    private async Task<string> PlanAsync(string pairing, DateTimeOffset start, int weeks = 1) =>
        (await (await _client.PostAsJsonAsync("/api/v1/linked-lessons", new { pairingId = pairing, startAt = start, minutes = 40, weeks })).JsonAsync())["lesson"]!["id"]!.GetValue<string>();

    private async Task<string> StartAsync(string pairing) =>
        (await (await _client.PostAsJsonAsync("/api/v1/linked-lessons", new { pairingId = pairing, minutes = 40 })).JsonAsync())["lesson"]!["id"]!.GetValue<string>();

    private static string State(JsonNode lesson) => lesson["state"]!.GetValue<string>();

    /// <summary>In steps, with signs of life between them: a link that is silent for fifteen minutes ends.</summary>
    private async Task AdvanceAsync(TimeSpan by, params LessonBox[] boxes)
    {
        for (var left = by; left > TimeSpan.Zero; left -= s_step)
        {
            _time.Advance(left < s_step ? left : s_step);
            foreach (var box in boxes) await box.ProbeAsync();
        }
    }

    private async Task AwaitAsync(string lesson, Func<JsonNode, bool> condition)
    {
        JsonNode? last = null;
        await Eventually.TrueAsync(
            async () => condition((last = await _client.GetJsonAsync($"/api/v1/linked-lessons/{lesson}"))["lesson"]!), TimeSpan.FromSeconds(20), () => last?.ToJsonString() ?? "");
    }

    /// <summary>Null: the room has no part yet.</summary>
    private static LessonRoom? Second(LessonPart told) => told.Rooms.ElementAtOrDefault(1);

    private async Task ReceiveAsync(LessonBox link, string lesson, LessonReceptionState state, uint interruptions, ulong lostMs) => await link.SayAsync(new AgentMessage
    {
        Lesson = new LessonReport
        {
            LessonId = lesson,
            Receptions = { new LessonReception { RoomId = _hostPlace.RoomId, Source = "teacher", State = state, SinceMs = _time.GetUtcNow().ToUnixTimeMilliseconds(), Interruptions = interruptions, LostMs = lostMs } },
        },
    });
}
