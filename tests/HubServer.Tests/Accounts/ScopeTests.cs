using System.Net;
using System.Net.Http.Json;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.Accounts;

public sealed class ScopeTests
{
    [Fact]
    public async Task School_SeesItselfOnly()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var (own, other) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"));
        using var client = await hub.ClientAsync(new Scope(ScopeKind.School, own.SchoolId));

        Assert.Equal([own.RoomId], await IdsAsync(client, "/api/v1/rooms"));
        Assert.Equal([own.SchoolId], await IdsAsync(client, "/api/v1/schools"));
        Assert.Equal([own.RegionId], await IdsAsync(client, "/api/v1/regions"));
        Assert.Empty(await IdsAsync(client, $"/api/v1/rooms?school={other.SchoolId}"));
        Assert.Equal((404, "room_unknown"), await (await client.GetAsync($"/api/v1/rooms/{other.RoomId}")).ProblemAsync());
        Assert.Equal((400, "school_unknown"), await (await client.PostAsJsonAsync("/api/v1/rooms", new { name = "x", schoolId = other.SchoolId })).ProblemAsync());
        Assert.Equal((400, "school_unknown"), await (await client.PatchAsJsonAsync($"/api/v1/rooms/{own.RoomId}", new { schoolId = other.SchoolId })).ProblemAsync());
        Assert.Equal((403, "scope_too_small"), await (await client.PostAsJsonAsync("/api/v1/schools", new { name = "x", regionId = own.RegionId })).ProblemAsync());
        Assert.Equal((403, "scope_too_small"), await (await client.DeleteAsync($"/api/v1/schools/{own.SchoolId}")).ProblemAsync());
        Assert.Equal((403, "scope_too_small"), await (await client.PatchAsJsonAsync($"/api/v1/regions/{own.RegionId}", new { name = "x" })).ProblemAsync());
    }

    [Fact]
    public async Task School_InARegionOfTwo_IsToldOfItsOwnRoomsOnly()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var own = await hub.CreatePlaceAsync(admin);
        var other = await admin.PostForIdAsync("/api/v1/schools", new { name = "邻校", regionId = own.RegionId });
        await admin.PostForIdAsync("/api/v1/rooms", new { name = "邻校的教室", schoolId = other });
        using var client = await hub.ClientAsync(new Scope(ScopeKind.School, own.SchoolId));

        Assert.Equal((1, 1), await CountsAsync(client));
        Assert.Equal((2, 2), await CountsAsync(admin));

        async Task<(int Schools, int Rooms)> CountsAsync(HttpClient caller)
        {
            var region = (await caller.GetJsonAsync("/api/v1/regions"))["items"]!.AsArray().Single()!;
            return (region["schools"]!.GetValue<int>(), region["rooms"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task Region_SeesItsSchoolsOnly()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var (own, other) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"));
        using var client = await hub.ClientAsync(new Scope(ScopeKind.Region, own.RegionId));

        Assert.Equal([own.RoomId], await IdsAsync(client, "/api/v1/rooms"));
        Assert.Equal([own.RegionId], await IdsAsync(client, "/api/v1/regions"));
        await client.PostForIdAsync("/api/v1/schools", new { name = "新校", regionId = own.RegionId });
        Assert.Equal((400, "region_unknown"), await (await client.PostAsJsonAsync("/api/v1/schools", new { name = "x", regionId = other.RegionId })).ProblemAsync());
        Assert.Equal((403, "scope_too_small"), await (await client.PatchAsJsonAsync($"/api/v1/schools/{own.SchoolId}", new { regionId = other.RegionId })).ProblemAsync());
        Assert.Equal((403, "scope_too_small"), await (await client.PostAsJsonAsync("/api/v1/regions", new { name = "x" })).ProblemAsync());
        Assert.Equal((404, "school_unknown"), await (await client.DeleteAsync($"/api/v1/schools/{other.SchoolId}")).ProblemAsync());
    }

    [Fact]
    public async Task Tokens_NeverReachFartherThanTheirMaker()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var (own, other) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"));
        using var client = await hub.ClientAsync(new Scope(ScopeKind.Region, own.RegionId));

        foreach (var scope in new object[] { new { kind = "hub" }, new { kind = "region", id = other.RegionId }, new { kind = "school", id = other.SchoolId } })
            Assert.Equal((403, "scope_too_small"), await (await client.PostAsJsonAsync("/api/v1/tokens", new { name = "x", scope })).ProblemAsync());
        await client.PostForIdAsync("/api/v1/tokens", new { name = "x", scope = new { kind = "school", id = own.SchoolId } });
        Assert.Equal(2, (await client.GetJsonAsync("/api/v1/tokens"))["total"]!.GetValue<int>());
        var adminToken = (await admin.GetJsonAsync("/api/v1/tokens"))["items"]!.AsArray().First(t => t!["scope"]!["kind"]!.GetValue<string>() == "hub")!["id"];
        Assert.Equal((404, "token_unknown"), await (await client.DeleteAsync($"/api/v1/tokens/{adminToken}")).ProblemAsync());
    }

    [Fact]
    public async Task Token_DeletedOrExpired_StopsWorkingAtOnce()
    {
        var time = new Tongtang.Harness.ManualTimeProvider();
        await using var hub = await RunningHub.StartAsync(time: time);
        using var admin = await hub.HubClientAsync();
        var made = await (await admin.PostAsJsonAsync("/api/v1/tokens", new { name = "x", scope = new { kind = "hub" }, expiresAt = time.GetUtcNow().AddHours(1) })).JsonAsync();
        var deleted = await (await admin.PostAsJsonAsync("/api/v1/tokens", new { name = "y", scope = new { kind = "hub" } })).JsonAsync();
        using var client = hub.Anonymous();

        Assert.Equal(HttpStatusCode.OK, await AskAsync(client, deleted));
        await admin.DeleteAsync($"/api/v1/tokens/{deleted["id"]}");
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(client, deleted));

        Assert.Equal(HttpStatusCode.OK, await AskAsync(client, made));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(client, made));
    }

    [Theory]
    [InlineData("{\"kind\":\"region\"}", 400)]
    [InlineData("{\"kind\":\"hub\",\"id\":\"x\"}", 400)]
    [InlineData("{\"kind\":\"region\",\"id\":\"nowhere\"}", 400)]
    [InlineData("{\"kind\":\"planet\"}", 400)]
    [InlineData("{}", 400)]
    public async Task Token_WithAnImpossibleScope_IsRefused(string scope, int status)
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();

        var body = new StringContent($$"""{"name":"x","scope":{{scope}}}""", System.Text.Encoding.UTF8, "application/json");

        Assert.Equal(status, (await (await admin.PostAsync("/api/v1/tokens", body)).ProblemAsync()).Status);
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, System.Text.Json.Nodes.JsonNode token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/rooms") { Headers = { Authorization = new("Bearer", token["token"]!.GetValue<string>()) } };
        return (await client.SendAsync(request)).StatusCode;
    }

    private static async Task<string[]> IdsAsync(HttpClient client, string path) =>
        (await client.GetJsonAsync(path))["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()).ToArray();
}
