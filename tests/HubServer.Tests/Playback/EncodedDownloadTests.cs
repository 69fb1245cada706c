using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.MediaStore;
using Tongtang.HubServer.Playback;
using Tongtang.HubServer.Tests.Audit;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Tests.Media;

namespace Tongtang.HubServer.Tests.Playback;

/// <summary>Who may download, with whose name in the picture, and edited files: made by the real ffmpeg, looked at frame by frame.</summary>
public sealed class EncodedDownloadTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private RunningHub _hub = null!;
    private HttpClient _admin = null!;
    private Place _place = null!;

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync(_folder);
        _admin = await _hub.HubClientAsync();
        _place = await _hub.CreatePlaceAsync(_admin);
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        await _hub.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rule_OfTheNearestPlace_SaysWhoMayDownload()
    {
        var lesson = await ShortAsync();
        var school = new TreePlace(ScopeKind.School, _place.SchoolId);
        using var administrator = await _hub.ClientAsync(school, Role.SchoolAdministrator);
        using var teacher = await _hub.ClientAsync(school, Role.Teacher);
        var far = await _hub.CreatePlaceAsync(_admin, "二");
        using var stranger = await _hub.ClientAsync(new TreePlace(ScopeKind.School, far.SchoolId), Role.SchoolAdministrator);
        var rules = new List<(string? Place, string Who)> { (null, "viewers"), (_place.RegionId, "nobody"), (_place.SchoolId, "managers"), (_place.RoomId, "viewers") };
        await AskedAsync("managers");
        foreach (var (place, who) in rules)
        {
            await SetAsync(place, who, watermark: false);
            await AskedAsync(who);
        }
        foreach (var (_, who) in rules.SkipLast(1).Reverse())
        {
            var last = (await _admin.GetJsonAsync("/api/v1/download-rules?sort=-madeAt"))["items"]![0]!["id"]!.GetValue<string>();
            Assert.Equal(HttpStatusCode.NoContent, (await _admin.DeleteAsync($"/api/v1/download-rules/{last}")).StatusCode);
            await AskedAsync(who);
        }
        // Who is in charge of a school decides on it, and on nothing above or beside it.
        Assert.Equal(HttpStatusCode.Created, (await administrator.PostAsJsonAsync("/api/v1/download-rules", new { who = "nobody", watermark = false, overlay = false, placeId = _place.SchoolId })).StatusCode);
        foreach (var place in new[] { null, _place.RegionId, far.SchoolId })
            Assert.Equal((404, "place_unknown"), await (await administrator.PostAsJsonAsync("/api/v1/download-rules", new { who = "viewers", watermark = false, overlay = false, placeId = place })).ProblemAsync());
        Assert.Contains(await _hub.AuditAsync("kind=download-rule"), row => row.Text("operation") == "setDownloadRule" && row.Change("who").After == "nobody");

        async Task AskedAsync(string who)
        {
            var refusal = who == "nobody" ? (403, "download_forbidden") : (403, "download_managers_only");
            foreach (var (client, may) in new[] { (administrator, who != "nobody"), (teacher, who == "viewers") })
            {
                Assert.Equal(may, (await client.GetJsonAsync($"/api/v1/recordings/{lesson.Id}"))["download"]!["allowed"]!.GetValue<bool>());
                foreach (var (path, body) in new[] { ("downloads", (object)new { view = "teacher" }), ("edited-downloads", new { view = "gone", layout = "single" }) })
                {
                    var asked = await client.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/{path}", body);
                    if (!may) Assert.Equal(refusal, await asked.ProblemAsync());
                    else if (path == "downloads") Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
                    else Assert.Equal((404, "view_unknown"), await asked.ProblemAsync());
                }
            }
            Assert.Equal((404, "recording_unknown"), await (await stranger.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/downloads", new { view = "teacher" })).ProblemAsync());
        }
    }

    [Fact]
    public async Task Watermark_IsBurnedIn_IsItsOwnersAlone_AndOldCopiesAreGone()
    {
        var lesson = await ShortAsync();
        using var wang = (await _hub.SignedInAsync("王%{n}': \\老师", new Assignment(Role.Teacher, new TreePlace(ScopeKind.School, _place.SchoolId)))).Client;
        using var li = (await _hub.SignedInAsync("李老师", new Assignment(Role.Teacher, new TreePlace(ScopeKind.School, _place.SchoolId)))).Client;
        await SetAsync(_place.SchoolId, "viewers", watermark: false);
        var plain = await MadeAsync(wang, lesson.Id, "downloads", new { view = "teacher" });
        // The same file for everybody; only who asked for it, or shares lessons there, takes it away.
        Assert.Equal(plain["id"]!.GetValue<string>(), (await MadeAsync(li, lesson.Id, "downloads", new { view = "teacher" }))["id"]!.GetValue<string>());
        Assert.Equal((403, "download_of_others"), await (await li.DeleteAsync($"/api/v1/downloads/{plain["id"]}")).ProblemAsync());
        var copy = await FetchAsync(wang, plain, "copy.mp4");

        await SetAsync(_place.SchoolId, "viewers", watermark: true);
        Assert.Equal((404, "download_unknown"), await (await wang.GetAsync(plain["url"]!.GetValue<string>())).ProblemAsync());
        var marked = await MadeAsync(wang, lesson.Id, "downloads", new { view = "teacher" });
        var others = await MadeAsync(li, lesson.Id, "downloads", new { view = "teacher" });
        Assert.NotEqual(marked["id"]!.GetValue<string>(), others["id"]!.GetValue<string>());
        Assert.Equal((404, "download_unknown"), await (await li.GetAsync(marked["url"]!.GetValue<string>())).ProblemAsync());
        var (mine, theirs) = (await FetchAsync(wang, marked, "mine.mp4"), await FetchAsync(li, others, "theirs.mp4"));
        foreach (var file in new[] { mine, theirs })
        {
            Ffmpeg.Decode(file);
            Assert.Equal("h264,640,360\naac", Ffmpeg.Probe(file, "-show_entries stream=codec_name,width,height").Replace("\r", "", StringComparison.Ordinal));
            Assert.InRange(Ffmpeg.DurationSeconds(file) - Ffmpeg.DurationSeconds(copy), -0.1, 0.1);
        }
        var (without, with, named) = (Frame(copy, 1), Frame(mine, 1), Frame(theirs, 1));
        // In the corner its letters, elsewhere the picture as it was; another name is other letters.
        Assert.InRange(Changed(without, with, 640, 320..640, 330..355), 300, 8000);
        Assert.Equal(0, Changed(without, with, 640, 0..640, 0..300));
        Assert.InRange(Changed(with, named, 640, 320..640, 330..355), 100, 8000);
        Assert.Contains(await _hub.AuditAsync("kind=recording"), row => row.Text("operation") == "fetchDownload" && row.Text("actor") == "李老师");
        // Sound alone has no picture to write into.
        Assert.Equal("copy", (await MadeAsync(wang, lesson.Id, "downloads", new { view = "mic" }))["kind"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("picture-in-picture", true)]
    [InlineData("side-by-side", true)]
    [InlineData("single", false)]
    public async Task Edited_HasTitleChaptersEvenLoudnessAndBothPictures(string layout, bool titleCard)
    {
        var lesson = await TwoViewsAsync();
        (await _admin.PutAsJsonAsync($"/api/v1/recordings/{lesson.Id}/chapters", new { chapters = new[] { new { atSeconds = 1.0, title = "导入=1; #2" }, new { atSeconds = 6.0, title = "例题" } } })).EnsureSuccessStatusCode();
        (await _admin.PutAsJsonAsync($"/api/v1/recordings/{lesson.Id}/trim", new { fromSeconds = 2.0 })).EnsureSuccessStatusCode();
        var made = await MadeAsync(_admin, lesson.Id, "edited-downloads", new { view = "teacher", layout, second = layout == "single" ? null : "screen", titleCard });
        Assert.Equal("edited", made["kind"]!.GetValue<string>());
        var file = await FetchAsync(_admin, made, "edited.mp4");
        Ffmpeg.Decode(file);
        var card = titleCard ? 4.0 : 0;
        Assert.Equal("h264,1920,1080,25/1", Ffmpeg.Probe(file, "-select_streams v -show_entries stream=codec_name,width,height,r_frame_rate"));
        Assert.InRange(Ffmpeg.DurationSeconds(file), card + 9.8, card + 10.2);
        var chapters = Ffmpeg.Probe(file, "-show_entries chapter=start_time:chapter_tags=title").Split('\n');
        string[] wanted = [$"{card:0.000000},导入=1; #2", $"{card + 4:0.000000},例题"];
        Assert.Equal(titleCard ? ["0.000000,二次函数", .. wanted] : wanted, chapters.Select(chapter => chapter.Trim('"').Replace("\"", "", StringComparison.Ordinal)));
        Assert.InRange(Loudness(file), -24.5, -21.5);

        var (first, inLesson) = (Frame(file, 1), Frame(file, card + 3));
        // Dark ground with bright letters, or no card at all.
        var letters = Bright(first, 1920, 300..1620, 380..700);
        if (titleCard) Assert.InRange(letters, 3_000, 120_000);
        var (main, second) = layout == "side-by-side" ? ((X: 480, Y: 540), (X: 1440, Y: 540)) : ((X: 480, Y: 300), (X: 1640, Y: 905));
        // The teacher is white, the screen is grey.
        Assert.InRange(inLesson[(main.Y * 1920) + main.X], 200, 255);
        if (layout != "single") Assert.InRange(inLesson[(second.Y * 1920) + second.X], 90, 150);
        else Assert.InRange(inLesson[(second.Y * 1920) + second.X], 200, 255);
        Assert.Equal((400, "layout_invalid"), await (await _admin.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/edited-downloads", new { view = "teacher", layout = "side-by-side" })).ProblemAsync());
    }

    [Fact]
    public async Task Encoding_InLineWhenTheHubEnded_IsMadeAfterItsRestart_ButNotForEver()
    {
        using var folder = new TemporaryFolder();
        string good, bad;
        await using (var hub = await RunningHub.StartAsync(folder))
        {
            using var admin = await hub.HubClientAsync();
            var lesson = await ShortAsync(hub, (await hub.CreatePlaceAsync(admin)).RoomId);
            var store = hub.Services.GetRequiredService<DownloadStore>();
            var wish = new DownloadRow { RecordingId = lesson.Id, View = "teacher", Version = "1", Name = "a", Kind = "marked", Owner = "token:test Hub", Mark = "x" };
            (good, bad) = ((await store.CreateAsync(wish, CancellationToken.None)).Id, (await store.CreateAsync(wish, CancellationToken.None)).Id);
            await store.BeginAsync(good, CancellationToken.None);
            for (var i = 0; i < DownloadStore.MostAttempts; i++) await store.BeginAsync(bad, CancellationToken.None);
        }
        await using var again = await RunningHub.StartAsync(folder);
        using var caller = await again.HubClientAsync();
        Assert.Equal("ready", (await EndAsync(caller, good))["state"]!.GetValue<string>());
        Assert.Equal("encoding_interrupted", (await EndAsync(caller, bad))["error"]!["code"]!.GetValue<string>());
        Assert.Empty(Directory.GetDirectories(Path.Combine(again.Services.GetRequiredService<MediaFolder>().DownloadsFolder, "work")));
    }

    private Task<StoredLesson> ShortAsync() => ShortAsync(_hub, _place.RoomId);

    /// <summary>A still picture, so that whatever is written into it is all that differs.</summary>
    private static async Task<StoredLesson> ShortAsync(RunningHub hub, string room)
    {
        var lesson = new StoredLesson(hub, room);
        lesson.AddTrack("teacher.video", MediaKind.Video).AddEpoch("-f lavfi -i color=c=0x404040:s=640x360:r=25 -t 4", 0);
        lesson.AddTrack("mic.audio", MediaKind.Audio).AddEpoch("-f lavfi -i sine=r=48000 -t 4", 0);
        lesson.AddView("teacher", "teacher.video", "mic.audio");
        lesson.AddView("mic", "", "mic.audio");
        await lesson.StoreAsync("complete");
        return lesson;
    }

    private async Task<StoredLesson> TwoViewsAsync()
    {
        var lesson = new StoredLesson(_hub, _place.RoomId);
        lesson.Description.Subject = "数学";
        lesson.AddTrack("teacher.video", MediaKind.Video).AddEpoch("-f lavfi -i color=c=white:s=640x360:r=25 -t 12", 0);
        lesson.AddTrack("screen.video", MediaKind.Video).AddEpoch("-f lavfi -i color=c=0x808080:s=320x180:r=25 -t 10", 2);
        lesson.AddTrack("mic.audio", MediaKind.Audio).AddEpoch("-f lavfi -i sine=r=48000 -af volume=-9dB -t 12", 0);
        lesson.AddView("teacher", "teacher.video", "mic.audio");
        lesson.AddView("screen", "screen.video", "");
        await lesson.StoreAsync("complete");
        return lesson;
    }

    private async Task SetAsync(string? placeId, string who, bool watermark) =>
        Assert.Equal(HttpStatusCode.Created, (await _admin.PostAsJsonAsync("/api/v1/download-rules", new { who, watermark, overlay = watermark, placeId })).StatusCode);

    private static async Task<JsonNode> MadeAsync(HttpClient client, string recording, string path, object wish)
    {
        var end = await EndAsync(client, (await (await client.PostAsJsonAsync($"/api/v1/recordings/{recording}/{path}", wish)).JsonAsync())["id"]!.GetValue<string>());
        Assert.True(end["state"]!.GetValue<string>() == "ready", end.ToJsonString());
        return end;
    }

    private static async Task<JsonNode> EndAsync(HttpClient client, string id)
    {
        JsonNode? now = null;
        await Harness.Processes.Eventually.TrueAsync(async () => (now = await client.GetJsonAsync($"/api/v1/downloads/{id}"))["state"]!.GetValue<string>() is "ready" or "failed", TimeSpan.FromMinutes(3), () => $"the download ends: {now?.ToJsonString()}");
        return now!;
    }

    private async Task<string> FetchAsync(HttpClient client, JsonNode ready, string name)
    {
        await File.WriteAllBytesAsync(_folder[name], await client.GetByteArrayAsync(ready["url"]!.GetValue<string>()));
        return _folder[name];
    }

    /// <summary>How bright each pixel is.</summary>
    private static byte[] Frame(string file, double atSeconds) =>
        Ffmpeg.Run(string.Create(CultureInfo.InvariantCulture, $"-ss {atSeconds} -i {file} -frames:v 1 -f rawvideo -pix_fmt gray -"));

    private static int Changed(byte[] one, byte[] other, int width, Range x, Range y) =>
        Pixels(width, x, y).Count(pixel => Math.Abs(one[pixel] - other[pixel]) > 24);

    private static int Bright(byte[] frame, int width, Range x, Range y) => Pixels(width, x, y).Count(pixel => frame[pixel] > 180);

    private static IEnumerable<int> Pixels(int width, Range x, Range y) =>
        Enumerable.Range(y.Start.Value, y.End.Value - y.Start.Value).SelectMany(row => Enumerable.Range((row * width) + x.Start.Value, x.End.Value - x.Start.Value));

    /// <summary>Integrated, in LUFS, as ffmpeg's meter of EBU R128 says it.</summary>
    private static double Loudness(string file)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", $"-nostdin -hide_banner -i {file} -map 0:a -af atrim=start=4.5,ebur128 -f null -") { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return double.Parse(said[said.LastIndexOf("I:", StringComparison.Ordinal)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
