using System.Net;
using System.Net.Http.Json;
using Tongtang.Harness;

namespace Tongtang.HubServer.Tests.Playback;

public sealed class LinkTests
{
    [Fact]
    public async Task Link_WithoutASession_TellsTheLessonAndPlaysEveryViewUntilItExpires()
    {
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var hub = await RunningHub.StartAsync(time: time);
        var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        var (lesson, other) = (await StoredLesson.WithARestartAsync(hub, place.RoomId), await StoredLesson.WithARestartAsync(hub, place.RoomId));
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

    [Theory]
    [InlineData(0)]
    [InlineData(721)]
    public async Task Link_OfAnImpossibleLength_IsRefused(int hours)
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);

        Assert.Equal((400, "hours_invalid"), await (await client.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/links", new { hours })).ProblemAsync());
    }
}
