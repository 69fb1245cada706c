using System.IO.Compression;
using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Playback;
using Tongtang.Protocol.Tests.Media;
using Tongtang.Protocol.V1;

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
            foreach (var uri in MediaRequests.Uris(playlist))
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
                foreach (var uri in (string[])[epochs[i].Split('"')[0], .. MediaRequests.Uris(epochs[i].Split('\n', 2)[1])])
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
        foreach (var kind in (string[])["video", "audio"])
        {
            var before = "";
            for (var seconds = 5; seconds < 18; seconds++)
            {
                await lesson.StoreAsync("recording", TimeSpan.FromSeconds(seconds));
                var playlist = await client.GetStringAsync($"/media/{lesson.Id}/teacher/{kind}.m3u8");
                PlaylistLinter.AssertClean(playlist);
                Assert.StartsWith(before, playlist, StringComparison.Ordinal);
                before = playlist;
            }

            Assert.Equal(1, MediaRequests.Count(before, "#EXT-X-DISCONTINUITY"));
            Assert.Equal(0, MediaRequests.Count(before, "#EXT-X-ENDLIST"));
            await lesson.StoreAsync("complete");
            var whole = await client.GetStringAsync($"/media/{lesson.Id}/teacher/{kind}.m3u8");
            PlaylistLinter.AssertClean(whole);
            // Players match picture and sound by how many discontinuities lie before a segment.
            Assert.Equal((1, 1), (MediaRequests.Count(whole, "#EXT-X-DISCONTINUITY"), MediaRequests.Count(whole, "#EXT-X-DISCONTINUITY-SEQUENCE:0")));
        }
    }

    [Theory]
    [InlineData("index.m3u8")]
    [InlineData("teacher/video.m3u8")]
    public async Task Playlist_Unchanged_IsNotSentAgain(string address)
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        address = $"/media/{lesson.Id}/{address}";
        var plain = await client.GetAsync(address);
        Assert.True(plain.Headers.CacheControl!.NoCache);
        var zipped = await client.SendAsync(HttpMethod.Get, address, request => request.Headers.AcceptEncoding.ParseAdd("gzip, br"));
        Assert.Equal(("gzip", "Accept-Encoding"), (zipped.Content.Headers.ContentEncoding.Single(), zipped.Headers.Vary.Single()));
        await using (var unzipped = new GZipStream(await zipped.Content.ReadAsStreamAsync(), CompressionMode.Decompress))
            Assert.Equal(await plain.Content.ReadAsStringAsync(), await new StreamReader(unzipped).ReadToEndAsync());
        Assert.NotEqual(plain.Headers.ETag, zipped.Headers.ETag);

        foreach (var (answer, encoding) in new[] { (plain, "gzip;q=0"), (zipped, "gzip") })
        {
            var again = await client.SendAsync(HttpMethod.Get, address, request =>
            {
                request.Headers.AcceptEncoding.ParseAdd(encoding);
                request.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
            });
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        }

        var head = await client.SendAsync(HttpMethod.Head, address);
        Assert.Equal((HttpStatusCode.OK, plain.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task Playlist_OfALiveLessonWatchedByMany_CostsOneReadingOfWhatIsNew()
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        await lesson.StoreAsync("recording", TimeSpan.FromSeconds(6.5));
        Assert.Equal((1, 6), await WatchAsync());
        Assert.Equal((0, 0), await WatchAsync());

        await lesson.StoreAsync("recording", TimeSpan.FromSeconds(13));
        Assert.Equal((1, 4), await WatchAsync());
        lesson.Absent.Add(("mic.audio", 7));
        await lesson.StoreAsync("recording");
        Assert.Equal((1, 4), await WatchAsync());
        // It comes after those behind it: only what may have come since is read, not what is before the hole.
        lesson.Absent.Clear();
        await lesson.StoreAsync("recording");
        var (heads, rows) = await WatchAsync();
        Assert.True(heads == 1 && rows <= 2, $"{rows} rows");
        await lesson.StoreAsync("complete");
        Assert.Equal((1, 0), await WatchAsync());

        async Task<(long Heads, long Rows)> WatchAsync()
        {
            var recordings = hub.Services.GetRequiredService<PlayableRecordings>();
            var before = recordings.RowsRead;
            var addresses = Enumerable.Range(0, 60).Select(i => ((string[])["index.m3u8", "teacher/video.m3u8", "teacher/audio.m3u8"])[i % 3]);
            await Task.WhenAll(addresses.Select(async address => (await client.GetAsync($"/media/{lesson.Id}/{address}")).EnsureSuccessStatusCode()));
            return (recordings.RowsRead.Heads - before.Heads, recordings.RowsRead.Segments - before.Segments);
        }
    }

    [Fact]
    public async Task Playlists_OfVeryManyRecordings_AreNotAllKept()
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var room = (await hub.CreatePlaceAsync(client)).RoomId;
        var recordings = hub.Services.GetRequiredService<PlayableRecordings>();
        for (var i = 0; i < PlayableRecordings.Capacity + 10; i++)
        {
            var lesson = new StoredLesson(hub, room);
            await lesson.StoreAsync("recording");
            Assert.Equal((404, "media_none"), await (await client.GetAsync($"/media/{lesson.Id}/index.m3u8")).ProblemAsync());
            Assert.Equal((404, "media_unknown"), await (await client.GetAsync($"/media/{Guid.NewGuid():N}/index.m3u8")).ProblemAsync());
            Assert.InRange(recordings.Count, 1, PlayableRecordings.Capacity);
        }
    }

    [Fact]
    public async Task Playlist_OfAnInterruptedLesson_StaysOpenAndGoesOn()
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        lesson.LastHeardAt -= TimeSpan.FromDays(3);
        await lesson.StoreAsync("recording", TimeSpan.FromSeconds(6.5));
        await hub.Services.GetRequiredService<HubDatabase>().WriteAsync(c => c.ExecuteAsync("UPDATE room SET presence = 'offline', since_ms = 0"), CancellationToken.None);
        Assert.Equal("interrupted", (await client.GetJsonAsync($"/api/v1/recordings/{lesson.Id}"))["state"]!.GetValue<string>());
        var before = await client.GetStringAsync($"/media/{lesson.Id}/teacher/video.m3u8");
        PlaylistLinter.AssertClean(before);
        Assert.Contains("#EXT-X-PLAYLIST-TYPE:EVENT\n", before, StringComparison.Ordinal);
        Assert.DoesNotContain("#EXT-X-ENDLIST", before, StringComparison.Ordinal);
        await lesson.StoreAsync("recording");
        Assert.StartsWith(before, await client.GetStringAsync($"/media/{lesson.Id}/teacher/video.m3u8"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Playlist_WhatComesLate_TakesTheGapsPlace()
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        lesson.Description.Tracks.Single(track => track.Name == "teacher.video").Lost.Add(new SegmentRange { First = 1, Last = 1 });
        lesson.Description.Revision++;
        lesson.Absent.Add(("teacher.video", 1));
        await lesson.StoreAsync("complete");
        var gap = await client.GetAsync($"/media/{lesson.Id}/teacher/video.m3u8");
        var without = await gap.Content.ReadAsStringAsync();
        PlaylistLinter.AssertClean(without);
        Assert.Equal(1, MediaRequests.Count(without, "#EXT-X-GAP"));
        Assert.Equal((404, "media_unknown"), await (await client.GetAsync($"/media/{lesson.Id}/tracks/teacher.video/0/1.m4s")).ProblemAsync());

        lesson.Absent.Clear();
        await lesson.StoreAsync("complete");
        var late = await client.SendAsync(HttpMethod.Get, $"/media/{lesson.Id}/teacher/video.m3u8", request => request.Headers.IfNoneMatch.Add(gap.Headers.ETag!));
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        var with = await late.Content.ReadAsStringAsync();
        PlaylistLinter.AssertClean(with);
        Assert.Equal(0, MediaRequests.Count(with, "#EXT-X-GAP"));
        Assert.Equal(MediaRequests.Uris(without), MediaRequests.Uris(with));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/media/{lesson.Id}/tracks/teacher.video/0/1.m4s")).StatusCode);
    }

    /// <summary>The box hides (or destroys) a span when its segments are here already, and may or may not list their numbers.</summary>
    [Theory]
    [InlineData(HiddenState.Hidden, true, "complete")]
    [InlineData(HiddenState.Hidden, false, "complete")]
    [InlineData(HiddenState.Discarded, false, "complete")]
    [InlineData(HiddenState.Hidden, false, "recording")]
    public async Task Playlist_SpanHiddenAfterItsUpload_IsSeenByNobody(HiddenState state, bool listed, string recording)
    {
        await using var hub = await RunningHub.StartAsync();
        var client = await hub.HubClientAsync();
        var lesson = await StoredLesson.WithARestartAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
        string[] hidden = ["tracks/teacher.video/0/1.m4s", "tracks/mic.audio/0/1.m4s", "tracks/teacher.video/0/fill/1-2400-1000.m4s"];
        foreach (var path in hidden)
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/media/{lesson.Id}/{path}")).StatusCode);

        lesson.Description.Revision++;
        lesson.Description.HiddenSpans.Add(new HiddenSpan { FromMs = 2400, ToMs = 4400, State = state });
        foreach (var track in lesson.Description.Tracks.Where(_ => listed))
            track.Hidden.Add(new SegmentRange { First = 1, Last = 1 });
        await lesson.StoreAsync(recording);
        foreach (var path in hidden)
            Assert.Equal((404, "media_unknown"), await (await client.GetAsync($"/media/{lesson.Id}/{path}")).ProblemAsync());
        foreach (var (kind, last) in new[] { ("video", "../tracks/teacher.video/1/5.m4s"), ("audio", "../tracks/mic.audio/0/7.m4s") })
        {
            var playlist = await client.GetStringAsync($"/media/{lesson.Id}/teacher/{kind}.m3u8");
            PlaylistLinter.AssertClean(playlist);
            Assert.DoesNotContain("0/1.m4s", playlist, StringComparison.Ordinal);
            Assert.DoesNotContain("fill/1-", playlist, StringComparison.Ordinal);
            Assert.Contains(last, playlist, StringComparison.Ordinal);
            Assert.Equal(0, MediaRequests.Count(playlist, "#EXT-X-GAP"));
        }

        lesson.Description.Revision++;
        lesson.Description.HiddenSpans[0].State = HiddenState.Restored;
        foreach (var track in lesson.Description.Tracks)
            track.Hidden.Clear();
        await lesson.StoreAsync(recording);
        Assert.Contains("0/1.m4s", await client.GetStringAsync($"/media/{lesson.Id}/teacher/video.m3u8"), StringComparison.Ordinal);
    }
}
