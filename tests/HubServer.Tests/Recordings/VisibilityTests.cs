using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Tests.Audit;
using Tongtang.HubServer.Tests.Playback;

namespace Tongtang.HubServer.Tests.Recordings;

/// <summary>Who sees a recording: asked in every way there is to come upon it.</summary>
public sealed class VisibilityTests : IAsyncLifetime
{
    private static readonly string[] s_media = ["index.m3u8", "teacher/index.m3u8", "tracks/teacher.video/0/init.mp4", "tracks/teacher.video/0/0.m4s"];

    private RunningHub _hub = null!;
    private HttpClient _admin = null!;
    private Place _own = null!;
    private StoredLesson _lesson = null!;

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync();
        _admin = await _hub.HubClientAsync();
        _own = await _hub.CreatePlaceAsync(_admin, "一");
        _lesson = await StoredLesson.WithARestartAsync(_hub, _own.RoomId);
        // Into the index of words, which lessons reach over their boxes.
        (await _admin.PatchAsJsonAsync($"/api/v1/recordings/{_lesson.Id}", new { title = "二次函数" })).EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        await _hub.DisposeAsync();
    }

    [Theory]
    [InlineData(ApprovalFrom.District, Visibility.School, Visibility.District, true)]
    [InlineData(ApprovalFrom.District, Visibility.Room, Visibility.School, false)]
    [InlineData(ApprovalFrom.District, Visibility.Public, Visibility.District, false)]
    [InlineData(ApprovalFrom.School, Visibility.Room, Visibility.School, true)]
    [InlineData(ApprovalFrom.Public, Visibility.School, Visibility.District, false)]
    [InlineData(ApprovalFrom.Public, Visibility.District, Visibility.Public, true)]
    [InlineData(ApprovalFrom.Never, Visibility.Room, Visibility.Public, false)]
    public void NeedsApproval_OnlyForMoreThanBefore(object from, object now, object wish, bool needs) =>
        Assert.Equal(needs, Publishing.NeedsApproval((Visibility)now, (Visibility)wish, (ApprovalFrom)from));

    [Theory]
    [InlineData("room", "administrator")]
    [InlineData("school", "administrator teacher researcher")]
    [InlineData("district", "administrator teacher researcher neighbour")]
    [InlineData("public", "administrator teacher researcher neighbour stranger")]
    public async Task Recording_IsSeenByThoseItIsFor_AndNotThereForAnybodyElse(string visibility, string seenBy)
    {
        await SetAsync(_admin, visibility);
        var neighbours = await _admin.PostForIdAsync("/api/v1/schools", new { name = "邻校", regionId = _own.RegionId });
        var far = await _hub.CreatePlaceAsync(_admin, "二");
        var people = new Dictionary<string, HttpClient>(StringComparer.Ordinal)
        {
            ["administrator"] = await _hub.ClientAsync(new TreePlace(ScopeKind.School, _own.SchoolId), Role.SchoolAdministrator),
            ["teacher"] = await _hub.ClientAsync(new TreePlace(ScopeKind.School, _own.SchoolId), Role.Teacher),
            ["researcher"] = await _hub.ClientAsync(new TreePlace(ScopeKind.Region, _own.RegionId), Role.Researcher),
            ["neighbour"] = await _hub.ClientAsync(new TreePlace(ScopeKind.School, neighbours), Role.Teacher),
            ["stranger"] = await _hub.ClientAsync(new TreePlace(ScopeKind.School, far.SchoolId), Role.SchoolAdministrator),
            ["installer"] = await _hub.ClientAsync(TreePlace.Hub, Role.Installer),
        };
        foreach (var (name, client) in people)
        {
            using var _ = client;
            var sees = seenBy.Split(' ').Contains(name, StringComparer.Ordinal);
            var wanted = sees ? HttpStatusCode.OK : name == "installer" ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound;
            Assert.True(wanted == (await client.GetAsync($"/api/v1/recordings/{_lesson.Id}")).StatusCode, $"{name} and the recording");
            foreach (var path in s_media) Assert.True(wanted == (await client.GetAsync($"/media/{_lesson.Id}/{path}")).StatusCode, $"{name} and {path}");
            if (name == "installer") continue;
            foreach (var query in new[] { "", "?q=二次函数", "?q=二", "?state=complete", $"?room={_own.RoomId}", $"?school={_own.SchoolId}", $"?region={_own.RegionId}", $"?visibility={visibility}" })
                Assert.True((sees ? 1 : 0) == (await client.GetJsonAsync($"/api/v1/recordings{query}"))["total"]!.GetValue<int>(), $"{name} and the list {query}");
            Assert.Equal(0, (await client.GetJsonAsync("/api/v1/recordings?approval=waiting"))["total"]!.GetValue<int>());
            // To see it is not to manage it, nor to hand it out.
            if (name is not "administrator") Assert.Contains((await client.PostAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/downloads", new { view = "mic" })).StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
            if (name is "neighbour" or "stranger") Assert.Contains((await client.DeleteAsync($"/api/v1/recordings/{_lesson.Id}")).StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
        }
    }

    [Fact]
    public async Task OwnTeacher_SeesAndPublishesWhatOnlyTheirRoomMaySee()
    {
        await SetAsync(_admin, "room");
        await _hub.Services.GetRequiredService<HubDatabase>().WriteAsync(
            connection => Dapper.SqlMapper.ExecuteAsync(connection, "UPDATE recording SET teacher_key = '王老师'"), CancellationToken.None);
        var caller = new Caller("王 老师", Scope.Nothing, "account", new Assignments([new Assignment(Role.Teacher, new TreePlace(ScopeKind.School, _own.SchoolId))]));
        var sights = _hub.Services.GetRequiredService<Sights>();
        var lists = _hub.Services.GetRequiredService<RecordingLists>();
        foreach (var (who, sees) in new[] { (caller, true), (caller with { Name = "李老师" }, false), (caller with { AccountId = null }, false) })
        {
            var sight = await sights.OfAsync(who, CancellationToken.None);
            Assert.Equal(sees, (await lists.FindDetailAsync(sight, _lesson.Id, CancellationToken.None))?.MayPublish ?? false);
            var listed = await lists.ListAsync(sight, new RecordingFilter(), new Tongtang.HubServer.Web.PagePlan(1, 50, "ORDER BY recording.id LIMIT 50"), CancellationToken.None);
            Assert.Equal(sees ? 1 : 0, listed.Total);
        }
    }

    [Fact]
    public async Task OwnTeacher_RenamesTrimsAndDividesTheirLesson_AndNobodyElseDoes()
    {
        await _hub.Services.GetRequiredService<HubDatabase>().WriteAsync(
            connection => Dapper.SqlMapper.ExecuteAsync(connection, "UPDATE recording SET teacher_key = '王老师'"), CancellationToken.None);
        var role = new Assignment(Role.Teacher, new TreePlace(ScopeKind.School, _own.SchoolId));
        var far = await _hub.CreatePlaceAsync(_admin, "二");
        using var wang = (await _hub.SignedInAsync("王 老师", role)).Client;
        using var li = (await _hub.SignedInAsync("李老师", role)).Client;
        using var elsewhere = await _hub.ClientAsync(new TreePlace(ScopeKind.School, far.SchoolId), Role.Teacher);
        // A program is no teacher, whatever its name.
        using var program = await _hub.ClientAsync(new TreePlace(ScopeKind.School, _own.SchoolId), Role.Teacher);
        using var administrator = await _hub.ClientAsync(new TreePlace(ScopeKind.School, _own.SchoolId), Role.SchoolAdministrator);
        foreach (var (client, code) in new[] { (wang, null), (li, "recording_of_others"), (elsewhere, "recording_unknown"), (program, "recording_of_others"), (administrator, (string?)null) })
        {
            foreach (var response in new[]
            {
                await client.PatchAsJsonAsync($"/api/v1/recordings/{_lesson.Id}", new { title = "三次函数" }),
                await client.PutAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/trim", new { fromSeconds = 2 }),
                await client.PutAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/chapters", new { chapters = new[] { new { atSeconds = 3, title = "例题" } } }),
            })
            {
                if (code is null) Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                else Assert.Equal(code, (await response.ProblemAsync()).Code);
            }
            if (code is null) Assert.Equal("三次函数", (await client.GetJsonAsync($"/api/v1/recordings/{_lesson.Id}"))["title"]!.GetValue<string>());
            if (client != administrator) Assert.Equal((403, "right_missing"), await (await client.DeleteAsync($"/api/v1/recordings/{_lesson.Id}")).ProblemAsync());
        }
        Assert.Single(await _hub.AuditAsync("kind=recording"), row => row.Text("operation") == "trimRecording" && row.Text("outcome") == "done" && row.Text("actor") == "王 老师");
    }

    [Fact]
    public async Task Link_OnlyOfWhatIsPublic_AndDeadOnceItIsNoMore()
    {
        using var anybody = _hub.Anonymous();
        foreach (var visibility in new[] { "room", "school", "district" })
        {
            await SetAsync(_admin, visibility);
            Assert.Equal((409, "recording_not_public"), await (await _admin.PostAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/links", new { hours = 1 })).ProblemAsync());
        }
        await SetAsync(_admin, "public");
        var link = (await (await _admin.PostAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/links", new { hours = 1 })).JsonAsync())["url"]!.GetValue<string>()[..^"/index.m3u8".Length];
        foreach (var path in s_media.Append("lesson")) Assert.Equal(HttpStatusCode.OK, (await anybody.GetAsync($"{link}/{path}")).StatusCode);
        await SetAsync(_admin, "district");
        foreach (var path in s_media.Append("lesson")) Assert.Equal((404, "link_unknown"), await (await anybody.GetAsync($"{link}/{path}")).ProblemAsync());
    }

    [Fact]
    public async Task Request_IsSentBackAskedAgainAndAccepted()
    {
        using var school = await _hub.ClientAsync(new TreePlace(ScopeKind.School, _own.SchoolId), Role.SchoolAdministrator);
        using var approver = await _hub.ClientAsync(new TreePlace(ScopeKind.Region, _own.RegionId), Role.DistrictStaff);
        using var elsewhere = await _hub.ClientAsync(new TreePlace(ScopeKind.Region, (await _hub.CreatePlaceAsync(_admin, "二")).RegionId), Role.DistrictStaff);
        using var teacher = await _hub.ClientAsync(new TreePlace(ScopeKind.School, _own.SchoolId), Role.Teacher);
        Assert.Equal((403, "recording_of_others"), await (await PutAsync(teacher, "room")).ProblemAsync());
        // Within the school it is the school's to say.
        Assert.Equal("room", (await SetAsync(school, "room"))["visibility"]!.GetValue<string>());
        Assert.Equal("school", (await SetAsync(school, "school"))["visibility"]!.GetValue<string>());

        var asked = await (await school.PutAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/visibility", new { visibility = "district", note = "公开课" })).JsonAsync();
        Assert.Equal(("school", "waiting", "district"), (asked["visibility"]!.GetValue<string>(), asked["approval"]!.GetValue<string>(), asked["request"]!["visibility"]!.GetValue<string>()));
        Assert.Equal(1, (await school.GetJsonAsync("/api/v1/recordings?approval=waiting"))["total"]!.GetValue<int>());
        Assert.Equal((403, "right_missing"), await (await school.GetAsync("/api/v1/approval-requests")).ProblemAsync());
        Assert.Equal(0, (await elsewhere.GetJsonAsync("/api/v1/approval-requests"))["total"]!.GetValue<int>());
        var request = Assert.Single((await approver.GetJsonAsync("/api/v1/approval-requests"))["items"]!.AsArray())!;
        Assert.Equal(("公开课", "test School"), (request["note"]!.GetValue<string>(), request["askedBy"]!.GetValue<string>()));
        Assert.Equal(1, (await approver.GetJsonAsync("/api/v1/home"))["approvals"]!["total"]!.GetValue<int>());
        Assert.Null((await school.GetJsonAsync("/api/v1/home"))["approvals"]);

        var address = $"/api/v1/approval-requests/{request["id"]!.GetValue<string>()}";
        foreach (var word in new[] { "", " ", new string('x', 501), "a\u0007" })
            Assert.Equal((400, "word_invalid"), await (await approver.PostAsJsonAsync($"{address}/return", new { word })).ProblemAsync());
        foreach (var client in new[] { elsewhere, _hub.Anonymous() })
            Assert.Contains((await client.PostAsync($"{address}/accept", null)).StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.Unauthorized });
        Assert.Equal(HttpStatusCode.NoContent, (await approver.PostAsJsonAsync($"{address}/return", new { word = "片头不对" })).StatusCode);
        Assert.Equal((409, "request_decided"), await (await approver.PostAsync($"{address}/accept", null)).ProblemAsync());
        var back = await school.GetJsonAsync($"/api/v1/recordings/{_lesson.Id}");
        Assert.Equal(("returned", "片头不对"), (back["approval"]!.GetValue<string>(), back["request"]!["word"]!.GetValue<string>()));
        // What is between those who ask and those who decide is not for the others.
        Assert.Null((await teacher.GetJsonAsync($"/api/v1/recordings/{_lesson.Id}"))["request"]);

        await SetAsync(school, "district");
        await SetAsync(school, "public");
        request = Assert.Single((await approver.GetJsonAsync("/api/v1/approval-requests"))["items"]!.AsArray())!;
        Assert.Equal(HttpStatusCode.NoContent, (await approver.PostAsync($"/api/v1/approval-requests/{request["id"]!.GetValue<string>()}/accept", null)).StatusCode);
        back = await school.GetJsonAsync($"/api/v1/recordings/{_lesson.Id}");
        Assert.Equal(("public", null), (back["visibility"]!.GetValue<string>(), back["approval"]?.GetValue<string>()));
        Assert.Equal(0, (await approver.GetJsonAsync("/api/v1/home"))["approvals"]!["total"]!.GetValue<int>());
        var operations = (await _admin.GetJsonAsync("/api/v1/audit"))["items"]!.AsArray().Select(row => row!["operation"]!.GetValue<string>()).ToList();
        foreach (var operation in new[] { "setVisibility", "returnApprovalRequest", "acceptApprovalRequest" }) Assert.Contains(operation, operations);
    }

    [Fact]
    public async Task Request_OfWhatIsDeleted_WaitsForNobody()
    {
        using var school = await _hub.ClientAsync(new TreePlace(ScopeKind.School, _own.SchoolId), Role.SchoolAdministrator);
        await SetAsync(school, "public");
        var id = (await _admin.GetJsonAsync("/api/v1/approval-requests"))["items"]![0]!["id"]!.GetValue<string>();
        Assert.True((await school.DeleteAsync($"/api/v1/recordings/{_lesson.Id}")).IsSuccessStatusCode);
        Assert.Equal(0, (await _admin.GetJsonAsync("/api/v1/approval-requests"))["total"]!.GetValue<int>());
        Assert.Equal((404, "request_unknown"), await (await _admin.PostAsync($"/api/v1/approval-requests/{id}/accept", null)).ProblemAsync());
        Assert.Equal((404, "recording_unknown"), await (await PutAsync(school, "room")).ProblemAsync());
    }

    private async Task<JsonNode> SetAsync(HttpClient client, string visibility) => await (await PutAsync(client, visibility)).JsonAsync();

    private Task<HttpResponseMessage> PutAsync(HttpClient client, string visibility) => client.PutAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/visibility", new { visibility });
}
