using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.Harness.Processes;

namespace Tongtang.EdgeAgent.Tests.Panel;

/// <summary>The panel's verbs over real HTTP, with a real ffmpeg behind them.</summary>
public sealed class RecordingEndpointsTests
{
    internal static IReadOnlyList<(string Name, string Value)> TwoSources { get; } =
    [
        .. Source(0, "teacher", "beeps"),
        .. Source(1, "screen", "none"),
    ];

    [Fact]
    public async Task Lesson_ByAllItsVerbs_IsAsThePanelAskedForIt()
    {
        await using var box = await new TestBox { Settings = TwoSources }.StartAsync();
        var id = (string)(await PostAsync(box, "recording/start", new { title = "秋天的雨 <b>\"x\"</b> ../..", teacher = "王丽" }))["recordingId"]!;
        Assert.Equal(id, (string)(await PostAsync(box, "recording/start", new { title = "another" }))["recordingId"]!);
        await StateAsync(box, "recording");
        var recorder = await RecorderAsync(box);
        Assert.Equal(("秋天的雨 <b>\"x\"</b> ../..", "王丽", id), ((string?)recorder["title"], (string?)recorder["teacher"], (string?)recorder["recordingId"]));
        Assert.True((double)recorder["elapsedSeconds"]! > 0);

        await PostAsync(box, "recording/mark", new { label = "重点" });
        await PostAsync(box, "recording/mark", new { });
        await PostAsync(box, "recording/extend", new { minutes = 5 });
        Assert.InRange((DateTimeOffset)(await RecorderAsync(box))["plannedEnd"]! - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(4.5), TimeSpan.FromMinutes(5));

        await PostAsync(box, "recording/pause", new { });
        await StateAsync(box, "paused");
        await PostAsync(box, "recording/pause", new { });
        await PostAsync(box, "recording/resume", new { });
        await StateAsync(box, "recording");
        await PostAsync(box, "recording/cover", new { on = true });
        Assert.True((bool)(await RecorderAsync(box))["covered"]!);
        await StateAsync(box, "paused");
        await PostAsync(box, "recording/cover", new { on = false });

        await PostAsync(box, "recording/stop", new { undoSeconds = 30 });
        await StateAsync(box, "stopping");
        Assert.NotNull((await RecorderAsync(box))["undoUntil"]);
        await PostAsync(box, "recording/undo", new { });
        await StateAsync(box, "recording");
        await PostAsync(box, "recording/stop", new { });
        await StateAsync(box, "idle");
        await PostAsync(box, "recording/stop", new { });

        var recording = (await GetAsync(box, "recordings"))["items"]!.AsArray().Single()!;
        Assert.Equal(id, (string?)recording["id"]);
        Assert.Equal(["重点", ""], recording["marks"]!.AsArray().Select(m => (string)m!["label"]!));
        Assert.Equal(["hidden", "hidden"], SpanStates(recording));
        await PostAsync(box, $"recordings/{id}/hidden-spans/0/restore", new { });
        await PostAsync(box, $"recordings/{id}/hidden-spans/1/discard", new { });
        Assert.Equal(["restored", "discarded"], SpanStates(await GetAsync(box, $"recordings/{id}")));
        await RefusedAsync(box, $"recordings/{id}/hidden-spans/1/restore", new { }, HttpStatusCode.Conflict, "hidden_span_discarded");
        await RefusedAsync(box, $"recordings/{id}/hidden-spans/9/discard", new { }, HttpStatusCode.NotFound, "hidden_span_unknown");
    }

    [Theory]
    [InlineData("recording/pause", "{}", 409, "recorder_idle")]
    [InlineData("recording/resume", "{}", 409, "recorder_idle")]
    [InlineData("recording/undo", "{}", 409, "undo_too_late")]
    [InlineData("recording/mark", "{}", 409, "recorder_idle")]
    [InlineData("recording/extend", """{"minutes": 5}""", 409, "recorder_idle")]
    [InlineData("recording/extend", """{"minutes": 0}""", 400, "minutes_out_of_range")]
    [InlineData("recording/start", "{}", 409, "sources_none")]
    [InlineData("recording/cover", "{}", 400, "body_invalid")]
    [InlineData("help", "{}", 501, "help_unavailable")]
    public async Task Verb_ThatCannotBe_SaysWhyByCode(string path, string body, int status, string code)
    {
        await using var box = await new TestBox().StartAsync();
        await RefusedAsync(box, path, JsonNode.Parse(body)!, (HttpStatusCode)status, code);
    }

    [Theory]
    [InlineData("title", "title_too_long")]
    [InlineData("teacher", "teacher_too_long")]
    public async Task Start_WithTenThousandCharacters_IsRefused(string member, string code)
    {
        await using var box = await new TestBox { Settings = TwoSources }.StartAsync();
        await RefusedAsync(box, "recording/start", new JsonObject { [member] = new string('长', 10_000) }, HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task Stop_WhenIdle_IsDone()
    {
        await using var box = await new TestBox().StartAsync();
        await PostAsync(box, "recording/stop", new { });
        await PostAsync(box, "recording/stop", new { undoSeconds = 5 });
        Assert.Equal("idle", (string?)(await RecorderAsync(box))["state"]);
    }

    [Fact]
    public async Task Sources_RestWhileAPageIsOnlyOpen_AndWarmWhenItIsTouched()
    {
        await using var box = await new TestBox { Settings = [.. TwoSources, ("Panel:WarmAfterTouch", "00:00:02")] }.StartAsync();
        await using var page = await box.Http.GetStreamAsync(new Uri("/api/v1/events", UriKind.Relative));
        await page.ReadExactlyAsync(new byte[20]);
        await Eventually.LessonGoesOnAsync(2);
        Assert.Equal(["cold", "cold"], await SourceStatesAsync(box));
        await PostAsync(box, "wake", new { });
        await SourcesAsync(box, "warm");
        await SourcesAsync(box, "cold");
    }

    private static IEnumerable<(string Name, string Value)> Source(int index, string name, string audio) =>
        new[] { ("Name", name), ("Role", name), ("Kind", "test"), ("Width", "320"), ("Height", "180"), ("FramesPerSecond", "10"), ("Audio", audio) }.Select(m => ($"Sources:{index}:{m.Item1}", m.Item2));

    private static Task StateAsync(TestBox box, string state) => Eventually.TrueAsync(
        async () => (string?)(await RecorderAsync(box))["state"] == state, TimeSpan.FromSeconds(15), () => $"not {state}: {string.Join('\n', box.Log.Lines)}");

    private static Task SourcesAsync(TestBox box, string state) => Eventually.TrueAsync(
        async () => (await SourceStatesAsync(box)).TrueForAll(s => s == state), TimeSpan.FromSeconds(15), () => $"not {state}: {string.Join('\n', box.Log.Lines)}");

    private static async Task<List<string>> SourceStatesAsync(TestBox box) => [.. (await RecorderAsync(box))["sources"]!.AsArray().Select(s => (string)s!["state"]!)];

    private static IEnumerable<string> SpanStates(JsonNode recording) => recording["hiddenSpans"]!.AsArray().Select(s => (string)s!["state"]!);

    private static async Task<JsonNode> RecorderAsync(TestBox box) => (await GetAsync(box, "status"))["recorder"]!;

    private static async Task<JsonNode> GetAsync(TestBox box, string path) => JsonNode.Parse(await box.Http.GetStringAsync(Address(path)))!;

    private static async Task<JsonNode> PostAsync(TestBox box, string path, object body)
    {
        using var response = await box.Http.PostAsJsonAsync(Address(path), body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {text}");
        return JsonNode.Parse(text)!;
    }

    private static async Task RefusedAsync(TestBox box, string path, object body, HttpStatusCode status, string code)
    {
        using var response = await box.Http.PostAsJsonAsync(Address(path), body);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal((status, code), (response.StatusCode, (string?)problem["code"]));
        Assert.False(string.IsNullOrEmpty((string?)problem["detail"]));
    }

    private static Uri Address(string path) => new($"/api/v1/{path}", UriKind.Relative);
}
