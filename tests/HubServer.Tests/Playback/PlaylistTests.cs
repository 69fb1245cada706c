using System.Net;
using Tongtang.Harness;
using Tongtang.Protocol.Tests.Media;

namespace Tongtang.HubServer.Tests.Playback;

public sealed class PlaylistTests
{
    [Fact]
    public async Task Playlists_WholeLessonWithARestart_AreCleanAndEverythingInThemIsThere()
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        var multivariant = await client.GetStringAsync($"/media/{lesson.Id}/index.m3u8");
        Assert.Contains("CODECS=\"avc1.42C00D,mp4a.40.2\",RESOLUTION=320x240,AUDIO=\"sound\"\nteacher/video.m3u8", multivariant, StringComparison.Ordinal);
        Assert.Contains("URI=\"teacher/audio.m3u8\"", multivariant, StringComparison.Ordinal);

        foreach (var address in (string[])["teacher/video.m3u8", "teacher/audio.m3u8", "mic/audio.m3u8"])
        {
            var playlist = await client.GetStringAsync($"/media/{lesson.Id}/{address}");
            PlaylistLinter.AssertClean(playlist);
            Assert.Contains("#EXT-X-ENDLIST", playlist, StringComparison.Ordinal);
            foreach (var uri in Uris(playlist))
                Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(new Uri(hub.Address, $"/media/{lesson.Id}/{address}"), uri))).StatusCode);
        }
    }

    /// <summary>Init segments and segments in the order of the playlist are one stream that decodes from end to end, holes filled.</summary>
    [Theory]
    [InlineData("teacher/video.m3u8")]
    [InlineData("teacher/audio.m3u8")]
    public async Task Playlists_WholeLessonWithARestart_DecodeWithoutAHole(string address)
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        using var folder = new TemporaryFolder();
        var playlist = await client.GetStringAsync($"/media/{lesson.Id}/{address}");
        double total = 0;
        var epochs = playlist.Split("#EXT-X-MAP:URI=\"")[1..];
        for (var i = 0; i < epochs.Length; i++)
        {
            var file = folder[$"{i}.mp4"];
            await using (var output = File.Create(file))
            {
                foreach (var uri in (string[])[epochs[i].Split('"')[0], .. Uris(epochs[i].Split('"', 2)[1])])
                    await output.WriteAsync(await client.GetByteArrayAsync(new Uri(new Uri(hub.Address, $"/media/{lesson.Id}/{address}"), uri)));
            }

            Ffmpeg.Decode(file);
            // ffprobe counts a fragmented file's duration from media time 0.
            total += Ffmpeg.DurationSeconds(file) - (i == 0 ? 0 : Ffmpeg.StartSeconds(file));
        }

        Assert.InRange(total, 16, 16.9);
    }

    [Fact]
    public async Task Playlists_RunningLesson_GrowAndHaveNoEnd()
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        var before = "";
        foreach (var seconds in (int[])[6, 8, 13, 15])
        {
            await lesson.StoreAsync("recording", TimeSpan.FromSeconds(seconds));
            var playlist = await client.GetStringAsync($"/media/{lesson.Id}/teacher/video.m3u8");
            PlaylistLinter.AssertClean(playlist);
            Assert.StartsWith(before, playlist, StringComparison.Ordinal);
            before = playlist;
        }

        Assert.Contains("#EXT-X-DISCONTINUITY\n", before, StringComparison.Ordinal);
        await lesson.StoreAsync("complete");
        PlaylistLinter.AssertClean(await client.GetStringAsync($"/media/{lesson.Id}/teacher/video.m3u8"));
    }

    private static IEnumerable<string> Uris(string playlist) => playlist.Split('\n').Where(line => line.Length > 0 && line[0] is not ('#' or '"' or ','));
}
