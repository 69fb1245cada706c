using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.Accounts;

public sealed class RightTests
{
    [Fact]
    public async Task EveryEndpoint_NamesARightOrSaysThatItNeedsNobody()
    {
        await using var hub = await RunningHub.StartAsync();
        var endpoints = hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();

        Assert.True(endpoints.Count > 100);
        foreach (var endpoint in endpoints)
            Assert.True(endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || endpoint.NeededRights() is not null, $"{endpoint.DisplayName} names no right: add .Needs(Right.…)");
    }

    [Fact]
    public async Task WithoutTheRightAnywhere_IsRefusedWithItsName()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(admin);
        using var viewer = await hub.ClientAsync(TreePlace.Hub, Role.Viewer);

        var refused = await viewer.PostAsync($"/api/v1/rooms/{place.RoomId}/join-codes", null);

        var body = System.Text.Json.Nodes.JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal((403, "right_missing"), await refused.ProblemAsync());
        Assert.Equal("issue-join-codes", body["rights"]!.AsArray().Single()!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync($"/api/v1/rooms/{place.RoomId}")).StatusCode);
    }

    [Fact]
    public async Task WithTheRightElsewhereOnly_IsNotThere()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var (own, other) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"));
        var cookie = await SessionAsync(hub, new Assignment(Role.Viewer, TreePlace.Hub), new Assignment(Role.Installer, new TreePlace(ScopeKind.School, own.SchoolId)));
        using var person = hub.Anonymous();
        person.DefaultRequestHeaders.Add("Cookie", cookie);

        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync($"/api/v1/rooms/{other.RoomId}")).StatusCode);
        Assert.Equal((404, "room_unknown"), await (await person.PostAsync($"/api/v1/rooms/{other.RoomId}/join-codes", null)).ProblemAsync());
        Assert.Equal(HttpStatusCode.OK, (await person.PostAsync($"/api/v1/rooms/{own.RoomId}/join-codes", null)).StatusCode);
    }

    [Fact]
    public async Task SeveralPlaces_AreSeenTogether()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var (one, two, three) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"), await hub.CreatePlaceAsync(admin, "三"));
        using var person = hub.Anonymous();
        person.DefaultRequestHeaders.Add("Cookie", await SessionAsync(
            hub, new Assignment(Role.Teacher, new TreePlace(ScopeKind.School, one.SchoolId)), new Assignment(Role.Researcher, new TreePlace(ScopeKind.Region, two.RegionId))));

        var rooms = (await person.GetJsonAsync("/api/v1/rooms"))["items"]!.AsArray().Select(room => room!["id"]!.GetValue<string>()).ToHashSet();

        Assert.Equal([one.RoomId, two.RoomId], rooms);
        Assert.Equal(2, (await person.GetJsonAsync("/api/v1/regions"))["total"]!.GetValue<int>());
        Assert.Equal((404, "room_unknown"), await (await person.GetAsync($"/api/v1/rooms/{three.RoomId}")).ProblemAsync());
        Assert.Equal((403, "right_missing"), await (await person.PatchAsJsonAsync($"/api/v1/rooms/{one.RoomId}", new { name = "x" })).ProblemAsync());
    }

    [Fact]
    public async Task Session_TellsRolesAndRights()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(admin);
        using var person = hub.Anonymous();
        person.DefaultRequestHeaders.Add("Cookie", await SessionAsync(hub, new Assignment(Role.Installer, new TreePlace(ScopeKind.School, place.SchoolId))));

        var session = await person.GetJsonAsync("/api/v1/session");

        Assert.Equal("installer", session["roles"]![0]!["role"]!.GetValue<string>());
        Assert.Equal(place.SchoolId, session["scope"]!["id"]!.GetValue<string>());
        Assert.Equal(["see-rooms", "command-devices", "set-up-devices", "issue-join-codes"], session["rights"]!.AsArray().Select(right => right!["right"]!.GetValue<string>()));
        Assert.Equal(place.SchoolId, session["rights"]![0]!["places"]![0]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Token_MayDoNoMoreThanItsMaker()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(admin);
        using var staff = await hub.ClientAsync(TreePlace.Hub, Role.DistrictStaff);
        object Wish(params string[] roles) => new { name = "wall", scope = new { kind = "school", id = place.SchoolId }, roles };

        Assert.Equal((403, "role_too_wide"), await (await staff.PostAsJsonAsync("/api/v1/tokens", Wish("school-administrator"))).ProblemAsync());
        Assert.Equal((403, "role_too_wide"), await (await staff.PostAsJsonAsync("/api/v1/tokens", Wish("viewer", "auditor"))).ProblemAsync());
        Assert.Equal((400, "roles_none"), await (await staff.PostAsJsonAsync("/api/v1/tokens", Wish())).ProblemAsync());
        var token = (await (await staff.PostAsJsonAsync("/api/v1/tokens", Wish("viewer"))).JsonAsync())["token"]!.GetValue<string>();

        using var wall = hub.Anonymous();
        wall.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(1, (await wall.GetJsonAsync("/api/v1/rooms"))["total"]!.GetValue<int>());
        Assert.Equal((403, "right_missing"), await (await wall.DeleteAsync($"/api/v1/rooms/{place.RoomId}")).ProblemAsync());
        Assert.Equal((403, "right_missing"), await (await wall.GetAsync("/api/v1/tokens")).ProblemAsync());
    }

    [Fact]
    public async Task Token_InTheAddress_IsNobody()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var token = admin.DefaultRequestHeaders.Authorization!.Parameter;
        using var client = hub.Anonymous();

        foreach (var name in new[] { "token", "access_token", "authorization", "bearer", "tongtang-session" })
            Assert.Equal((401, "session_required"), await (await client.GetAsync($"/api/v1/rooms?{name}={token}")).ProblemAsync());
    }

    /// <summary>The cookie of somebody with these roles.</summary>
    internal static async Task<string> SessionAsync(RunningHub hub, params Assignment[] roles)
    {
        var id = await hub.Services.GetRequiredService<AccountStore>().CreateAsync($"person {Guid.NewGuid():N}", "", roles, CancellationToken.None);
        return $"tongtang-session={await hub.Services.GetRequiredService<CallerStore>().BeginSessionAsync(id!, "127.0.0.1", "test", CancellationToken.None)}";
    }
}
