using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.Playback;

/// <summary>Segments, init segments and fills: ranges, caching, damage, and addresses that lead nowhere.</summary>
public sealed class MediaTests
{
    private const string Segment = "tracks/teacher.video/0/0.m4s";

    [Theory]
    [InlineData(Segment)]
    [InlineData("tracks/teacher.video/0/init.mp4")]
    [InlineData("tracks/teacher.video/0/fill/2-6400-2000.m4s")]
    public async Task Media_RangesConditionsAndHead_AreHonoured(string address)
    {
        await using var hub = await RunningHub.StartAsync();
        var (client, lesson) = await LessonAsync(hub);
        address = $"/media/{lesson.Id}/{address}";
        var whole = await client.GetAsync(address);
        var bytes = await whole.Content.ReadAsByteArrayAsync();
        Assert.True(whole.Headers.CacheControl is { Private: true, Public: false, MaxAge.TotalDays: 365 } && whole.Headers.CacheControl.ToString().Contains("immutable", StringComparison.Ordinal));
        Assert.Equal("bytes", whole.Headers.AcceptRanges.Single());

        var part = await client.SendAsync(HttpMethod.Get, address, request => request.Headers.Range = new RangeHeaderValue(100, 199));
        Assert.Equal((HttpStatusCode.PartialContent, $"bytes 100-199/{bytes.Length}"), (part.StatusCode, part.Content.Headers.ContentRange!.ToString()));
        Assert.Equal(bytes[100..200], await part.Content.ReadAsByteArrayAsync());
        var tail = await client.SendAsync(HttpMethod.Get, address, request => request.Headers.Range = new RangeHeaderValue(null, 50));
        Assert.Equal(bytes[^50..], await tail.Content.ReadAsByteArrayAsync());
        var open = await client.SendAsync(HttpMethod.Get, address, request => request.Headers.Range = new RangeHeaderValue(bytes.Length - 7, null));
        Assert.Equal(bytes[^7..], await open.Content.ReadAsByteArrayAsync());

        var several = await client.SendAsync(HttpMethod.Get, address, request => request.Headers.TryAddWithoutValidation("Range", "bytes=0-9,20-29"));
        Assert.Equal((HttpStatusCode.OK, bytes.LongLength), (several.StatusCode, several.Content.Headers.ContentLength));
        var outside = await client.SendAsync(HttpMethod.Get, address, request => request.Headers.Range = new RangeHeaderValue(10_000_000, null));
        Assert.Equal((416, "range_not_satisfiable"), await outside.ProblemAsync());
        Assert.Equal($"bytes */{bytes.Length}", outside.Content.Headers.ContentRange!.ToString());
        Assert.True(outside.Headers.CacheControl!.NoStore);

        var head = await client.SendAsync(HttpMethod.Head, address);
        Assert.Equal((HttpStatusCode.OK, bytes.LongLength, whole.Headers.ETag), (head.StatusCode, head.Content.Headers.ContentLength, head.Headers.ETag));
        var known = await client.SendAsync(HttpMethod.Get, address, request => request.Headers.IfNoneMatch.Add(whole.Headers.ETag!));
        Assert.Equal((HttpStatusCode.NotModified, 0), (known.StatusCode, (await known.Content.ReadAsByteArrayAsync()).Length));
        var other = await client.SendAsync(HttpMethod.Get, address, request =>
        {
            request.Headers.Range = new RangeHeaderValue(0, 9);
            request.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue("\"other\""));
        });
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Media_OfAnotherSchoolOrAStranger_DoesNotExist()
    {
        await using var hub = await RunningHub.StartAsync();
        var (client, lesson) = await LessonAsync(hub);
        var elsewhere = await hub.CreatePlaceAsync(client, "二");
        var foreign = await hub.ClientAsync(new Scope(ScopeKind.School, elsewhere.SchoolId));
        foreach (var path in (string[])["index.m3u8", "teacher/index.m3u8", "teacher/video.m3u8", "teacher/audio.m3u8", Segment, "tracks/teacher.video/0/init.mp4", "tracks/teacher.video/0/fill/0-0-1000.m4s"])
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/media/{lesson.Id}/{path}")).StatusCode);
            var refused = await foreign.GetAsync($"/media/{lesson.Id}/{path}");
            Assert.Equal((404, "media_unknown"), await refused.ProblemAsync());
            Assert.True(refused.Headers.CacheControl!.NoStore);
            Assert.Equal((401, "session_required"), await (await hub.Anonymous().GetAsync($"/media/{lesson.Id}/{path}")).ProblemAsync());
        }
    }

    [Theory]
    [InlineData("nothing/index.m3u8", "view_unknown")]
    [InlineData("mic/video.m3u8", "media_none")]
    [InlineData("tracks/teacher.video/0/99.m4s", "media_unknown")]
    [InlineData("tracks/teacher.video/1/0.m4s", "media_unknown")]
    [InlineData("tracks/teacher.video/0/00.m4s", "media_unknown")]
    [InlineData("tracks/teacher.video/0/+1.m4s", "media_unknown")]
    [InlineData("tracks/teacher.video/0/-1.m4s", "media_unknown")]
    [InlineData("tracks/teacher.video/0/99999999999.m4s", "media_unknown")]
    [InlineData("tracks/teacher.video/7/init.mp4", "media_unknown")]
    [InlineData("tracks/teacher.video/0/fill/2-0-9000.m4s", "media_unknown")]
    [InlineData("tracks/teacher.video/0/fill/2-0-0.m4s", "media_unknown")]
    [InlineData("tracks/teacher.video/0/fill/99-0-1000.m4s", "media_unknown")]
    [InlineData("tracks/nobody.video/0/0.m4s", "media_unknown")]
    public async Task Media_StrangeAddress_IsRefusedWithACode(string path, string code)
    {
        await using var hub = await RunningHub.StartAsync();
        var (client, lesson) = await LessonAsync(hub);
        Assert.Equal((404, code), await (await client.GetAsync($"/media/{lesson.Id}/{path}")).ProblemAsync());
    }

    [Fact]
    public async Task Media_AddressesThatClimb_LeadNowhere()
    {
        await using var hub = await RunningHub.StartAsync();
        var (client, lesson) = await LessonAsync(hub);
        string[] climbs = ["..", "%2e%2e", "..%2f..", "..%5c..", "%2e%2e%2f%2e%2e%2f%2e%2e%2fhub.db", "....//", "teacher.video%00", "/etc/passwd", "..%c0%af.."];
        string[] places =
        [
            "/media/{0}/index.m3u8", "/media/{1}/{0}/index.m3u8", "/media/{1}/{0}/video.m3u8", "/media/{1}/tracks/{0}/0/0.m4s", "/media/{1}/tracks/{0}/0/init.mp4",
            "/media/{1}/tracks/teacher.video/{0}/init.mp4", "/media/{1}/tracks/teacher.video/0/{0}.m4s", "/media/{1}/tracks/teacher.video/0/{0}/0.m4s",
            "/media/{1}/tracks/teacher.video/0/fill/{0}-0-1000.m4s", "/media/downloads/{0}/x.mp4", "/media/downloads/{0}.mp4", "/media/t/{0}/00000000000000000000000000000000/index.m3u8", "/media/{1}/{0}", "/media/{0}",
        ];
        foreach (var method in (string[])["GET", "HEAD"])
        {
            foreach (var path in places.SelectMany(place => climbs.Select(climb => string.Format(place, climb, lesson.Id))))
            {
                var (status, head, body) = await MediaRequests.RawAsync(hub, client, method, path);
                // A path that climbs to the very top is the console's own page, where the pages are built.
                if (status == HttpStatusCode.OK && head.Contains("text/html", StringComparison.Ordinal)) continue;
                Assert.True(status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{method} {path}: {status}");
                Assert.True(method == "HEAD" ? body.Length == 0 : !body.Contains("SQLite format", StringComparison.Ordinal) && !body.Contains("root:", StringComparison.Ordinal), path);
                Assert.True(status == HttpStatusCode.BadRequest || method == "HEAD" || head.Contains("application/problem+json", StringComparison.Ordinal), $"{path}: {head}");
            }
        }
    }

    [Fact]
    public async Task Fill_NextToADamagedSegment_IsMadeOfAnotherAndTheRestPlays()
    {
        await using var hub = await RunningHub.StartAsync();
        var (client, lesson) = await LessonAsync(hub);
        var fills = MediaRequests.Uris(await client.GetStringAsync($"/media/{lesson.Id}/teacher/video.m3u8")).Where(uri => uri.Contains("/fill/", StringComparison.Ordinal)).ToList();
        Assert.Contains("../tracks/teacher.video/0/fill/2-6400-2000.m4s", fills);
        await File.WriteAllBytesAsync(lesson.Path("teacher.video", 0, 2), Encoding.ASCII.GetBytes(new string('x', 5000)));

        var answer = await client.GetAsync($"/media/{lesson.Id}/teacher/{fills[1]}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Contains(hub.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains($"Segment 0/2 of track teacher.video of recording {lesson.Id}", StringComparison.Ordinal));

        foreach (var number in (int[])[0, 1])
            File.Delete(lesson.Path("teacher.video", 0, number));
        Assert.Equal((500, "media_damaged"), await (await client.GetAsync($"/media/{lesson.Id}/teacher/{fills[1]}")).ProblemAsync());
        Assert.Equal((404, "media_unknown"), await (await client.GetAsync($"/media/{lesson.Id}/{Segment}")).ProblemAsync());
        foreach (var uri in MediaRequests.Uris(await client.GetStringAsync($"/media/{lesson.Id}/teacher/audio.m3u8")))
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(new Uri(hub.Address, $"/media/{lesson.Id}/teacher/"), uri))).StatusCode);
    }

    [Fact]
    public async Task Init_DamagedOnDisk_IsServedAsItWasDeclared()
    {
        await using var hub = await RunningHub.StartAsync();
        var (client, lesson) = await LessonAsync(hub);
        var init = Path.Combine(Path.GetDirectoryName(lesson.Path("teacher.video", 0, 0))!, "0-init.mp4");
        var before = await File.ReadAllBytesAsync(init);
        await File.WriteAllBytesAsync(init, [1, 2, 3]);
        Assert.Equal(before, await client.GetByteArrayAsync($"/media/{lesson.Id}/tracks/teacher.video/0/init.mp4"));
    }

    private static async Task<(HttpClient Client, StoredLesson Lesson)> LessonAsync(RunningHub hub)
    {
        var client = await hub.HubClientAsync();
        return (client, await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId));
    }
}
