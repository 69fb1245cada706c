using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Tongtang.EdgeAgent.Tests.HubLink;

namespace Tongtang.EdgeAgent.Tests.Panel;

public sealed class PanelTests
{
    [Fact]
    public async Task Status_FreshBox_IsWhole()
    {
        await using var box = await new TestBox().StartAsync();
        var status = await GetAsync(box, "/api/v1/status");
        Assert.Equal("unenrolled", (string?)status["hub"]!["state"]);
        Assert.Equal("idle", (string?)status["recorder"]!["state"]);
        Assert.Equal("zh", (string?)status["language"]);
        Assert.True((long)status["storage"]!["freeBytes"]! > 0);
        Assert.Empty(status["devices"]!.AsArray());
        Assert.True((bool)(await GetAsync(box, "/healthz"))["healthy"]!);
        Assert.Contains("tongtang_agent_pending_segments 0", await box.Http.GetStringAsync(Path("/metrics")));
    }

    [Fact]
    public async Task Status_HasTheShapeThatProgramsRelyOn()
    {
        await using var box = await new TestBox { Settings = RecordingEndpointsTests.TwoSources }.StartAsync();
        var status = await GetAsync(box, "/api/v1/status");
        const string Shape = """
            agentId:null alarms:[] clockOffsetMs:null devices:[] hub:{problem:null since:String state:String} installer:False language:String lesson:null live:null onlookers:null
            outbox:{evicted:Number pendingBytes:Number pendingReadings:Number pendingSegments:Number rejected:[]} pinSet:False
            recorder:{covered:False elapsedSeconds:Number lesson:null plannedEnd:null recordingId:null
            sources:[{audioLevelDb:null audioPeakDb:null bytes:Number lastFrameAt:null name:String picture:null pictureAt:null problem:null problemCode:null role:String state:String}]
            startedAt:null state:String teacher:null title:null undoUntil:null}
            room:String roomId:null scenes:[] school:String storage:{freeBytes:Number hoursLeft:Number} timetable:null undoSeconds:Number version:String
            """;
        Assert.Equal(Shape.ReplaceLineEndings(" "), ShapeOf(status));
    }

    /// <summary>Names in order, kinds of values; of a list its first item.</summary>
    private static string ShapeOf(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject members => string.Join(' ', members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}:{(m.Value is JsonObject ? $"{{{ShapeOf(m.Value)}}}" : ShapeOf(m.Value))}")),
        JsonArray items => items.Count == 0 ? "[]" : $"[{{{ShapeOf(items[0])}}}]",
        _ => node.GetValueKind().ToString(),
    };

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Host", "evil.example")]
    public async Task Command_FromAnotherOrigin_IsRefused(string header, string value)
    {
        await using var box = await new TestBox().StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, Path("/api/v1/recording/stop")) { Content = JsonContent.Create(new { }) };
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await box.Http.SendAsync(request);
        Assert.True(response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.MisdirectedRequest, response.StatusCode.ToString());
    }

    [Fact]
    public async Task Command_AsAFormWouldSendIt_IsRefused()
    {
        await using var box = await new TestBox().StartAsync();
        using var response = await box.Http.PostAsync(Path("/api/v1/recording/start"), new StringContent("{}", Encoding.UTF8, "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/recording/start", """{"titel": "x"}""", 400, "body_invalid")]
    [InlineData("/api/v1/recording/start", """{"title": 5}""", 400, "body_invalid")]
    [InlineData("/api/v1/recording/start", """{"title": """, 400, "body_invalid")]
    [InlineData("/api/v1/recording/start", """{"sources": ["nobody"]}""", 400, "source_unknown")]
    [InlineData("/api/v1/recording/extend", """{"minutes": "5"}""", 400, "body_invalid")]
    [InlineData("/api/v1/recording/stop", """{"undoSeconds": 61}""", 400, "undo_out_of_range")]
    [InlineData("/api/v1/recording/stop", """{"undoSeconds": -1}""", 400, "undo_out_of_range")]
    [InlineData("/api/v1/recording/skip", "{}", 409, "nothing_planned")]
    [InlineData("/api/v1/recordings/nobody/copies", """{"drive": "x"}""", 404, "recording_unknown")]
    [InlineData("/api/v1/recordings/..%2f..%2fetc/hidden-spans/0/restore", "{}", 404, null)]
    [InlineData("/api/v1/enrolment", """{"code": "x"}""", 401, "pin_required")]
    [InlineData("/api/v1/sources/probe", "{}", 401, "pin_required")]
    [InlineData("/api/v1/installer/session", """{"pin": "12345"}""", 400, "pin_malformed")]
    [InlineData("/api/v1/nowhere", "{}", 404, "address_unknown")]
    public async Task BadRequest_IsToldByCode(string path, string body, int status, string? code)
    {
        await using var box = await new TestBox().StartAsync();
        using var response = await box.Http.PostAsync(Path(path), new StringContent(body, Encoding.UTF8, "application/json"));
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.True((int)response.StatusCode == status, problem.ToJsonString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        if (code is not null) Assert.Equal(code, (string?)problem["code"]);
    }

    [Fact]
    public async Task Body_TooLarge_IsRefused()
    {
        await using var box = await new TestBox().StartAsync();
        using var response = await box.Http.PostAsJsonAsync(Path("/api/v1/recording/start"), new { title = new string('x', 100_000) });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Installer_FirstPinSetsItAndOpensSources()
    {
        await using var box = await new TestBox().StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await box.Http.GetAsync(Path("/api/v1/sources"))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await PinAsync(box, "246810")).StatusCode);
        Assert.True((bool)(await GetAsync(box, "/api/v1/status"))["installer"]!);
        var camera = new { name = "teacher", kind = "rtsp", address = "rtsp://admin:s3cret@10.0.0.5/main", role = "teacher" };
        using var saved = await box.Http.PutAsJsonAsync(Path("/api/v1/sources"), new[] { camera });
        var text = await saved.Content.ReadAsStringAsync();
        Assert.True(saved.IsSuccessStatusCode, text);
        Assert.DoesNotContain("s3cret", text);
        Assert.Contains("s3cret", await File.ReadAllTextAsync(System.IO.Path.Combine(box.DataFolder, "sources.json")));
        using var wrong = await box.Http.PutAsJsonAsync(Path("/api/v1/sources"), new[] { camera with { name = "tracks" } });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("sources_invalid", await wrong.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await box.Http.DeleteAsync(Path("/api/v1/installer/session"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await box.Http.GetAsync(Path("/api/v1/sources"))).StatusCode);
    }

    [Fact]
    public async Task Installer_WrongPins_Lock()
    {
        await using var box = await new TestBox().StartAsync();
        await PinAsync(box, "246810");
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.Forbidden, (await PinAsync(box, "111111")).StatusCode);
        using var locked = await PinAsync(box, "246810");
        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.InRange(locked.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 14, 15);
    }

    [Fact]
    public async Task Enrolment_OnThePanel_SaysTheRoomOrWhyNot()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        await PinAsync(box, "246810");
        using var bad = await box.Http.PostAsJsonAsync(Path("/api/v1/enrolment"), new { code = "not a code" });
        Assert.Contains("join_code_malformed", await bad.Content.ReadAsStringAsync());
        using var good = await box.Http.PostAsJsonAsync(Path("/api/v1/enrolment"), new { code = hub.NewCode(withAddress: false).Reveal(), hub = hub.Address.OriginalString });
        Assert.Contains("七年级（1）班", await good.Content.ReadAsStringAsync());
        await box.OnlineAsync();
        var status = await GetAsync(box, "/api/v1/status");
        Assert.Equal("online", (string?)status["hub"]!["state"]);
        Assert.Equal("实验小学", (string?)status["school"]);
    }

    [Fact]
    public async Task Events_TellTheStatusAtOnceAndWhenItChanges()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        using var stream = new StreamReader(await box.Http.GetStreamAsync(Path("/api/v1/events")));
        Assert.Equal("unenrolled", (string?)(await NextAsync(stream))["hub"]!["state"]);
        await box.Get<Tongtang.EdgeAgent.HubLink.BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        JsonNode status;
        do status = await NextAsync(stream);
        while ((string?)status["hub"]!["state"] != "online");
        Assert.Equal("七年级（1）班", (string?)status["room"]);
    }

    private static async Task<JsonNode> NextAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return JsonNode.Parse(line[6..])!;
        throw new EndOfStreamException();
    }

    private static Task<HttpResponseMessage> PinAsync(TestBox box, string pin) => box.Http.PostAsJsonAsync(Path("/api/v1/installer/session"), new { pin });

    private static async Task<JsonNode> GetAsync(TestBox box, string path) => JsonNode.Parse(await box.Http.GetStringAsync(Path(path)))!;

    private static Uri Path(string path) => new(path, UriKind.Relative);
}
