using System.Net;
using System.Net.Http.Json;
using Tongtang.Harness;
using Tongtang.HubServer.Tests.Playback;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Lessons;

/// <summary>What there is of a running lesson, for the boxes of its rooms and for no other.</summary>
public sealed class LessonMediaTests
{
    [Fact]
    public async Task RecordedSoFar_IsForTheBoxesOfTheLessonsRooms_WhileItRuns()
    {
        await using var hub = await RunningHub.StartAsync(time: new ManualTimeProvider(), settings: TestBox.HubSettings);
        using var client = await hub.HubClientAsync();
        var places = new[] { await hub.CreatePlaceAsync(client, "一"), await hub.CreatePlaceAsync(client, "二"), await hub.CreatePlaceAsync(client, "三") };
        await using var hostBox = await TestBox.EnrolAsync(hub, places[0].RoomId);
        await using var box = await TestBox.EnrolAsync(hub, places[1].RoomId);
        await using var other = await TestBox.EnrolAsync(hub, places[2].RoomId);
        await using var stranger = new TestBox(hub.AgentsAddress, certificate: null);
        await using var host = await LessonBox.ConnectAsync(hostBox);
        await using var receiver = await LessonBox.ConnectAsync(box);
        var stored = await FollowedLesson.CreateAsync(hub, places[0].RoomId, stored: 8.5);
        var playlist = $"/lesson-media/{stored.Id}/teacher/video.m3u8";
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(box, playlist));

        var pairing = await client.PostForIdAsync("/api/v1/pairings", new { name = "一二", mode = "dedicated", hostRoomId = places[0].RoomId, receiverRoomIds = new[] { places[1].RoomId } });
        var begun = await (await client.PostAsJsonAsync("/api/v1/linked-lessons", new { pairingId = pairing, minutes = 40 })).JsonAsync();
        var lesson = begun["lesson"]!["id"]!.GetValue<string>();
        await receiver.PartAsync(part => part.LessonId == lesson);
        await host.SayAsync(new AgentMessage { Lesson = new LessonReport { LessonId = lesson, RecordingId = stored.Id } });
        await receiver.PartAsync(part => part.RecordingId == stored.Id);

        using var answer = await box.GetAsync(playlist);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("#EXT-X-MAP", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(box, $"/lesson-media/{stored.Id}/tracks/teacher.video/0/0.m4s"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(other, playlist));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(stranger, playlist));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(box, $"/lesson-media/{Guid.NewGuid():N}/teacher/video.m3u8"));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(playlist)).StatusCode);

        await host.ActAsync(new LessonAct { LessonId = lesson, End = true });
        await receiver.PartAsync(part => part.LessonId.Length == 0);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(box, playlist));
    }

    private static async Task<HttpStatusCode> StatusAsync(TestBox box, string path)
    {
        using var answer = await box.GetAsync(path);
        return answer.StatusCode;
    }
}
