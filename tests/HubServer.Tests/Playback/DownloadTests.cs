using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.MediaStore;
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
        Assert.Matches("attachment; filename\\*=UTF-8''20[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{4}-%E4%BA%8C", part.Content.Headers.ContentDisposition!.ToString());
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
        await GoneAsync(async () => (await client.GetAsync(ready["url"]!.GetValue<string>())).StatusCode == HttpStatusCode.NotFound);
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

    [Fact]
    public async Task Download_HeadAndRangesOutside_AreAnswered()
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        var ready = await ReadyAsync(client, await AskAsync(client, lesson, "mic"));
        var (url, bytes) = (ready["url"]!.GetValue<string>(), ready["bytes"]!.GetValue<long>());
        Assert.Equal(1, ready["progress"]!.GetValue<double>());
        var head = await client.SendAsync(HttpMethod.Head, url);
        Assert.Equal((HttpStatusCode.OK, bytes, "video/mp4"), (head.StatusCode, head.Content.Headers.ContentLength, head.Content.Headers.ContentType!.MediaType));
        Assert.True(head.Headers.CacheControl is { Private: true, NoCache: true });
        var outside = await client.SendAsync(HttpMethod.Get, url, request => request.Headers.Range = new RangeHeaderValue(bytes, null));
        Assert.Equal((416, "range_not_satisfiable"), await outside.ProblemAsync());
        var known = await client.SendAsync(HttpMethod.Get, url, request => request.Headers.IfNoneMatch.Add(head.Headers.ETag!));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
    }

    /// <summary>Whatever it was doing: in line, being made, or just made.</summary>
    [Fact]
    public async Task Download_Cancelled_LeavesNothing()
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        foreach (var delayMs in (int[])[0, 0, 2, 5, 10, 20, 50])
        {
            var ids = new[] { await AskAsync(client, lesson, "teacher"), await AskAsync(client, lesson, "mic") };
            // The same again is the same, finished or not.
            Assert.Equal(ids[1], await AskAsync(client, lesson, "mic"));
            await Task.Delay(TimeSpan.FromMilliseconds(delayMs), TimeProvider.System);
            foreach (var id in ids)
            {
                Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/v1/downloads/{id}")).StatusCode);
                Assert.Equal((404, "download_unknown"), await (await client.GetAsync($"/api/v1/downloads/{id}")).ProblemAsync());
                Assert.Equal((404, "download_unknown"), await (await client.DeleteAsync($"/api/v1/downloads/{id}")).ProblemAsync());
            }
        }

        await GoneAsync(() => Task.FromResult(Directory.GetFiles(hub.Services.GetRequiredService<MediaFolder>().DownloadsFolder).Length == 0));
        // The queue goes on.
        await ReadyAsync(client, await AskAsync(client, lesson, "mic"));
    }

    [Fact]
    public async Task Download_InLineWhenTheHubEnded_IsMadeAfterItsRestart_OrFailsWithWords()
    {
        using var folder = new TemporaryFolder();
        string[] ids;
        await using (var hub = await RunningHub.StartAsync(folder))
        {
            var client = await hub.HubClientAsync();
            var room = (await hub.CreatePlaceAsync(client)).RoomId;
            var (whole, damaged) = (await StoredLesson.WithARestartAsync(hub, room), await StoredLesson.WithARestartAsync(hub, room));
            File.Delete(damaged.Path("mic.audio", 0, 2));
            // As a hub that was killed leaves them: rows that nothing works on.
            var store = hub.Services.GetRequiredService<DownloadStore>();
            ids = await Task.WhenAll(new[] { (whole.Id, "teacher"), (damaged.Id, "mic"), (whole.Id, "gone") }
                .Select(async wish => (await store.CreateAsync(new DownloadRow { RecordingId = wish.Id, View = wish.Item2, Version = "1", Name = "a" }, CancellationToken.None)).Id));
        }

        await using var again = await RunningHub.StartAsync(folder);
        var caller = await again.HubClientAsync();
        var ready = await ReadyAsync(caller, ids[0]);
        Assert.Equal(ready["bytes"]!.GetValue<long>(), (await caller.GetByteArrayAsync(ready["url"]!.GetValue<string>())).Length);
        foreach (var (id, code) in new[] { (ids[1], "file_failed"), (ids[2], "recording_unknown") })
        {
            var failed = await EndAsync(caller, id);
            Assert.Equal(("failed", code), (failed["state"]!.GetValue<string>(), failed["error"]!["code"]!.GetValue<string>()));
            Assert.NotEmpty(failed["error"]!["detail"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Download_SpanHiddenAfterItsUpload_IsNotInTheFile()
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        var before = await AskAsync(client, lesson, "teacher");
        lesson.Description.Revision++;
        lesson.Description.HiddenSpans.Add(new Protocol.V1.HiddenSpan { FromMs = 2400, ToMs = 4400, State = Protocol.V1.HiddenState.Hidden });
        await lesson.StoreAsync("complete");
        var hidden = await AskAsync(client, lesson, "teacher");
        Assert.NotEqual(before, hidden);
        var ready = await ReadyAsync(client, hidden);
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["lesson.mp4"], await client.GetByteArrayAsync(ready["url"]!.GetValue<string>()));
        Ffmpeg.Decode(folder["lesson.mp4"]);
        Assert.InRange(Ffmpeg.DurationSeconds(folder["lesson.mp4"]), 14.5, 14.9);
        Assert.Equal("250", Ffmpeg.Probe(folder["lesson.mp4"], "-select_streams v:0 -count_packets -show_entries stream=nb_read_packets"));
    }

    private static async Task<string> AskAsync(HttpClient client, StoredLesson lesson, string view) =>
        (await (await client.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/downloads", new { view })).JsonAsync())["id"]!.GetValue<string>();

    private static async Task GoneAsync(Func<Task<bool>> isGone)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await isGone())
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new TimeoutException("It is still there.");
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
