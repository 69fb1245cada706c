using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Live;
using Tongtang.HubServer.Tests.Live;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.Tests.Media;

namespace Tongtang.HubServer.Tests.Playback;

/// <summary>A running lesson followed part by part, over real HTTP, with a box that sends what it records.</summary>
public sealed class LowLatencyTests : IAsyncLifetime
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    private readonly ManualTimeProvider _time = new();
    private RunningHub _hub = null!;
    private HttpClient _client = null!;
    private TestBox _box = null!;
    private TestLink _link = null!;
    private LiveBox _live = null!;
    private FollowedLesson _lesson = null!;
    private Place _place = null!;

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync(time: _time, settings: [.. TestBox.HubSettings, KeyValuePair.Create<string, string?>("Live:MaxWaiting", "1000")]);
        _client = await _hub.HubClientAsync();
        _place = await _hub.CreatePlaceAsync(_client);
        _box = await TestBox.EnrolAsync(_hub, _place.RoomId);
        _link = await _box.ConnectAsync();
        (_live, _) = await LiveBox.OfferAsync(_box, "teacher");
        _lesson = await FollowedLesson.CreateAsync(_hub, _place.RoomId, stored: 8.5);
    }

    public async Task DisposeAsync()
    {
        await _live.DisposeAsync();
        await _link.DisposeAsync();
        await _box.DisposeAsync();
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Parts_AreWishedForOnceSomebodyWaits_AndNoLongerTenSecondsAfterTheLastOne()
    {
        var plain = await _client.GetStringAsync(_lesson.Video);
        PlaylistLinter.AssertClean(plain);
        Assert.Contains("CAN-BLOCK-RELOAD=YES", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("EXT-X-PART", plain, StringComparison.Ordinal);
        Assert.Equal("", _hub.Services.GetRequiredService<LiveBoard>().Watched.SingleOrDefault() ?? "");

        await _client.GetStringAsync($"{_lesson.Video}?_HLS_msn=0");
        Assert.Equal("teacher", await _live.WishAsync());
        var wish = _live.WishAsync();
        for (var second = 0; second < 30 && !wish.IsCompleted; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(wish, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }
        Assert.Equal("", await wish);
    }

    [Fact]
    public async Task Playlist_WaitsForItsPart_AndBothPlaylistsKeepTheRules()
    {
        await StartAsync();
        await _lesson.GiveAsync(_live, 4, ..3);
        await PositionAsync(_lesson.Video, "parts/4-2.m4s");
        var waiting = _client.GetAsync($"{_lesson.Video}?_HLS_msn=4&_HLS_part=3");
        var hinted = _client.GetAsync($"/media/{_lesson.Id}/tracks/teacher.video/0/parts/4-3.m4s");
        await Eventually.TrueAsync(() => Parts.Waiting == 2, s_soon, () => $"two wait, {Parts.Waiting} do");
        Assert.False(waiting.IsCompleted || hinted.IsCompleted);
        await _lesson.GiveAsync(_live, 4, 3..4);
        var answer = await waiting.WaitAsync(s_soon);
        var text = await answer.Content.ReadAsStringAsync();
        PlaylistLinter.AssertClean(text);
        Assert.Contains("parts/4-3.m4s", text, StringComparison.Ordinal);
        Assert.Contains("#EXT-X-RENDITION-REPORT:URI=\"audio.m3u8\",LAST-MSN=4,LAST-PART=", text, StringComparison.Ordinal);
        Assert.Equal((true, TimeSpan.FromSeconds(12)), (answer.Headers.CacheControl!.Private, answer.Headers.CacheControl.MaxAge));
        Assert.Equal(_lesson.Parts("teacher.video", 4)[3].Body.ToArray(), await (await hinted).Content.ReadAsByteArrayAsync());
        PlaylistLinter.AssertClean(await _client.GetStringAsync(_lesson.Audio));
    }

    /// <summary>Parts, the segment out of memory and the segment as it is stored are the same bytes at the same address, and listed alike.</summary>
    [Fact]
    public async Task Upload_TakesThePlaceOfTheParts()
    {
        await StartAsync();
        await _lesson.GiveAsync(_live, 4);
        await _lesson.GiveAsync(_live, 5, ..2);
        await PositionAsync(_lesson.Video, "parts/5-1.m4s");
        var before = await _client.GetStringAsync(_lesson.Video);
        var parts = new List<byte>();
        for (var part = 0; part < _lesson.Parts("teacher.video", 4).Count; part++) parts.AddRange(await _client.GetByteArrayAsync($"/media/{_lesson.Id}/tracks/teacher.video/0/parts/4-{part}.m4s"));
        var address = $"/media/{_lesson.Id}/tracks/teacher.video/0/4.m4s";
        Assert.Equal(_lesson.Bytes("teacher.video", 4), parts);
        Assert.Equal(parts, await _client.GetByteArrayAsync(address));

        await _lesson.Lesson.StoreAsync("recording", TimeSpan.FromSeconds(10.5));
        Assert.Equal(parts, await _client.GetByteArrayAsync(address));
        Assert.Equal(before, await _client.GetStringAsync(_lesson.Video));
        await _lesson.Lesson.StoreAsync("complete");
        var whole = await _client.GetStringAsync(_lesson.Video);
        Assert.DoesNotContain("EXT-X-PART", whole, StringComparison.Ordinal);
        Assert.EndsWith("#EXT-X-ENDLIST\n", whole, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delta_OfALongerLesson_IsWhatIsNew()
    {
        await _lesson.Lesson.StoreAsync("recording", TimeSpan.FromSeconds(18.5));
        await StartAsync();
        var (full, delta) = (await _client.GetStringAsync($"{_lesson.Video}?_HLS_msn=0"), await _client.GetStringAsync($"{_lesson.Video}?_HLS_msn=0&_HLS_skip=YES"));
        PlaylistLinter.AssertClean(delta);
        Assert.Contains("#EXT-X-SKIP:", delta, StringComparison.Ordinal);
        Assert.Equal(LowLatencyLinter.Segments(full), LowLatencyLinter.Merge(full, delta));
    }

    [Theory]
    [InlineData("?_HLS_part=1", "reload_invalid")]
    [InlineData("?_HLS_msn=-1", "reload_invalid")]
    [InlineData("?_HLS_msn=04", "reload_invalid")]
    [InlineData("?_HLS_msn=1&_HLS_msn=2", "reload_invalid")]
    [InlineData("?_HLS_msn=99999999999999999999", "reload_invalid")]
    [InlineData("?_HLS_msn=3&_HLS_part=201", "reload_invalid")]
    [InlineData("?_HLS_msn=6", "reload_too_far")]
    [InlineData("?_HLS_msn=2147483647&_HLS_part=0", "reload_too_far")]
    public async Task Reload_OfWhatMakesNoSense_IsRefusedAtOnce(string query, string code)
    {
        var answer = await _client.GetAsync(_lesson.Video + query);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Equal((400, code), await answer.ProblemAsync());
    }

    [Fact]
    public async Task Reload_ThatNothingAnswers_Is503AfterThreeTargets()
    {
        var waiting = _client.GetAsync($"{_lesson.Video}?_HLS_msn=5");
        var part = StartAsync();
        await Eventually.TrueAsync(() => Parts.Waiting == 1, s_soon, () => "it waits");
        await part;
        for (var second = 0; second < 6; second++)
        {
            Assert.False(waiting.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        for (var more = 0; more < 3 && !waiting.IsCompleted; more++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
        Assert.Equal((503, "reload_late"), await (await waiting.WaitAsync(s_soon)).ProblemAsync());
    }

    /// <summary>One part's arrival releases all who wait; who has gone is no longer counted.</summary>
    [Fact]
    public async Task FiveHundred_WaitForAPart_AndAreReleasedTogether()
    {
        await StartAsync();
        await _lesson.GiveAsync(_live, 4, ..1);
        await PositionAsync(_lesson.Video, "parts/4-0.m4s");
        using var gone = new CancellationTokenSource();
        var leaving = _client.GetAsync($"{_lesson.Video}?_HLS_msn=4&_HLS_part=2", gone.Token);
        var waiting = Enumerable.Range(0, 500).Select(_ => _client.GetStringAsync($"{_lesson.Video}?_HLS_msn=4&_HLS_part=1&_HLS_skip=YES")).ToList();
        await Eventually.TrueAsync(() => Parts.Waiting == 501, s_soon, () => $"{Parts.Waiting} wait");
        await _live.GiveAsync(_lesson.Parts("teacher.video", 4)[1]);
        var answers = await Task.WhenAll(waiting).WaitAsync(s_soon);
        Assert.Single(answers.Distinct());
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        await _lesson.GiveAsync(_live, 4, 2..3);
        await Eventually.TrueAsync(() => Parts.Waiting == 0, s_soon, () => $"{Parts.Waiting} wait");
    }

    [Fact]
    public async Task Waiting_BeyondTheLimit_IsAskedToComeBack()
    {
        await StartAsync();
        var waiting = Enumerable.Range(0, 1000).Select(_ => _client.GetAsync($"{_lesson.Audio}?_HLS_msn=4&_HLS_part=0")).ToList();
        await Eventually.TrueAsync(() => Parts.Waiting == 1000, s_soon, () => $"{Parts.Waiting} wait");
        var refused = await _client.GetAsync($"{_lesson.Audio}?_HLS_msn=4&_HLS_part=0");
        Assert.Equal("6", refused.Headers.RetryAfter!.ToString());
        Assert.Equal((503, "live_full"), await refused.ProblemAsync());
        await _lesson.GiveAsync(_live, 4, ..1);
        Assert.All(await Task.WhenAll(waiting).WaitAsync(s_soon), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    /// <summary>A part that a thin line left out is a gap; what follows is listed once the whole segment is stored.</summary>
    [Fact]
    public async Task PartLeftOut_IsAGap_AndTheSegmentComesByUpload()
    {
        await StartAsync();
        var parts = _lesson.Parts("teacher.video", 4);
        await _lesson.GiveAsync(_live, 4, ..2);
        foreach (var audio in _lesson.Parts("teacher.audio", 4).Skip(2)) await _live.GiveAsync(audio);
        foreach (var part in parts.Skip(3)) await _live.GiveAsync(part);
        await _lesson.GiveAsync(_live, 5, ..2);
        var text = await PositionAsync(_lesson.Video, $"parts/4-{parts.Count - 1}.m4s");
        PlaylistLinter.AssertClean(text);
        Assert.Contains("parts/4-2.m4s\",GAP=YES", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync($"/media/{_lesson.Id}/tracks/teacher.video/0/parts/4-2.m4s")).StatusCode);
        Assert.DoesNotContain("0/4.m4s", text, StringComparison.Ordinal);
        await _lesson.Lesson.StoreAsync("recording", TimeSpan.FromSeconds(10.5));
        text = await PositionAsync(_lesson.Video, "parts/5-1.m4s");
        PlaylistLinter.AssertClean(text);
        Assert.Contains("0/4.m4s", text, StringComparison.Ordinal);
    }

    /// <summary>A box can add to the recordings of its own room only; and what is no media stays out of the playlist.</summary>
    [Fact]
    public async Task Parts_OfAnotherRoomOrOfRubbish_AreNotListed()
    {
        var other = await _hub.CreatePlaceAsync(_client, "二");
        await using var stranger = await TestBox.EnrolAsync(_hub, other.RoomId);
        await using var link = await stranger.ConnectAsync();
        var (theirs, _) = await LiveBox.OfferAsync(stranger, "teacher");
        await using var pushing = theirs;
        await StartAsync();
        await _lesson.GiveAsync(theirs, 4);
        await _live.GiveAsync(LivePacket.OfPart(LiveTrack.Picture, LivePartFlags.Independent, 0, 4, 0, _lesson.Id, new byte[100]));
        await _lesson.GiveAsync(_live, 4, 1..4);
        await Eventually.TrueAsync(() => Parts.Find(_lesson.Id, _place.RoomId)!.Version >= 4, s_soon, () => "what was sent is here");
        var text = await _client.GetStringAsync(_lesson.Video);
        PlaylistLinter.AssertClean(text);
        Assert.DoesNotContain("EXT-X-PART:", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4-0")]
    [InlineData("9-0")]
    [InlineData("-1-0")]
    [InlineData("4-x")]
    public async Task Part_ThatIsNotComingNext_IsUnknownAtOnce(string name)
    {
        await StartAsync();
        Assert.Equal(404, (int)(await _client.GetAsync($"/media/{_lesson.Id}/tracks/teacher.video/0/parts/{name}.m4s")).StatusCode);
    }

    [Fact]
    public async Task SchoolThatShowsNoPictures_IsPlayedFromWhatIsStored()
    {
        var school = (await _client.GetJsonAsync($"/api/v1/rooms/{_place.RoomId}"))["schoolId"]!.GetValue<string>();
        var answer = await _client.PutAsync($"/api/v1/schools/{school}/remote-limits", System.Net.Http.Json.JsonContent.Create(new { forbidden = (string[])["camera_picture"] }));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var text = await _client.GetStringAsync($"{_lesson.Video}?_HLS_msn=5");
        Assert.DoesNotContain("SERVER-CONTROL", text, StringComparison.Ordinal);
    }

    private LiveParts Parts => _hub.Services.GetRequiredService<LiveParts>();

    /// <summary>As the first player does that waits.</summary>
    private Task<string> StartAsync() => _client.GetStringAsync($"{_lesson.Video}?_HLS_msn=0");

    /// <summary>Once the playlist has this.</summary>
    private async Task<string> PositionAsync(string address, string part)
    {
        var text = "";
        await Eventually.TrueAsync(async () => (text = await _client.GetStringAsync(address)).Contains(part, StringComparison.Ordinal), s_soon, () => text);
        return text;
    }
}
