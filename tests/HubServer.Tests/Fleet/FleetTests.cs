using System.Net;
using System.Net.Http.Json;
using System.Text;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.Fleet;

public sealed class FleetTests
{
    [Fact]
    public async Task Tree_CreateRenameMoveDelete_IsSeenInLists()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var (one, two) = (await hub.CreatePlaceAsync(client, "一"), await hub.CreatePlaceAsync(client, "二"));

        await ExpectAsync(client.PatchAsJsonAsync($"/api/v1/regions/{one.RegionId}", new { name = "新区" }));
        await ExpectAsync(client.PatchAsJsonAsync($"/api/v1/schools/{one.SchoolId}", new { regionId = two.RegionId, kind = "teaching-point", tier = "pilot" }));
        await ExpectAsync(client.PatchAsJsonAsync($"/api/v1/rooms/{one.RoomId}", new { name = "301", schoolId = two.SchoolId }));

        var room = await client.GetJsonAsync($"/api/v1/rooms/{one.RoomId}");
        Assert.Equal(("301", "校二", "区二"), (room["name"]!.GetValue<string>(), room["schoolName"]!.GetValue<string>(), room["regionName"]!.GetValue<string>()));
        Assert.Equal("unenrolled", room["presence"]!.GetValue<string>());
        var schools = await client.GetJsonAsync($"/api/v1/schools?region={two.RegionId}&sort=-rooms");
        Assert.Equal(["校二", "校一"], schools["items"]!.AsArray().Select(s => s!["name"]!.GetValue<string>()));
        Assert.Equal("teaching-point", schools["items"]![1]!["kind"]!.GetValue<string>());
        await ExpectAsync(client.DeleteAsync($"/api/v1/schools/{one.SchoolId}"), HttpStatusCode.NoContent);
        await ExpectAsync(client.DeleteAsync($"/api/v1/regions/{one.RegionId}"), HttpStatusCode.NoContent);
        Assert.Equal(1, (await client.GetJsonAsync("/api/v1/regions"))["total"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("regions", "region_not_empty", "1 school, 1 room")]
    [InlineData("schools", "school_not_empty", "1 room")]
    public async Task Delete_OfWhatHoldsSomething_IsRefusedAndSaysWhat(string list, string code, string holds)
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);

        var response = await client.DeleteAsync($"/api/v1/{list}/{(list == "regions" ? place.RegionId : place.SchoolId)}");

        Assert.Contains(holds, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((409, code), await response.ProblemAsync());
        Assert.Equal(1, (await client.GetJsonAsync("/api/v1/rooms"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Delete_OfASchoolThatATokenIsFor_IsRefused()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        await ExpectAsync(client.DeleteAsync($"/api/v1/rooms/{place.RoomId}"), HttpStatusCode.NoContent);
        using var school = await hub.ClientAsync(new Scope(ScopeKind.School, place.SchoolId));

        Assert.Equal((409, "school_not_empty"), await (await client.DeleteAsync($"/api/v1/schools/{place.SchoolId}")).ProblemAsync());
    }

    [Fact]
    public async Task Names_AreUniqueBelowTheirParentOnly()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        var other = await client.PostForIdAsync("/api/v1/schools", new { name = "别校", regionId = place.RegionId });

        Assert.Equal((409, "room_name_taken"), await (await client.PostAsJsonAsync("/api/v1/rooms", new { name = " 室一 ", schoolId = place.SchoolId })).ProblemAsync());
        var same = await client.PostForIdAsync("/api/v1/rooms", new { name = "室一", schoolId = other });
        Assert.Equal((409, "room_name_taken"), await (await client.PatchAsJsonAsync($"/api/v1/rooms/{same}", new { schoolId = place.SchoolId })).ProblemAsync());
        Assert.Equal((409, "region_name_taken"), await (await client.PostAsJsonAsync("/api/v1/regions", new { name = "区一" })).ProblemAsync());
        Assert.Equal((409, "school_name_taken"), await (await client.PostAsJsonAsync("/api/v1/schools", new { name = "别校", regionId = place.RegionId })).ProblemAsync());
    }

    [Theory]
    [InlineData("七年级（1）班")]
    [InlineData("<script>alert('x')</script>")]
    [InlineData("../../etc/passwd\\..")]
    [InlineData("👩‍🏫 \"quoted\" & 'single' 100%_")]
    [InlineData("Ünïcodé שלום")]
    public async Task Names_OfAnyScript_ComeBackAsGiven(string name)
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();

        var id = await client.PostForIdAsync("/api/v1/regions", new { name });

        Assert.Equal(name.Normalize(), (await client.GetJsonAsync($"/api/v1/regions/{id}"))["name"]!.GetValue<string>());
        Assert.Equal(1, (await client.GetJsonAsync($"/api/v1/regions?q={Uri.EscapeDataString(name)}"))["total"]!.GetValue<int>());
    }

    public static TheoryData<string> BadNames => ["", "   ", new string('长', 81), new string('x', 10_000), "a\nb", "a\u0000b", "a\u202Eb", "a\u2028b"];

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task Names_EmptyTooLongOrInvisible_AreRefusedAndNothingIsMade(string name)
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();

        Assert.Equal((400, "name_invalid"), await (await client.PostAsJsonAsync("/api/v1/regions", new { name })).ProblemAsync());

        Assert.Equal(0, (await client.GetJsonAsync("/api/v1/regions"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Lists_ArePagedSortedAndFilteredOnTheServer()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        for (var i = 0; i < 25; i++) await client.PostForIdAsync("/api/v1/rooms", new { name = $"Room {i:00}", schoolId = place.SchoolId });

        var page = await client.GetJsonAsync("/api/v1/rooms?q=rOOm&page=2&pageSize=10&sort=-name");

        Assert.Equal((25, 2, 10), (page["total"]!.GetValue<int>(), page["page"]!.GetValue<int>(), page["pageSize"]!.GetValue<int>()));
        Assert.Equal(Enumerable.Range(5, 10).Reverse().Select(i => $"Room {i:00}"), page["items"]!.AsArray().Select(r => r!["name"]!.GetValue<string>()));
        Assert.Equal(0, (await client.GetJsonAsync("/api/v1/rooms?q=100%25"))["total"]!.GetValue<int>());
        Assert.Equal(0, (await client.GetJsonAsync("/api/v1/rooms?presence=online"))["total"]!.GetValue<int>());
        Assert.Equal(26, (await client.GetJsonAsync($"/api/v1/rooms?presence=unenrolled&school={place.SchoolId}&region={place.RegionId}"))["total"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    public async Task Region_WithoutABody_IsToldThatItIsMissing(string body)
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();

        var response = await client.PostAsync("/api/v1/regions", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal((400, "body_invalid"), await response.ProblemAsync());
        Assert.Contains("The body is missing", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("page=0", "page_invalid")]
    [InlineData("page=2000000000", "page_invalid")]
    [InlineData("pageSize=0", "page_size_invalid")]
    [InlineData("pageSize=201", "page_size_invalid")]
    [InlineData("page=x", "request_invalid")]
    [InlineData("sort=name;DROP TABLE room", "sort_invalid")]
    [InlineData("presence=maybe", "presence_invalid")]
    [InlineData("recorder=1", "recorder_invalid")]
    public async Task Lists_WithAWrongWish_SayWhatIsAllowed(string query, string code)
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();

        Assert.Equal((400, code), await (await client.GetAsync($"/api/v1/rooms?{query}")).ProblemAsync());
    }

    [Fact]
    public async Task Create_WithoutItsParent_IsRefused()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();

        Assert.Equal((400, "region_unknown"), await (await client.PostAsJsonAsync("/api/v1/schools", new { name = "x", regionId = "nowhere" })).ProblemAsync());
        Assert.Equal((400, "school_unknown"), await (await client.PostAsJsonAsync("/api/v1/rooms", new { name = "x", schoolId = "../.." })).ProblemAsync());
    }

    [Theory]
    [InlineData("{\"name\":\"x\",\"colour\":\"red\"}", "colour")]
    [InlineData("{\"name\":7}", "$.name")]
    [InlineData("{}", "name")]
    [InlineData("{\"name\":null}", "name")]
    [InlineData("{\"name\":\"x\"", "")]
    [InlineData("{\"name\":\"x\",\"name\":\"y\"}", "name")]
    [InlineData("[]", "")]
    [InlineData("", "")]
    public async Task Bodies_ThatCannotBeRead_AreToldWhy(string body, string named)
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();

        var response = await client.PostAsync("/api/v1/regions", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains(named, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Tongtang.", text, StringComparison.Ordinal);
        Assert.Equal(400, (await response.ProblemAsync()).Status);
    }

    private static async Task ExpectAsync(Task<HttpResponseMessage> request, HttpStatusCode status = HttpStatusCode.OK)
    {
        var response = await request;
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }
}
