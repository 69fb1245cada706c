using System.Net;
using System.Net.Http.Json;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Collections;
using Tongtang.HubServer.Tests.Audit;
using Tongtang.HubServer.Tests.Playback;
using Tongtang.HubServer.Tests.Retention;

namespace Tongtang.HubServer.Tests.Collections;

/// <summary>Ordered lists of recordings: nobody learns by one of a recording that they could not see.</summary>
public sealed class CollectionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_day = new(2027, 3, 1, 1, 0, 0, TimeSpan.Zero);

    private RetentionFixture _hub = null!;

    private HttpClient Admin => _hub.Client;

    public async Task InitializeAsync() => _hub = await RetentionFixture.StartAsync();

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Order_IsKept_MovedAndShortened()
    {
        var ids = await AddAsync("school", "school", "school", "school");
        var collection = await CreateAsync(Admin, new { kind = "hub" });
        Assert.Equal("""{"added":3,"alreadyIn":0,"unknown":1}""", await PutAsync(Admin, collection, ids[0], ids[1], new string('0', 32), ids[2]));
        Assert.Equal("""{"added":1,"alreadyIn":1,"unknown":0}""", await PutAsync(Admin, collection, ids[3], ids[0]));
        Assert.Equal([ids[0], ids[1], ids[2], ids[3]], await OrderAsync(Admin, collection));
        await MoveAsync(Admin, collection, ids[3], ids[0]);
        await MoveAsync(Admin, collection, ids[1], null);
        Assert.Equal([ids[3], ids[0], ids[2], ids[1]], await OrderAsync(Admin, collection));
        Assert.Equal(HttpStatusCode.NoContent, (await Admin.DeleteAsync($"/api/v1/collections/{collection}/items/{ids[0]}")).StatusCode);
        Assert.Equal((404, "recording_unknown"), await (await Admin.DeleteAsync($"/api/v1/collections/{collection}/items/{ids[0]}")).ProblemAsync());
        Assert.Equal((404, "recording_unknown"), await (await Admin.PutAsJsonAsync($"/api/v1/collections/{collection}/items/{ids[1]}/position", new { before = ids[0] })).ProblemAsync());
        Assert.Equal([ids[3], ids[2], ids[1]], await OrderAsync(Admin, collection));
        // In the recycle bin it is not there; brought back it stands where it stood.
        (await Admin.DeleteAsync($"/api/v1/recordings/{ids[3]}")).EnsureSuccessStatusCode();
        Assert.Equal([ids[2], ids[1]], await OrderAsync(Admin, collection));
        (await Admin.PostAsync($"/api/v1/recycle-bin/{ids[3]}/restore", null)).EnsureSuccessStatusCode();
        var shown = await Admin.GetJsonAsync($"/api/v1/collections/{collection}");
        Assert.Equal((3, ids[3]), (shown["recordings"]!.GetValue<int>(), shown["coverId"]!.GetValue<string>()));
        await (await Admin.PatchAsJsonAsync($"/api/v1/collections/{collection}", new { name = " 名师 课 ", description = "一\n二" })).JsonAsync();
        Assert.Equal("名师 课", (await Admin.GetJsonAsync("/api/v1/collections?q=名师"))["items"]![0]!["name"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NoContent, (await Admin.DeleteAsync($"/api/v1/collections/{collection}")).StatusCode);
        Assert.Equal((404, "collection_unknown"), await (await Admin.GetAsync($"/api/v1/collections/{collection}")).ProblemAsync());
        Assert.Equal(4, (await Admin.GetJsonAsync("/api/v1/recordings"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task EachSees_WhatTheySeeOfRecordings_AndNoMore()
    {
        var ids = await AddAsync("room", "school", "district", "public");
        var mixed = await CreateAsync(Admin, new { kind = "hub" });
        await PutAsync(Admin, mixed, [.. ids]);
        var closed = await CreateAsync(Admin, new { kind = "school", id = _hub.Rooms[0].SchoolId });
        await PutAsync(Admin, closed, ids[0]);
        var empty = await CreateAsync(Admin, new { kind = "hub" });
        foreach (var (school, role, sees, may) in new[]
        {
            (0, Role.Teacher, new[] { 1, 2, 3 }, Array.Empty<string>()), (2, Role.Teacher, [2, 3], []), (4, Role.Teacher, [3], []),
            (0, Role.SchoolAdministrator, [0, 1, 2, 3], [closed]), (4, Role.SchoolAdministrator, [3], []),
        })
        {
            using var client = await _hub.Hub.ClientAsync(new TreePlace(ScopeKind.School, _hub.Rooms[school].SchoolId), role);
            Assert.Equal(sees.Select(one => ids[one]), await OrderAsync(client, mixed));
            var listed = await client.GetJsonAsync("/api/v1/collections");
            var wanted = may.Length > 0 ? new[] { mixed, closed } : [mixed];
            Assert.Equal(wanted.Order(StringComparer.Ordinal), listed["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal));
            Assert.Equal(wanted.Length, listed["total"]!.GetValue<int>());
            var shown = await client.GetJsonAsync($"/api/v1/collections/{mixed}");
            Assert.Equal((sees.Length, ids[sees[0]], false), (shown["recordings"]!.GetValue<int>(), shown["coverId"]!.GetValue<string>(), shown["mayChange"]!.GetValue<bool>()));
            Assert.Equal((404, "collection_unknown"), await (await client.GetAsync($"/api/v1/collections/{empty}")).ProblemAsync());
            Assert.Equal(may, (await client.GetJsonAsync("/api/v1/collections?changeable=true"))["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            Assert.Equal((403, "collection_of_others"), await (await client.PostAsJsonAsync($"/api/v1/collections/{mixed}/items", new { recordingIds = ids })).ProblemAsync());
            Assert.Equal((403, "collection_of_others"), await (await client.DeleteAsync($"/api/v1/collections/{mixed}")).ProblemAsync());
            Assert.Equal((403, "collection_of_others"), await (await client.PatchAsJsonAsync($"/api/v1/collections/{mixed}", new { name = "x" })).ProblemAsync());
        }
        // Who may change it does not thereby put in, move or take out what they do not see.
        using var far = await _hub.Hub.ClientAsync(new TreePlace(ScopeKind.School, _hub.Rooms[4].SchoolId), Role.SchoolAdministrator);
        var own = await CreateAsync(far, new { kind = "school", id = _hub.Rooms[4].SchoolId });
        Assert.Equal("""{"added":1,"alreadyIn":0,"unknown":3}""", await PutAsync(far, own, [.. ids]));
        await PutAsync(Admin, own, [.. ids]);
        Assert.Equal("""{"added":0,"alreadyIn":1,"unknown":3}""", await PutAsync(far, own, [.. ids]));
        Assert.Equal((404, "recording_unknown"), await (await far.PutAsJsonAsync($"/api/v1/collections/{own}/items/{ids[3]}/position", new { before = ids[0] })).ProblemAsync());
        Assert.Equal((404, "recording_unknown"), await (await far.DeleteAsync($"/api/v1/collections/{own}/items/{ids[1]}")).ProblemAsync());
        Assert.Equal([ids[3]], await OrderAsync(far, own));
        Assert.Equal([ids[3], ids[0], ids[1], ids[2]], await OrderAsync(Admin, own));
    }

    [Fact]
    public async Task Teacher_MakesTheirOwnAtTheirSchool_AndNobodyElseChangesIt()
    {
        var school = _hub.Rooms[0].SchoolId;
        using var wang = await PersonAsync("王老师", school);
        using var li = await PersonAsync("李老师", school);
        var ids = await AddAsync("school", "room");
        var own = await CreateAsync(wang, new { kind = "school", id = school });
        Assert.Equal("""{"added":1,"alreadyIn":0,"unknown":1}""", await PutAsync(wang, own, [.. ids]));
        Assert.True((await wang.GetJsonAsync($"/api/v1/collections/{own}"))["mayChange"]!.GetValue<bool>());
        Assert.False((await li.GetJsonAsync($"/api/v1/collections/{own}"))["mayChange"]!.GetValue<bool>());
        Assert.Equal((403, "collection_of_others"), await (await li.DeleteAsync($"/api/v1/collections/{own}")).ProblemAsync());
        Assert.Equal((404, "place_unknown"), await (await wang.PostAsJsonAsync("/api/v1/collections", new { name = "x", place = new { kind = "school", id = _hub.Rooms[4].SchoolId } })).ProblemAsync());
        Assert.Equal((404, "place_unknown"), await (await wang.PostAsJsonAsync("/api/v1/collections", new { name = "x", place = new { kind = "hub" } })).ProblemAsync());
        using var viewer = await _hub.Hub.ClientAsync(TreePlace.Hub, Role.Viewer);
        Assert.Equal((403, "place_not_managed"), await (await viewer.PostAsJsonAsync("/api/v1/collections", new { name = "x", place = new { kind = "hub" } })).ProblemAsync());
    }

    [Fact]
    public async Task Full_OrOdd_IsRefused()
    {
        var collection = await CreateAsync(Admin, new { kind = "hub" });
        var ids = new List<string>();
        for (var i = 0; i <= CollectionRules.MostRecordings; i++) ids.Add(await _hub.AddAsync(_hub.Rooms[0].RoomId, s_day.AddMinutes(i)));
        await PutAsync(Admin, collection, [.. ids.Take(CollectionRules.MostRecordings)]);
        Assert.Equal((409, "collection_full"), await (await Admin.PostAsJsonAsync($"/api/v1/collections/{collection}/items", new { recordingIds = new[] { ids[^1] } })).ProblemAsync());
        Assert.Equal((400, "recordings_invalid"), await (await Admin.PostAsJsonAsync($"/api/v1/collections/{collection}/items", new { recordingIds = ids })).ProblemAsync());
        Assert.Equal((400, "recordings_invalid"), await (await Admin.PostAsJsonAsync($"/api/v1/collections/{collection}/items", new { recordingIds = Array.Empty<string>() })).ProblemAsync());
        Assert.Equal((400, "name_invalid"), await (await Admin.PatchAsJsonAsync($"/api/v1/collections/{collection}", new { name = "  " })).ProblemAsync());
        Assert.Equal((400, "description_invalid"), await (await Admin.PatchAsJsonAsync($"/api/v1/collections/{collection}", new { description = new string('x', 501) })).ProblemAsync());
        Assert.Equal((404, "place_unknown"), await (await Admin.PostAsJsonAsync("/api/v1/collections", new { name = "x", place = new { kind = "hub", id = _hub.Rooms[0].SchoolId } })).ProblemAsync());
        Assert.Equal(200, (await Admin.GetJsonAsync($"/api/v1/collections/{collection}/items?pageSize=3&page=5"))["total"]!.GetValue<int>());
        Assert.Equal(ids.Skip(12).Take(3), (await Admin.GetJsonAsync($"/api/v1/collections/{collection}/items?pageSize=3&page=5"))["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Link_PlaysWhatIsPublicInIt_AndNothingElse()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        using var anybody = hub.Anonymous();
        var room = (await hub.CreatePlaceAsync(admin)).RoomId;
        var (open, closed) = (await StoredLesson.WithARestartAsync(hub, room), await StoredLesson.WithARestartAsync(hub, room));
        var collection = await CreateAsync(admin, new { kind = "hub" });
        await PutAsync(admin, collection, open.Id, closed.Id);
        Assert.Equal((409, "collection_not_public"), await (await admin.PostAsJsonAsync($"/api/v1/collections/{collection}/links", new { hours = 1 })).ProblemAsync());
        (await admin.PutAsJsonAsync($"/api/v1/recordings/{open.Id}/visibility", new { visibility = "public" })).EnsureSuccessStatusCode();
        var link = (await (await admin.PostAsJsonAsync($"/api/v1/collections/{collection}/links", new { hours = 1 })).JsonAsync())["url"]!.GetValue<string>();
        var shared = await anybody.GetJsonAsync(link);
        Assert.Equal([open.Id], shared["recordings"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
        var token = link.Split('/')[3];
        foreach (var path in new[] { "index.m3u8", "lesson", "teacher/index.m3u8", "tracks/teacher.video/0/0.m4s" })
        {
            Assert.Equal(HttpStatusCode.OK, (await anybody.GetAsync($"/media/t/{token}/{open.Id}/{path}")).StatusCode);
            Assert.Equal((404, "link_unknown"), await (await anybody.GetAsync($"/media/t/{token}/{closed.Id}/{path}")).ProblemAsync());
        }
        // A card's picture, made of the recording; to see it is not to play it.
        Assert.Equal((404, "link_unknown"), await (await anybody.GetAsync($"/media/t/{token}/{closed.Id}/picture.jpg")).ProblemAsync());
        foreach (var (client, path) in new[] { (anybody, $"/media/t/{token}/{open.Id}"), (admin, $"/media/{closed.Id}") })
        {
            var picture = await client.GetAsync($"{path}/picture.jpg");
            Assert.Equal("image/jpeg", picture.Content.Headers.ContentType?.MediaType);
            Assert.Equal([0xFF, 0xD8], (await picture.Content.ReadAsByteArrayAsync())[..2]);
        }
        Assert.DoesNotContain(await hub.AuditAsync("kind=recording"), row => row.Text("operation") == "playRecording" && row.Text("thingId") == closed.Id);
        Assert.Equal((404, "link_unknown"), await (await anybody.GetAsync($"/media/t/{token}x/collections/{collection}")).ProblemAsync());
        (await admin.DeleteAsync($"/api/v1/collections/{collection}")).EnsureSuccessStatusCode();
        Assert.Equal((404, "link_unknown"), await (await anybody.GetAsync(link)).ProblemAsync());
    }

    /// <summary>Who may share at one school does not speak for another, whose public lessons are for those who are signed in.</summary>
    [Fact]
    public async Task Link_OfASchoolsCollection_ShowsNothingOfOtherSchools()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        using var anybody = hub.Anonymous();
        var (own, other) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"));
        var (ours, theirs) = (await StoredLesson.WithARestartAsync(hub, own.RoomId), await StoredLesson.WithARestartAsync(hub, other.RoomId));
        foreach (var lesson in new[] { ours, theirs }) (await admin.PutAsJsonAsync($"/api/v1/recordings/{lesson.Id}/visibility", new { visibility = "public" })).EnsureSuccessStatusCode();
        foreach (var (kind, id, shown) in new[] { ("school", own.SchoolId, 1), ("region", own.RegionId, 1), ("hub", null, 2) })
        {
            var collection = await CreateAsync(admin, id is null ? new { kind } : (object)new { kind, id });
            await PutAsync(admin, collection, ours.Id, theirs.Id);
            var link = (await (await admin.PostAsJsonAsync($"/api/v1/collections/{collection}/links", new { hours = 1 })).JsonAsync())["url"]!.GetValue<string>();
            Assert.Equal(new[] { ours.Id, theirs.Id }[..shown], (await anybody.GetJsonAsync(link))["recordings"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            Assert.Equal(HttpStatusCode.OK, (await anybody.GetAsync($"/media/t/{link.Split('/')[3]}/{ours.Id}/index.m3u8")).StatusCode);
            Assert.Equal(shown == 2 ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await anybody.GetAsync($"/media/t/{link.Split('/')[3]}/{theirs.Id}/index.m3u8")).StatusCode);
        }
    }

    [Fact]
    public async Task Changes_StandInTheAudit()
    {
        var ids = await AddAsync("school", "school");
        var collection = await CreateAsync(Admin, new { kind = "school", id = _hub.Rooms[0].SchoolId });
        await PutAsync(Admin, collection, [.. ids]);
        await MoveAsync(Admin, collection, ids[1], ids[0]);
        (await Admin.DeleteAsync($"/api/v1/collections/{collection}/items/{ids[0]}")).EnsureSuccessStatusCode();
        (await Admin.DeleteAsync($"/api/v1/collections/{collection}")).EnsureSuccessStatusCode();
        var rows = await _hub.Hub.AuditAsync("kind=collection&sort=seq");
        Assert.Equal(["createCollection", "addToCollection", "moveInCollection", "removeFromCollection", "deleteCollection"], rows.Select(row => row.Text("operation")));
        Assert.Equal([("", "课1, 课2"), ("课1, 课2", "课2, 课1"), ("课2, 课1", "课2")], rows.Skip(1).Take(3).Select(row => (row.Change("recordings").Before ?? "", row.Change("recordings").After ?? "")));
    }

    private async Task<List<string>> AddAsync(params string[] visibilities)
    {
        var ids = new List<string>();
        foreach (var visibility in visibilities)
        {
            ids.Add(await _hub.AddAsync(_hub.Rooms[0].RoomId, s_day.AddHours(ids.Count), visibility));
            await _hub.WriteAsync(connection => connection.ExecuteAsync("UPDATE recording SET title = @title WHERE id = @id", new { title = $"课{ids.Count}", id = ids[^1] }));
        }
        return ids;
    }

    private async Task<HttpClient> PersonAsync(string name, string school) => (await _hub.Hub.SignedInAsync(name, new Assignment(Role.Teacher, new TreePlace(ScopeKind.School, school)))).Client;

    private static Task<string> CreateAsync(HttpClient client, object place) => client.PostForIdAsync("/api/v1/collections", new { name = "合集", place });

    private static async Task<string> PutAsync(HttpClient client, string collection, params string[] recordingIds) =>
        (await (await client.PostAsJsonAsync($"/api/v1/collections/{collection}/items", new { recordingIds })).JsonAsync()).ToJsonString();

    private static async Task MoveAsync(HttpClient client, string collection, string id, string? before) =>
        (await client.PutAsJsonAsync($"/api/v1/collections/{collection}/items/{id}/position", new { before })).EnsureSuccessStatusCode();

    private static async Task<IEnumerable<string>> OrderAsync(HttpClient client, string collection) =>
        (await client.GetJsonAsync($"/api/v1/collections/{collection}/items"))["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>());
}
