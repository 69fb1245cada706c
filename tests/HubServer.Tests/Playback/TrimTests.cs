using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Playback;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Playback;

/// <summary>What is played of a recording can be narrowed and widened again; its chapters are the teacher's marks until somebody writes others.</summary>
public sealed class TrimTests : IAsyncLifetime
{
    private RunningHub _hub = null!;
    private HttpClient _client = null!;
    private Place _place = null!;
    private StoredLesson _lesson = null!;

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync();
        _client = await _hub.HubClientAsync();
        _place = await _hub.CreatePlaceAsync(_client);
        _lesson = await StoredLesson.WithARestartAsync(_hub, _place.RoomId);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Trimmed_PlaysOnlyThatPart_AndAllOfItOnceItIsUndone()
    {
        var whole = await PlaylistsAsync();
        var (first, last) = (Uris(whole[0])[0], Uris(whole[0])[^1]);
        var segments = await CountAsync();
        var trim = await TrimAsync(new { fromSeconds = 4.2, toSeconds = 13.1 });
        var (from, to) = (trim["fromSeconds"]!.GetValue<double>(), trim["toSeconds"]!.GetValue<double>());
        // At cuts of the picture, which are two seconds apart.
        Assert.InRange(from, 3.2, 5.2);
        Assert.InRange(to, 12.1, 14.1);
        foreach (var playlist in await PlaylistsAsync())
        {
            Assert.InRange(Length(playlist), to - from - 1.1, to - from + 1.1);
            Assert.DoesNotContain(Uris(playlist), uri => uri == first || uri == last);
        }
        // The microphone is another device, with cuts of its own: it may begin a little earlier.
        Assert.InRange(await BeginsAtAsync(), from - 1.1, from + 0.05);
        foreach (var uri in new[] { first, last }) Assert.Equal((404, "media_unknown"), await (await _client.GetAsync($"/media/{_lesson.Id}/teacher/{uri}")).ProblemAsync());
        // Its media, and what the box said of it, are as they were.
        Assert.Equal((segments, true), (await CountAsync(), File.Exists(_lesson.Path("teacher.video", 0, 0))));
        var file = await DownloadAsync();
        Assert.InRange(await DurationAsync(file), to - from - 0.6, to - from + 0.6);

        var detail = await (await _client.PutAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/trim", new { })).JsonAsync();
        Assert.Null(detail["trim"]);
        Assert.Equal(whole, await PlaylistsAsync());
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync($"/media/{_lesson.Id}/teacher/{first}")).StatusCode);
        Assert.True(await DurationAsync(await DownloadAsync()) > 16);
        var row = (await _client.GetJsonAsync("/api/v1/audit"))["items"]!.AsArray().First(row => row!["operation"]!.GetValue<string>() == "trimRecording")!;
        Assert.Equal(_lesson.Id, row["thingId"]!.GetValue<string>());
        Assert.Contains("trimFromMs", row.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_PlaysThePart_AndTellsWhichItIs()
    {
        await (await _client.PutAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/visibility", new { visibility = "public" })).JsonAsync();
        var trim = await TrimAsync(new { fromSeconds = 6 });
        Assert.Null(trim["toSeconds"]);
        var link = (await (await _client.PostAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/links", new { hours = 1 })).JsonAsync())["url"]!.GetValue<string>()[..^"/index.m3u8".Length];
        using var anybody = _hub.Anonymous();
        Assert.Equal(trim.ToJsonString(), (await anybody.GetJsonAsync($"{link}/lesson"))["trim"]!.ToJsonString());
        Assert.InRange(Length(await anybody.GetStringAsync($"{link}/teacher/video.m3u8")), 11.9, 12.5);
    }

    [Fact]
    public async Task Trim_ThatLeavesTooLittle_OrIsNotTheCallersToMake_IsRefused()
    {
        foreach (var body in new object[] { new { fromSeconds = 14 }, new { fromSeconds = 9_000 }, new { toSeconds = 2 }, new { fromSeconds = 8, toSeconds = 10 }, new { fromSeconds = 10, toSeconds = 4 }, new { fromSeconds = -1 } })
            Assert.Equal((400, "trim_invalid"), await (await _client.PutAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/trim", body)).ProblemAsync());
        using var teacher = await _hub.ClientAsync(new TreePlace(ScopeKind.School, _place.SchoolId), Role.Teacher);
        using var elsewhere = await _hub.ClientAsync(new TreePlace(ScopeKind.School, (await _hub.CreatePlaceAsync(_client, "二")).SchoolId), Role.SchoolAdministrator);
        foreach (var edit in new[] { "trim", "chapters" })
        {
            Assert.Equal((403, "recording_of_others"), await (await teacher.PutAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/{edit}", new { })).ProblemAsync());
            Assert.Equal((404, "recording_unknown"), await (await elsewhere.PutAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/{edit}", new { })).ProblemAsync());
        }
        await _lesson.StoreAsync("recording");
        Assert.Equal((409, "recording_not_ended"), await (await _client.PutAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/trim", new { fromSeconds = 4 })).ProblemAsync());
    }

    [Fact]
    public void TrimmedDescription_JoinsPausesThatItsEndsLieIn()
    {
        var description = new RecordingDescription();
        description.HiddenSpans.Add(new HiddenSpan { Number = 0, FromMs = 5_000, ToMs = 9_000, State = HiddenState.Hidden });
        description.HiddenSpans.Add(new HiddenSpan { Number = 1, FromMs = 12_000, ToMs = 13_000, State = HiddenState.Restored });
        description.HiddenSpans.Add(new HiddenSpan { Number = 2, FromMs = 20_000, ToMs = 24_000, State = HiddenState.Discarded });
        description.HiddenSpans.Add(new HiddenSpan { Number = 3, FromMs = 28_000, ToMs = 40_000, State = HiddenState.Hidden });
        Assert.Equal([(0, 9_000), (20_000, 24_000), (28_000, 0)], Spans(TrimmedDescription.Of(description, 6_000, 30_000)));
        Assert.Equal([(5_000, 9_000), (20_000, 0)], Spans(TrimmedDescription.Of(description, null, 22_000)));
        Assert.Same(description, TrimmedDescription.Of(description, null, null));
        Assert.Equal(4, description.HiddenSpans.Count);
    }

    [Fact]
    public async Task Chapters_AreTheTeachersMarks_UntilSomebodyWritesOthers()
    {
        _lesson.Description.Marks.AddRange([new Mark { AtMs = 9_000, Label = "例题" }, new Mark { AtMs = 3_000 }, new Mark { AtMs = 3_400, Label = "导入" }]);
        await _lesson.StoreAsync("complete");
        Assert.Equal([(3.0, "导入"), (9.0, "例题")], Chapters(await GetAsync()));
        var detail = await (await PutAsync(new { chapters = new[] { new { atSeconds = 8.5, title = " 练习 " }, new { atSeconds = 0.0, title = "开始" } } })).JsonAsync();
        Assert.Equal([(0.0, "开始"), (8.5, "练习")], Chapters(detail));
        Assert.True(detail["chaptersEdited"]!.GetValue<bool>());
        Assert.Empty(Chapters(await (await PutAsync(new { chapters = Array.Empty<object>() })).JsonAsync()));
        Assert.Equal([(3.0, "导入"), (9.0, "例题")], Chapters(await (await PutAsync(new { })).JsonAsync()));
        foreach (var (at, title, code) in new[] { (-1.0, "x", "chapter_time_invalid"), (90_000.0, "x", "chapter_time_invalid"), (1.0, "", "name_invalid"), (1.0, new string('x', 101), "name_invalid") })
            Assert.Equal((400, code), await (await PutAsync(new { chapters = new[] { new { atSeconds = at, title } } })).ProblemAsync());
        Assert.Equal((400, "chapter_time_invalid"), await (await PutAsync(new { chapters = new[] { new { atSeconds = 1.0, title = "x" }, new { atSeconds = 1.9, title = "y" } } })).ProblemAsync());
        Assert.Equal((400, "chapters_too_many"), await (await PutAsync(new { chapters = Enumerable.Range(0, 201).Select(at => new { atSeconds = at, title = "x" }) })).ProblemAsync());
        var row = (await _client.GetJsonAsync("/api/v1/audit"))["items"]!.AsArray().Where(row => row!["operation"]!.GetValue<string>() == "setChapters" && row["outcome"]!.GetValue<string>() == "done").ToList();
        Assert.Contains(row, one => one!.ToJsonString().Contains("练习", StringComparison.Ordinal) || one["changes"]!.ToJsonString().Contains("chapters", StringComparison.Ordinal));
    }

    private Task<HttpResponseMessage> PutAsync(object body) => _client.PutAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/chapters", body);

    private Task<JsonNode> GetAsync() => _client.GetJsonAsync($"/api/v1/recordings/{_lesson.Id}");

    private static IEnumerable<(double, string)> Chapters(JsonNode detail) => detail["chapters"]!.AsArray().Select(chapter => (chapter!["atSeconds"]!.GetValue<double>(), chapter["title"]!.GetValue<string>()));

    private static IEnumerable<(long, long)> Spans(RecordingDescription description) => description.HiddenSpans.Select(span => (span.FromMs, span.ToMs));

    private async Task<JsonNode> TrimAsync(object body) => (await (await _client.PutAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/trim", body)).JsonAsync())["trim"]!;

    private async Task<string[]> PlaylistsAsync() => [await _client.GetStringAsync($"/media/{_lesson.Id}/teacher/video.m3u8"), await _client.GetStringAsync($"/media/{_lesson.Id}/teacher/audio.m3u8")];

    private async Task<double> BeginsAtAsync()
    {
        var line = (await PlaylistsAsync())[0].Split('\n').First(line => line.StartsWith("#EXT-X-PROGRAM-DATE-TIME:", StringComparison.Ordinal));
        return (DateTimeOffset.Parse(line[25..], CultureInfo.InvariantCulture) - DateTimeOffset.FromUnixTimeMilliseconds(_lesson.Description.StartedAtMs)).TotalSeconds;
    }

    private async Task<long> CountAsync()
    {
        await using var connection = await _hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM segment");
    }

    private async Task<byte[]> DownloadAsync()
    {
        var id = (await (await _client.PostAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/downloads", new { view = "teacher" })).JsonAsync())["id"]!.GetValue<string>();
        JsonNode made = new JsonObject();
        await Eventually.TrueAsync(async () => (made = await _client.GetJsonAsync($"/api/v1/downloads/{id}"))["state"]!.GetValue<string>() == "ready", TimeSpan.FromSeconds(20), () => made.ToJsonString());
        return await _client.GetByteArrayAsync(made["url"]!.GetValue<string>());
    }

    private static async Task<double> DurationAsync(byte[] file)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["lesson.mp4"], file);
        return double.Parse(await Programs.RunAsync("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", folder["lesson.mp4"]), CultureInfo.InvariantCulture);
    }

    private static List<string> Uris(string playlist) => [.. playlist.Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    private static double Length(string playlist) => playlist.Split('\n').Where(line => line.StartsWith("#EXTINF:", StringComparison.Ordinal)).Sum(line => double.Parse(line[8..].Split(',')[0], CultureInfo.InvariantCulture));
}
