using System.Net.Http.Json;
using Google.Protobuf;
using Tongtang.Harness;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Recordings;

public sealed class RecordingIntakeTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(SampleLesson.StartedAtMs));
    private readonly SampleLesson _lesson = new();
    private IntakeFixture _hub = null!;

    public async Task InitializeAsync() => _hub = await IntakeFixture.StartAsync(_time);

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Open_NewRecording_IsListed()
    {
        var holdings = await _hub.Box.OpenAsync(_lesson.Describe());
        Assert.Equal(1u, holdings.Revision);
        Assert.Equal([SampleLesson.Video, SampleLesson.Audio], holdings.Tracks.Select(track => track.Track));
        var list = await _hub.Client.GetJsonAsync("/api/v1/recordings");
        var item = list["items"]!.AsArray().Single()!;
        Assert.Equal((_lesson.Id, "recording", "分数的意义", "室一", "校一"), (
            item["id"]!.GetValue<string>(), item["state"]!.GetValue<string>(), item["title"]!.GetValue<string>(), item["roomName"]!.GetValue<string>(), item["schoolName"]!.GetValue<string>()));
        Assert.Equal(SampleLesson.VideoInit.ToByteArray(), await File.ReadAllBytesAsync(_hub.Folder[$"media/{_lesson.Id[..2]}/{_lesson.Id}/{SampleLesson.Video}/0-init.mp4"]));
    }

    [Fact]
    public async Task Open_OlderRevision_ChangesNothing()
    {
        await _hub.Box.OpenAsync(_lesson.Describe(5, "five"));
        var holdings = await _hub.Box.OpenAsync(_lesson.Describe(4, "four"));
        Assert.Equal(5u, holdings.Revision);
        Assert.Equal("five", (await _hub.GetAsync(_lesson))["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task Open_AfterHubRestarted_TellsWhatIsHere()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        foreach (var number in new uint[] { 0, 1, 2, 5, 9 }) await _lesson.SendAsync(_hub.Box, number);
        await _lesson.SendAsync(_hub.Box, 3, SampleLesson.Audio);
        // Others push it out of memory; then it is read from the tables, as after a restart.
        var ledger = (HubServer.Recordings.RecordingLedger)_hub.Hub.Services.GetService(typeof(HubServer.Recordings.RecordingLedger))!;
        await Assert.ThrowsAsync<TimeoutException>(() => ledger.WithAsync<bool>(_lesson.Id, _ => throw new TimeoutException(), CancellationToken.None));

        var holdings = await _hub.Box.OpenAsync(_lesson.Describe());
        Assert.Equal("0-2 5-5 9-9", Spans(holdings, SampleLesson.Video));
        Assert.Equal("3-3", Spans(holdings, SampleLesson.Audio));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../../etc/passwd")]
    [InlineData("01995C8A000000000000000000000000")]
    [InlineData("01995c8a00000000000000000000000")]
    public async Task Open_BadId_IsInvalid(string id)
    {
        var description = _lesson.Describe();
        description.RecordingId = id;
        await InvalidAsync(description);
    }

    [Fact]
    public async Task Open_AnythingImpossible_IsInvalidAndLeavesNothing()
    {
        Action<RecordingDescription>[] faults =
        [
            d => d.Revision = 0,
            d => d.Revision = ulong.MaxValue,
            d => d.Title = new string('长', 201),
            d => d.Title = string.Concat(Enumerable.Repeat("\"'<b>/\\..👩", 1000)),
            d => d.Title = "a\0b",
            d => d.Teacher = new string('x', 10_000),
            d => d.StartedAtMs = -1,
            d => d.StartedAtMs = long.MaxValue,
            d => d.ClockOffsetMs = long.MinValue,
            d => d.Tracks[0].Name = "../x.video",
            d => d.Tracks[0].Name = "Teacher.video",
            d => d.Tracks[0].Name = "tracks.video",
            d => d.Tracks[0].Name = "teacher.mp4",
            d => d.Tracks[0].Kind = TrackKind.Audio,
            d => d.Tracks[0].Kind = TrackKind.Unspecified,
            d => d.Tracks[0].Codec = "<script>",
            d => d.Tracks[0].Width = uint.MaxValue,
            d => d.Tracks.Add(d.Tracks[0].Clone()),
            d => d.Tracks[0].Epochs[0].InitSegment = ByteString.Empty,
            d => d.Tracks[0].Epochs[0].InitSegment = ByteString.CopyFrom(new byte[100]),
            d => d.Tracks[0].Epochs[0].InitSegment = ByteString.CopyFrom(new byte[70_000]),
            d => d.Tracks[0].Epochs[0].InitSegment = ByteString.CopyFrom(SampleLesson.VideoInit.Span[..^1]),
            d => d.Tracks[0].Epochs[0].InitSegment = SampleLesson.AudioInit,
            d => d.Tracks[0].Epochs.Add(d.Tracks[0].Epochs[0].Clone()),
            d => d.Tracks[0].Epochs[0].FirstSegment = uint.MaxValue,
            d => d.Tracks[0].Hidden.Add(new SegmentRange { First = 5, Last = 4 }),
            d => d.Tracks[0].Lost.Add(new SegmentRange { First = 0, Last = uint.MaxValue }),
            d => d.Views[0].Name = "a/b",
            d => d.Views[0].Name = "tracks",
            d => d.Views[0].VideoTrack = "board.video",
            d => d.Views[0].VideoTrack = SampleLesson.Audio,
            d => d.Views.Add(d.Views[0].Clone()),
            d => d.Marks.Add(new Mark { AtMs = -1 }),
            d => d.Marks.Add(new Mark { Label = new string('x', 201) }),
            d => d.HiddenSpans.Add(new HiddenSpan { FromMs = 10, ToMs = 5 }),
            d => d.HiddenSpans.Add(new HiddenSpan { FromMs = long.MaxValue }),
        ];
        foreach (var fault in faults)
        {
            var description = _lesson.Describe();
            fault(description);
            await InvalidAsync(description);
        }
        Assert.Equal(0, await _hub.CountAsync("recording"));
        await _hub.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Open_EpochChangedLater_IsInvalid()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        var changed = _lesson.Describe(2);
        changed.Tracks[0].Epochs[0].FirstSegment = 3;
        await InvalidAsync(changed);
    }

    [Theory]
    [InlineData("\"; DROP TABLE recording; --")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("../../etc/passwd")]
    [InlineData("👩🏽‍🏫 课 \u202E אב\n\t")]
    [InlineData("")]
    public async Task Open_AnyTitle_IsKeptVerbatim(string title)
    {
        await _hub.Box.OpenAsync(_lesson.Describe(title: title));
        Assert.Equal(title, (await _hub.GetAsync(_lesson))["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task Open_TwoHundredCharactersBeyondTheBasicPlane_Fit()
    {
        await _hub.Box.OpenAsync(_lesson.Describe(title: string.Concat(Enumerable.Repeat("𠀀", 200))));
        await InvalidAsync(_lesson.Describe(2, string.Concat(Enumerable.Repeat("𠀀", 201))));
    }

    [Fact]
    public async Task Open_OffsetLearnedLater_MovesWhatIsStored()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        await _lesson.SendAsync(_hub.Box, 0);
        var learned = _lesson.Describe(2);
        learned.ClockOffsetMs = 3_600_000;
        await _hub.Box.OpenAsync(learned);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(SampleLesson.StartedAtMs + 3_600_000), (await _hub.GetAsync(_lesson))["startedAt"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task Close_NothingMissing_IsComplete()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        for (var i = 0u; i < 3; i++)
        {
            await _lesson.SendAsync(_hub.Box, i);
            await _lesson.SendAsync(_hub.Box, i, SampleLesson.Audio);
        }
        Assert.True((await _hub.Box.CloseAsync(_lesson.Close(3, 3))).Complete);
        Assert.True((await _hub.Box.CloseAsync(_lesson.Close(3, 3))).Complete);
        var detail = await _hub.GetAsync(_lesson);
        Assert.Equal(("complete", 6.0), (detail["state"]!.GetValue<string>(), detail["durationSeconds"]!.GetValue<double>()));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(SampleLesson.StartedAtMs + 6000), detail["endedAt"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task Close_BeforeTheSegments_TellsAndFills()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        await _lesson.SendAsync(_hub.Box, 1);
        var reply = await _hub.Box.CloseAsync(_lesson.Close(4, 0));
        Assert.False(reply.Complete);
        Assert.Equal("0-0 2-3", string.Join(' ', reply.Missing.Single().Numbers.Select(range => $"{range.First}-{range.Last}")));
        var detail = await _hub.GetAsync(_lesson);
        Assert.Equal(("uploading", 1, 4), (detail["state"]!.GetValue<string>(), detail["progress"]!["stored"]!.GetValue<int>(), detail["progress"]!["expected"]!.GetValue<int>()));
        Assert.Equal(3, detail["tracks"]![0]!["missing"]!.GetValue<int>());
        foreach (var number in new uint[] { 0, 2, 3 }) await _lesson.SendAsync(_hub.Box, number);
        Assert.Equal("complete", (await _hub.GetAsync(_lesson))["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Close_RestLost_IsComplete()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        await _lesson.SendAsync(_hub.Box, 0);
        await _hub.Box.CloseAsync(_lesson.Close(3, 0));
        var lost = _lesson.Describe(2);
        lost.Tracks[0].Lost.Add(new SegmentRange { First = 1, Last = 2 });
        await _hub.Box.OpenAsync(lost);
        Assert.Equal("complete", (await _hub.GetAsync(_lesson))["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Close_NothingUsable_IsFailed()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        await _hub.Box.CloseAsync(_lesson.Close(0, 0));
        Assert.Equal("failed", (await _hub.GetAsync(_lesson))["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Close_WrongThings_AreRefused()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        await _lesson.SendAsync(_hub.Box, 4);
        Assert.Equal((GrpcStatusCode.NotFound, "recording_unknown"), await TestBox.RefusalAsync(_hub.Box.CloseAsync(new SampleLesson().Close(1, 1))));
        Assert.Equal((GrpcStatusCode.InvalidArgument, "description_invalid"), await TestBox.RefusalAsync(_hub.Box.CloseAsync(_lesson.Close(3, 0))));
        var strange = _lesson.Close(5, 0);
        strange.Totals.Add(new TrackTotal { Track = "board.video" });
        Assert.Equal((GrpcStatusCode.NotFound, "track_unknown"), await TestBox.RefusalAsync(_hub.Box.CloseAsync(strange)));
    }

    [Fact]
    public async Task State_BoxSilentForADay_IsInterruptedAndGoesOn()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        await _lesson.SendAsync(_hub.Box, 0);
        _time.Advance(TimeSpan.FromHours(25));
        Assert.Equal("interrupted", (await _hub.GetAsync(_lesson))["state"]!.GetValue<string>());
        Assert.Equal(1, (await _hub.Client.GetJsonAsync("/api/v1/recordings?state=interrupted"))["total"]!.GetValue<int>());
        Assert.Equal(0, (await _hub.Client.GetJsonAsync("/api/v1/recordings?state=recording"))["total"]!.GetValue<int>());
        await _lesson.SendAsync(_hub.Box, 1);
        Assert.Equal("recording", (await _hub.GetAsync(_lesson))["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Duration_PauseAndHole_IsWallTimeLessThePause()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        foreach (var number in new uint[] { 0, 1, 10 }) await _lesson.SendAsync(_hub.Box, number);
        Assert.Equal(22.0, (await _hub.GetAsync(_lesson))["durationSeconds"]!.GetValue<double>());
        var paused = _lesson.Describe(2);
        paused.HiddenSpans.Add(new HiddenSpan { FromMs = 4000, ToMs = 9000, State = HiddenState.Hidden });
        paused.Tracks[0].Hidden.Add(new SegmentRange { First = 2, Last = 4 });
        await _hub.Box.OpenAsync(paused);
        var detail = await _hub.GetAsync(_lesson);
        Assert.Equal(17.0, detail["durationSeconds"]!.GetValue<double>());
        Assert.Equal(8, detail["progress"]!["expected"]!.GetValue<int>());
        Assert.Equal((4.0, 9.0), (detail["hiddenSpans"]![0]!["fromSeconds"]!.GetValue<double>(), detail["hiddenSpans"]![0]!["toSeconds"]!.GetValue<double>()));
    }

    [Fact]
    public async Task Patch_Title_OutlivesTheBoxs()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        var patched = await (await _hub.Client.PatchAsJsonAsync($"/api/v1/recordings/{_lesson.Id}", new { title = "公开课 <1>" })).JsonAsync();
        Assert.Equal("公开课 <1>", patched["title"]!.GetValue<string>());
        await _hub.Box.OpenAsync(_lesson.Describe(2, "again"));
        Assert.Equal("公开课 <1>", (await _hub.GetAsync(_lesson))["title"]!.GetValue<string>());
        foreach (var title in new[] { new string('x', 10_000), "一\n二", "\u001b[31m", "a\u202eb" })
            Assert.Equal((400, "title_invalid"), await (await _hub.Client.PatchAsJsonAsync($"/api/v1/recordings/{_lesson.Id}", new { title })).ProblemAsync());
    }

    [Fact]
    public async Task Delete_RecordingOfTheBin_IsGoneAndLateSegmentsAreRefused()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        await _lesson.SendAsync(_hub.Box, 0);
        Assert.True((await _hub.Client.DeleteAsync($"/api/v1/recordings/{_lesson.Id}")).IsSuccessStatusCode);
        Assert.True((await _hub.Client.DeleteAsync($"/api/v1/recycle-bin/{_lesson.Id}")).IsSuccessStatusCode);
        Assert.False(Directory.Exists(_hub.Folder[$"media/{_lesson.Id[..2]}/{_lesson.Id}"]));
        Assert.Equal((GrpcStatusCode.FailedPrecondition, "recording_discarded"), await TestBox.RefusalAsync(_lesson.SendAsync(_hub.Box, 1)));
        Assert.Equal((GrpcStatusCode.FailedPrecondition, "recording_discarded"), await TestBox.RefusalAsync(_hub.Box.OpenAsync(_lesson.Describe(9))));
        Assert.Equal((GrpcStatusCode.FailedPrecondition, "recording_discarded"), await TestBox.RefusalAsync(_hub.Box.CloseAsync(_lesson.Close(1, 0))));
        Assert.Equal((404, "recording_unknown"), await (await _hub.Client.GetAsync($"/api/v1/recordings/{_lesson.Id}")).ProblemAsync());
        await _hub.NothingIsLeftAsync();
    }

    [Fact]
    public async Task List_Filters_NarrowAndRefuseNonsense()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        async Task<int> TotalAsync(string query) => (await _hub.Client.GetJsonAsync($"/api/v1/recordings?{query}"))["total"]!.GetValue<int>();
        Assert.Equal(1, await TotalAsync("q=分数"));
        Assert.Equal(0, await TotalAsync("q=100%25"));
        Assert.Equal(1, await TotalAsync($"room={_hub.Place.RoomId}&school={_hub.Place.SchoolId}&region={_hub.Place.RegionId}&sort=-durationSeconds"));
        Assert.Equal(0, await TotalAsync("room=nowhere"));
        Assert.Equal(1, await TotalAsync("from=2026-08-31T00:00:00Z&to=2026-12-01T00:00:00Z"));
        Assert.Equal(0, await TotalAsync("to=2026-01-01T00:00:00Z"));
        foreach (var (query, code) in new[] { ("state=x", "state_invalid"), ("from=yesterday", "time_invalid"), ("sort=init", "sort_invalid") })
            Assert.Equal((400, code), await (await _hub.Client.GetAsync($"/api/v1/recordings?{query}")).ProblemAsync());
    }

    private async Task InvalidAsync(RecordingDescription description) =>
        Assert.Equal((GrpcStatusCode.InvalidArgument, "description_invalid"), await TestBox.RefusalAsync(_hub.Box.OpenAsync(description)));

    private static string Spans(Holdings holdings, string track) =>
        string.Join(' ', holdings.Tracks.Single(t => t.Track == track).Stored.Select(range => $"{range.First}-{range.Last}"));
}
