using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Playback;
using Tongtang.Protocol.Tests.Media;

namespace Tongtang.HubServer.Tests.Playback;

public sealed class DownloadTests
{
    [Fact]
    public async Task Download_OfALessonWithARestart_IsOneFileMadeOnceAndServedInRanges()
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        var lesson = await StoredLesson.WithARestartAsync(hub, place.RoomId);
        var asked = await client.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/downloads", new { view = "teacher" });
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        var ready = await ReadyAsync(client, (await asked.JsonAsync())["id"]!.GetValue<string>());
        var url = ready["url"]!.GetValue<string>();

        using var folder = new TemporaryFolder();
        var whole = await client.GetByteArrayAsync(url);
        await File.WriteAllBytesAsync(folder["lesson.mp4"], whole);
        Assert.Equal(ready["bytes"]!.GetValue<long>(), whole.Length);
        Ffmpeg.Decode(folder["lesson.mp4"]);
        Assert.InRange(Ffmpeg.DurationSeconds(folder["lesson.mp4"]), 16.3, 16.6);
        Assert.Equal("h264\naac", Ffmpeg.Probe(folder["lesson.mp4"], "-show_entries stream=codec_name"));

        var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(1000, 1999) } };
        var part = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(whole[1000..2000], await part.Content.ReadAsByteArrayAsync());
        Assert.Contains("attachment; filename*=UTF-8''%E4%BA%8C", part.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        var again = await (await client.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/downloads", new { view = "teacher" })).JsonAsync();
        Assert.Equal(url, again["url"]!.GetValue<string>());

        var elsewhere = await hub.CreatePlaceAsync(client, "二");
        var foreign = await hub.ClientAsync(new Scope(ScopeKind.School, elsewhere.SchoolId));
        Assert.Equal((404, "download_unknown"), await (await foreign.GetAsync(url)).ProblemAsync());
        Assert.Equal((404, "download_unknown"), await (await foreign.GetAsync($"/api/v1/downloads/{ready["id"]}")).ProblemAsync());
        Assert.Equal((404, "recording_unknown"), await (await foreign.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/downloads", new { view = "teacher" })).ProblemAsync());

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/v1/downloads/{ready["id"]}")).StatusCode);
        Assert.Equal((404, "download_unknown"), await (await client.GetAsync(url)).ProblemAsync());
    }

    [Fact]
    public async Task Download_AfterADay_IsRemoved()
    {
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var hub = await RunningHub.StartAsync(time: time);
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        var asked = await (await client.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/downloads", new { view = "mic" })).JsonAsync();
        var ready = await ReadyAsync(client, asked["id"]!.GetValue<string>());

        time.Advance(DownloadCleaning.Kept + TimeSpan.FromMinutes(11));
        var gone = false;
        for (var i = 0; i < 100 && !gone; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            gone = (await client.GetAsync(ready["url"]!.GetValue<string>())).StatusCode == HttpStatusCode.NotFound;
        }

        Assert.True(gone);
    }

    [Fact]
    public async Task Download_SegmentMissingOnDisk_FailsWithAReason()
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = new StoredLesson(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        var audio = lesson.AddTrack("mic.audio", Protocol.Media.MediaKind.Audio);
        audio.AddEpoch("-f lavfi -i sine=r=48000 -t 6", 0);
        lesson.AddView("mic", "", "mic.audio");
        await lesson.StoreAsync("complete");
        await File.WriteAllBytesAsync(audio.Path(0, 1), [0, 0, 0, 9, 1]);
        var asked = await (await client.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/downloads", new { view = "mic" })).JsonAsync();
        var failed = await EndAsync(client, asked["id"]!.GetValue<string>());
        Assert.Equal("failed", failed["state"]!.GetValue<string>());
        Assert.Equal("media_damaged", failed["error"]!["code"]!.GetValue<string>());
        Assert.Equal((404, "view_unknown"), await (await client.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/downloads", new { view = "../x" })).ProblemAsync());
    }

    private static async Task<JsonNode> ReadyAsync(HttpClient client, string id)
    {
        var end = await EndAsync(client, id);
        Assert.True(end["state"]!.GetValue<string>() == "ready", end.ToJsonString());
        return end;
    }

    private static async Task<JsonNode> EndAsync(HttpClient client, string id)
    {
        for (var i = 0; i < 400; i++)
        {
            var now = await client.GetJsonAsync($"/api/v1/downloads/{id}");
            if (now["state"]!.GetValue<string>() is "ready" or "failed")
                return now;
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
        }

        throw new TimeoutException("The download did not end.");
    }
}
