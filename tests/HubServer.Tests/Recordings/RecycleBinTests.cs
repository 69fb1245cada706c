using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Tests.Playback;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Recordings;

/// <summary>What is deleted can be had back, and until then nobody comes upon it who may not delete.</summary>
public sealed class RecycleBinTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly SampleLesson _lesson = new();
    private IntakeFixture _hub = null!;

    public async Task InitializeAsync() => _hub = await IntakeFixture.StartAsync(_time);

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Deleted_IsListedInTheBinOnly_WithWhoAndUntilWhen()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        await DeleteAsync(_lesson.Id);
        foreach (var query in new[] { "", "?q=分数", "?q=分", "?state=recording", $"?room={_hub.Place.RoomId}", "?teacher=王老师", "?sort=-deletedAt" })
            Assert.Equal(0, (await _hub.Client.GetJsonAsync($"/api/v1/recordings{query}"))["total"]!.GetValue<int>());
        Assert.Equal(0, (await _hub.Client.GetJsonAsync("/api/v1/home"))["recording"]!["total"]!.GetValue<int>());
        foreach (var query in new[] { "", "?q=分数", $"?room={_hub.Place.RoomId}", "?sort=title" })
        {
            var listed = Assert.Single((await _hub.Client.GetJsonAsync($"/api/v1/recycle-bin{query}"))["items"]!.AsArray())!;
            Assert.Equal((_lesson.Id, "test Hub"), (listed["id"]!.GetValue<string>(), listed["bin"]!["deletedBy"]!.GetValue<string>()));
            Assert.Equal(_time.GetUtcNow().ToUnixTimeMilliseconds(), listed["bin"]!["deletedAt"]!.GetValue<DateTimeOffset>().ToUnixTimeMilliseconds());
            Assert.Equal(TimeSpan.FromDays(30), listed["bin"]!["goesAt"]!.GetValue<DateTimeOffset>() - listed["bin"]!["deletedAt"]!.GetValue<DateTimeOffset>());
        }
        Assert.Equal(0, (await _hub.Client.GetJsonAsync("/api/v1/recycle-bin?q=没有"))["total"]!.GetValue<int>());
        // Nothing can be done with it but what the bin offers.
        Assert.Equal((404, "recording_unknown"), await (await _hub.Client.PatchAsJsonAsync($"/api/v1/recordings/{_lesson.Id}", new { title = "x" })).ProblemAsync());
        Assert.Equal((404, "recording_unknown"), await (await _hub.Client.DeleteAsync($"/api/v1/recordings/{_lesson.Id}")).ProblemAsync());

        await RestoreAsync(_lesson.Id);
        Assert.Equal(1, (await _hub.Client.GetJsonAsync("/api/v1/recordings?q=分数"))["total"]!.GetValue<int>());
        Assert.Null((await _hub.GetAsync(_lesson))["bin"]);
        Assert.Equal(0, (await _hub.Client.GetJsonAsync("/api/v1/recycle-bin"))["total"]!.GetValue<int>());
        foreach (var id in new[] { _lesson.Id, "0" })
        {
            Assert.Equal((404, "recording_not_in_bin"), await (await _hub.Client.PostAsync($"/api/v1/recycle-bin/{id}/restore", null)).ProblemAsync());
            Assert.Equal((404, "recording_not_in_bin"), await (await _hub.Client.DeleteAsync($"/api/v1/recycle-bin/{id}")).ProblemAsync());
        }
    }

    [Fact]
    public async Task Deleted_WhileItIsUploaded_GoesOnAndIsWholeWhenRestored()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        await _lesson.SendAsync(_hub.Box, 0);
        await DeleteAsync(_lesson.Id);
        // The box asks what is here, as it does after the hub was restarted: nothing is sent twice, nothing is refused.
        var held = await _hub.Box.OpenAsync(_lesson.Describe(2));
        Assert.Equal([(0u, 0u)], held.Tracks.Single(track => track.Track == SampleLesson.Video).Stored.Select(range => (range.First, range.Last)));
        await _lesson.SendAsync(_hub.Box, 1);
        await _lesson.SendAsync(_hub.Box, 0, SampleLesson.Audio);
        await _lesson.SendAsync(_hub.Box, 1, SampleLesson.Audio);
        Assert.True((await _hub.Box.CloseAsync(_lesson.Close(2, 2))).Complete);
        Assert.Equal(0, (await _hub.Client.GetJsonAsync("/api/v1/recordings"))["total"]!.GetValue<int>());

        await RestoreAsync(_lesson.Id);
        Assert.Equal(("complete", 20_000), ((await _hub.GetAsync(_lesson))["state"]!.GetValue<string>(), (await _hub.GetAsync(_lesson))["bytes"]!.GetValue<int>()));
        Assert.Equal(4, _hub.SegmentFiles().Count);
    }

    [Fact]
    public async Task Night_TakesWhatIsOverAndLeavesTheRest()
    {
        var (second, restored) = (new SampleLesson(), new SampleLesson());
        foreach (var lesson in new[] { _lesson, second, restored })
        {
            await _hub.Box.OpenAsync(lesson.Describe());
            await lesson.SendAsync(_hub.Box, 0);
        }
        foreach (var lesson in new[] { _lesson, second, restored }) await DeleteAsync(lesson.Id);
        await BackdateAsync(_lesson.Id, TimeSpan.FromDays(29.9));
        await BackdateAsync(second.Id, TimeSpan.FromDays(28));
        await BackdateAsync(restored.Id, TimeSpan.FromDays(40));
        await RestoreAsync(restored.Id);
        Assert.Equal(0, await _hub.Hub.Services.GetRequiredService<RecycleBin>().EmptyAsync(CancellationToken.None));
        // Over some night of the next two the first is, the second is not yet.
        for (var hour = 0; hour < 27 && _hub.SegmentFiles().Count == 3; hour++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
        await Eventually.TrueAsync(() => _hub.SegmentFiles().Count == 2, TimeSpan.FromSeconds(10), () => $"{_hub.SegmentFiles().Count} files");
        Assert.Equal(second.Id, Assert.Single((await _hub.Client.GetJsonAsync("/api/v1/recycle-bin"))["items"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal(restored.Id, Assert.Single((await _hub.Client.GetJsonAsync("/api/v1/recordings"))["items"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal((Protocol.Grpc.GrpcStatusCode.FailedPrecondition, "recording_discarded"), await TestBox.RefusalAsync(_lesson.SendAsync(_hub.Box, 1)));
        var rows = (await _hub.Client.GetJsonAsync("/api/v1/audit"))["items"]!.AsArray().Select(row => (Operation: row!["operation"]!.GetValue<string>(), Actor: row["actorKind"]!.GetValue<string>(), Thing: row["thingId"]!.GetValue<string>())).ToList();
        Assert.Contains(("emptyRecycleBin", "hub", _lesson.Id), rows);
        Assert.Contains(("deleteRecording", "program", second.Id), rows);
        Assert.Contains(("restoreRecording", "program", restored.Id), rows);
    }

    [Fact]
    public async Task Bin_OfAnotherSchool_IsNotThere()
    {
        await _hub.Box.OpenAsync(_lesson.Describe());
        await DeleteAsync(_lesson.Id);
        using var elsewhere = await _hub.Hub.ClientAsync(new Scope(ScopeKind.School, (await _hub.Hub.CreatePlaceAsync(_hub.Client, "二")).SchoolId));
        Assert.Equal(0, (await elsewhere.GetJsonAsync("/api/v1/recycle-bin"))["total"]!.GetValue<int>());
        Assert.Equal((404, "recording_unknown"), await (await elsewhere.GetAsync($"/api/v1/recordings/{_lesson.Id}")).ProblemAsync());
        Assert.Equal((404, "recording_not_in_bin"), await (await elsewhere.PostAsync($"/api/v1/recycle-bin/{_lesson.Id}/restore", null)).ProblemAsync());
        Assert.Equal((404, "recording_not_in_bin"), await (await elsewhere.DeleteAsync($"/api/v1/recycle-bin/{_lesson.Id}")).ProblemAsync());
        using var teacher = await _hub.Hub.ClientAsync(new TreePlace(ScopeKind.School, _hub.Place.SchoolId), Role.Teacher);
        Assert.Equal((403, "right_missing"), await (await teacher.GetAsync("/api/v1/recycle-bin")).ProblemAsync());
        Assert.Equal((404, "recording_unknown"), await (await teacher.GetAsync($"/api/v1/recordings/{_lesson.Id}")).ProblemAsync());
        // Who may delete sees what it is before it goes for good.
        Assert.NotNull((await _hub.GetAsync(_lesson))["bin"]);
    }

    [Fact]
    public async Task MediaOfADeletedRecording_AreForWhoManagesIt_AndForNobodyElse()
    {
        var lesson = await StoredLesson.WithARestartAsync(_hub.Hub, _hub.Place.RoomId);
        using var teacher = await _hub.Hub.ClientAsync(new TreePlace(ScopeKind.School, _hub.Place.SchoolId), Role.Teacher);
        using var anybody = _hub.Hub.Anonymous();
        await (await _hub.Client.PutAsJsonAsync($"/api/v1/recordings/{lesson.Id}/visibility", new { visibility = "public" })).JsonAsync();
        var link = (await (await _hub.Client.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/links", new { hours = 700 })).JsonAsync())["url"]!.GetValue<string>()[..^"/index.m3u8".Length];
        var file = await MadeAsync(lesson.Id);
        string[] media = ["index.m3u8", "teacher/index.m3u8", "teacher/video.m3u8", "tracks/teacher.video/0/init.mp4", "tracks/teacher.video/0/0.m4s"];
        foreach (var path in media)
        {
            Assert.Equal(HttpStatusCode.OK, (await teacher.GetAsync($"/media/{lesson.Id}/{path}")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await anybody.GetAsync($"{link}/{path}")).StatusCode);
        }
        await DeleteAsync(lesson.Id);
        foreach (var path in media)
        {
            Assert.Equal((404, "media_unknown"), await (await teacher.GetAsync($"/media/{lesson.Id}/{path}")).ProblemAsync());
            Assert.Equal((404, "link_unknown"), await (await anybody.GetAsync($"{link}/{path}")).ProblemAsync());
            Assert.Equal(HttpStatusCode.OK, (await _hub.Client.GetAsync($"/media/{lesson.Id}/{path}")).StatusCode);
        }
        Assert.Equal((404, "link_unknown"), await (await anybody.GetAsync($"{link}/lesson")).ProblemAsync());
        Assert.Equal((404, "download_unknown"), await (await _hub.Client.GetAsync(file)).ProblemAsync());
        Assert.Equal((404, "recording_unknown"), await (await _hub.Client.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/downloads", new { view = "mic" })).ProblemAsync());
        Assert.Equal((404, "recording_unknown"), await (await _hub.Client.PostAsJsonAsync($"/api/v1/recordings/{lesson.Id}/links", new { hours = 1 })).ProblemAsync());

        await RestoreAsync(lesson.Id);
        foreach (var path in media)
        {
            Assert.Equal(HttpStatusCode.OK, (await teacher.GetAsync($"/media/{lesson.Id}/{path}")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await anybody.GetAsync($"{link}/{path}")).StatusCode);
        }
        Assert.Equal(HttpStatusCode.OK, (await _hub.Client.GetAsync(file)).StatusCode);
    }

    private async Task<string> MadeAsync(string recordingId)
    {
        var id = (await (await _hub.Client.PostAsJsonAsync($"/api/v1/recordings/{recordingId}/downloads", new { view = "mic" })).JsonAsync())["id"]!.GetValue<string>();
        JsonNode made = new JsonObject();
        await Eventually.TrueAsync(async () => (made = await _hub.Client.GetJsonAsync($"/api/v1/downloads/{id}"))["state"]!.GetValue<string>() == "ready", TimeSpan.FromSeconds(10), () => made.ToJsonString());
        return made["url"]!.GetValue<string>();
    }

    private Task BackdateAsync(string id, TimeSpan by) => _hub.Hub.Services.GetRequiredService<HubDatabase>().WriteAsync(
        connection => connection.ExecuteAsync("UPDATE recording SET deleted_at_ms = @at WHERE id = @id", new { id, at = (_time.GetUtcNow() - by).ToUnixTimeMilliseconds() }), CancellationToken.None);

    private async Task DeleteAsync(string id) => Assert.Equal(HttpStatusCode.NoContent, (await _hub.Client.DeleteAsync($"/api/v1/recordings/{id}")).StatusCode);

    private async Task RestoreAsync(string id) => Assert.Equal(HttpStatusCode.NoContent, (await _hub.Client.PostAsync($"/api/v1/recycle-bin/{id}/restore", null)).StatusCode);
}
