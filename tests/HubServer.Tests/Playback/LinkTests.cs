using System.Net;
using System.Net.Http.Json;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.Playback;

public sealed class LinkTests
{
    [Fact]
    public async Task Link_PlaysItsRecordingOnly_ForPagesOfAnyOrigin()
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        var lesson = await StoredLesson.WithARestartAsync(hub, place.RoomId);
        var other = await StoredLesson.WithARestartAsync(hub, place.RoomId);
        var link = await LinkAsync(client, hub, lesson, 2);

        // No session, no token in a header, a page elsewhere: as a foreign player asks.
        var stranger = hub.Anonymous();
        stranger.DefaultRequestHeaders.Add("Origin", "https://player.example");
        stranger.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        foreach (var path in (string[])["index.m3u8", "teacher/index.m3u8", "teacher/video.m3u8", "tracks/teacher.video/0/init.mp4", "tracks/teacher.video/0/0.m4s", "tracks/teacher.video/0/fill/2-6400-2000.m4s"])
        {
            var answer = await stranger.GetAsync(new Uri(link, path));
            Assert.Equal((HttpStatusCode.OK, "*"), (answer.StatusCode, answer.Headers.GetValues("Access-Control-Allow-Origin").Single()));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
            Assert.False(answer.Headers.Contains("Cross-Origin-Resource-Policy"));
            Assert.Equal(await client.GetStringAsync($"/media/{lesson.Id}/{path}"), await answer.Content.ReadAsStringAsync());
        }

        var elsewhere = await stranger.GetAsync(link.AbsoluteUri.Replace(lesson.Id, other.Id, StringComparison.Ordinal));
        Assert.Equal((404, "link_unknown"), await elsewhere.ProblemAsync());
        Assert.Equal("*", elsewhere.Headers.GetValues("Access-Control-Allow-Origin").Single());
        foreach (var token in (string[])[new string('x', 43), new string('x', 4000), "..%2f"])
            Assert.Equal((404, "link_unknown"), await (await stranger.GetAsync($"/media/t/{token}/{lesson.Id}/index.m3u8")).ProblemAsync());
        // Without the link the same page gets nothing, and a link opens nothing but media.
        Assert.Equal((403, "origin_foreign"), await (await stranger.GetAsync($"/media/{lesson.Id}/index.m3u8")).ProblemAsync());
    }

    [Fact]
    public async Task Link_AtItsExpiry_IsDead()
    {
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var hub = await RunningHub.StartAsync(time: time);
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        var link = await LinkAsync(client, hub, lesson, 2);
        var segment = new Uri(link, "tracks/teacher.video/0/0.m4s");
        var stranger = hub.Anonymous();
        time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(10));
        var kept = (await stranger.GetAsync(segment)).Headers.CacheControl!;
        Assert.True(kept is { Public: true, Private: false } && kept.MaxAge <= TimeSpan.FromSeconds(10) && kept.MaxAge >= TimeSpan.FromSeconds(9), $"{kept}");

        // Whether it was asked a moment before or not.
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(segment)).StatusCode);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((404, "link_unknown"), await (await stranger.GetAsync(segment)).ProblemAsync());
        Assert.Equal((404, "link_unknown"), await (await stranger.GetAsync(link)).ProblemAsync());
    }

    [Fact]
    public async Task Link_OfADeletedRecording_IsDeadAtOnce()
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        var link = await LinkAsync(client, hub, lesson, 2);
        var stranger = hub.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(link)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/v1/recordings/{lesson.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(link)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/v1/recycle-bin/{lesson.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(link)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/media/{lesson.Id}/index.m3u8")).StatusCode);
    }

    [Fact]
    public async Task Link_MadeByWhomItIsNotFor_IsRefused()
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        foreach (var hours in (int[])[0, -1, 721])
            Assert.Equal((400, "hours_invalid"), await (await client.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/links", new { hours })).ProblemAsync());
        var foreign = await hub.ClientAsync(new Scope(ScopeKind.School, (await hub.CreatePlaceAsync(client, "二")).SchoolId));
        Assert.Equal((404, "recording_unknown"), await (await foreign.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/links", new { hours = 1 })).ProblemAsync());
    }

    [Fact]
    public async Task Link_WithoutASession_TellsTheLessonAndPlaysEveryViewUntilItExpires()
    {
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var hub = await RunningHub.StartAsync(time: time);
        var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        var (lesson, other) = (await StoredLesson.WithARestartAsync(hub, place.RoomId), await StoredLesson.WithARestartAsync(hub, place.RoomId));
        await PublishAsync(client, lesson);
        var link = await (await client.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/links", new { hours = 2 })).JsonAsync();
        var media = link["url"]!.GetValue<string>()[..^"/index.m3u8".Length];

        using var anybody = hub.Anonymous();
        var told = await anybody.GetJsonAsync($"{media}/lesson");
        Assert.Equal(("complete", "室一"), (told["state"]!.GetValue<string>(), told["roomName"]!.GetValue<string>()));
        var views = told["views"]!.AsArray().Select(view => view!["name"]!.GetValue<string>()).ToList();
        Assert.Contains("teacher", views);
        Assert.Contains("mic", views);
        foreach (var view in views)
            Assert.Equal(HttpStatusCode.OK, (await anybody.GetAsync($"{media}/{view}/index.m3u8")).StatusCode);

        var foreign = media.Replace(lesson.Id, other.Id, StringComparison.Ordinal);
        Assert.Equal((404, "link_unknown"), await (await anybody.GetAsync($"{foreign}/lesson")).ProblemAsync());
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal((404, "link_unknown"), await (await anybody.GetAsync($"{media}/lesson")).ProblemAsync());
    }

    private static async Task<Uri> LinkAsync(HttpClient client, RunningHub hub, StoredLesson lesson, int hours)
    {
        await PublishAsync(client, lesson);
        return new Uri(hub.Address, (await (await client.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/links", new { hours })).JsonAsync())["url"]!.GetValue<string>());
    }

    private static async Task PublishAsync(HttpClient client, StoredLesson lesson) =>
        await (await client.PutAsJsonAsync($"/api/v1/recordings/{lesson.Id}/visibility", new { visibility = "public" })).JsonAsync();
}
