using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.FloorPlans;

public sealed class FloorPlanTests
{
    [Fact]
    public async Task Floors_AreUploaded_Ordered_Furnished_LookedAtAndDeleted()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(admin);
        var school = $"/api/v1/schools/{place.SchoolId}/floor-plans";
        var png = MadePng.Of(60, 40);
        var first = await admin.PostForIdAsync(school, new { name = "一楼", content = Convert.ToBase64String(png) });
        var second = await admin.PostForIdAsync(school, new { name = "二楼", content = Convert.ToBase64String(PictureFileTests.Jpeg) });

        var moved = await (await admin.PatchAsJsonAsync($"/api/v1/floor-plans/{second}", new { name = "顶楼", position = 0 })).JsonAsync();
        Assert.Equal(("顶楼", 0, "image/jpeg", 32, 24), (moved["name"]!.GetValue<string>(), moved["position"]!.GetValue<int>(), moved["mediaType"]!.GetValue<string>(), moved["width"]!.GetValue<int>(), moved["height"]!.GetValue<int>()));
        Assert.Equal([second, first], (await ListAsync(admin, school)).Select(plan => plan["id"]!.GetValue<string>()));

        using var picture = await admin.GetAsync($"/api/v1/floor-plans/{first}/picture");
        Assert.Equal(png, await picture.Content.ReadAsByteArrayAsync());
        Assert.Equal(("image/png", "nosniff"), (picture.Content.Headers.ContentType!.MediaType, picture.Headers.GetValues("X-Content-Type-Options").Single()));
        Assert.StartsWith("default-src 'none'", picture.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/floor-plans/{first}/picture") { Headers = { { "If-None-Match", picture.Headers.ETag!.Tag } } };
        Assert.Equal(HttpStatusCode.NotModified, (await admin.SendAsync(again)).StatusCode);

        // A room stands on one floor; another school's on none of these.
        var other = await hub.CreatePlaceAsync(admin, "二");
        await PlaceAsync(admin, first, (place.RoomId, 2_500, 10_000), (other.RoomId, 1, 1));
        await PlaceAsync(admin, second, (place.RoomId, 0, 5_000));
        var plans = await ListAsync(admin, school);
        Assert.Equal((place.RoomId, 0, 5_000), plans[0]["rooms"]!.AsArray().Select(room => (room!["roomId"]!.GetValue<string>(), room["x"]!.GetValue<int>(), room["y"]!.GetValue<int>())).Single());
        Assert.Empty(plans[1]["rooms"]!.AsArray());
        await (await admin.PatchAsJsonAsync($"/api/v1/rooms/{place.RoomId}", new { schoolId = other.SchoolId, name = "搬走的" })).JsonAsync();
        Assert.All(await ListAsync(admin, school), plan => Assert.Empty(plan["rooms"]!.AsArray()));

        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"/api/v1/floor-plans/{second}")).StatusCode);
        Assert.Equal((first, 0), (await ListAsync(admin, school)).Select(plan => (plan["id"]!.GetValue<string>(), plan["position"]!.GetValue<int>())).Single());
        using var auditor = await hub.ClientAsync(TreePlace.Hub, Role.Auditor);
        var rows = (await auditor.GetJsonAsync("/api/v1/audit?pageSize=100"))["items"]!.AsArray().Where(row => row!["thingKind"]!.GetValue<string>() == "floor-plan").Select(row => row!["operation"]!.GetValue<string>());
        Assert.Equal(["deleteFloorPlan", "setFloorPlanRooms", "setFloorPlanRooms", "changeFloorPlan", "createFloorPlan", "createFloorPlan"], rows);
    }

    [Fact]
    public async Task Floors_OfAnotherSchool_AreNotThere_AndWhatIsNoPictureIsRefused()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var (place, other) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"));
        var school = $"/api/v1/schools/{place.SchoolId}/floor-plans";
        var plan = await admin.PostForIdAsync(school, new { name = "一楼", content = Convert.ToBase64String(MadePng.Of(60, 40)) });
        using var stranger = await hub.ClientAsync(new TreePlace(ScopeKind.School, other.SchoolId), Role.SchoolAdministrator);
        foreach (var path in new[] { school, $"/api/v1/floor-plans/{plan}/picture" }) Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(path)).StatusCode);
        Assert.Equal((404, "floor_plan_unknown"), await (await stranger.PatchAsJsonAsync($"/api/v1/floor-plans/{plan}", new { name = "x" })).ProblemAsync());
        using var teacher = await hub.ClientAsync(new TreePlace(ScopeKind.School, place.SchoolId), Role.Teacher);
        Assert.Equal(HttpStatusCode.OK, (await teacher.GetAsync($"/api/v1/floor-plans/{plan}/picture")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await teacher.DeleteAsync($"/api/v1/floor-plans/{plan}")).StatusCode);

        foreach (var content in new[] { "", "????", Convert.ToBase64String("<svg xmlns='http://www.w3.org/2000/svg'/>"u8) })
        {
            Assert.Equal((400, "picture_invalid"), await (await admin.PostAsJsonAsync(school, new { name = "坏", content })).ProblemAsync());
            Assert.Equal((400, "picture_invalid"), await (await admin.PatchAsJsonAsync($"/api/v1/floor-plans/{plan}", new { content })).ProblemAsync());
        }
        Assert.Equal((400, "rooms_invalid"), await (await admin.PutAsJsonAsync($"/api/v1/floor-plans/{plan}/rooms", new { rooms = new[] { new { roomId = place.RoomId, x = 10_001, y = 0 } } })).ProblemAsync());
        for (var floor = 2; floor <= 30; floor++) await admin.PostForIdAsync(school, new { name = $"{floor} 楼", content = Convert.ToBase64String(MadePng.Of(1, 1)) });
        Assert.Equal((409, "floor_plans_too_many"), await (await admin.PostAsJsonAsync(school, new { name = "屋顶", content = Convert.ToBase64String(MadePng.Of(1, 1)) })).ProblemAsync());
    }

    private static async Task<List<JsonNode>> ListAsync(HttpClient client, string school) => [.. (await client.GetJsonAsync(school)).AsArray().Select(plan => plan!)];

    private static async Task PlaceAsync(HttpClient client, string plan, params (string RoomId, int X, int Y)[] rooms) =>
        await (await client.PutAsJsonAsync($"/api/v1/floor-plans/{plan}/rooms", new { rooms = rooms.Select(room => new { roomId = room.RoomId, x = room.X, y = room.Y }) })).JsonAsync();
}
