using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Tests.Assets;

public sealed class AssetTests
{
    [Fact]
    public async Task Asset_IsRegistered_Changed_MovedAndScrapped_AndItsHistorySaysSo()
    {
        var time = new ManualTimeProvider();
        await using var hub = await RunningHub.StartAsync(time: time);
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        var today = Day(time.GetUtcNow());

        var id = await client.PostForIdAsync("/api/v1/assets", new { code = " TY-001 ", name = "交互智能平板", kind = "平板", boughtOn = "2020-02-29", price = 12999.5m, warrantyUntil = "2023-02-28", roomId = place.RoomId });
        Assert.Equal((409, "asset_code_taken"), await (await client.PostAsJsonAsync("/api/v1/assets", new { code = "ｔｙ-001", name = "x", kind = "x", schoolId = place.SchoolId })).ProblemAsync());
        var changed = await (await client.PutAsJsonAsync($"/api/v1/assets/{id}", new { code = "TY-002", name = "交互智能平板", kind = "平板", keeper = "王老师", price = 12999.5m })).JsonAsync();
        Assert.Equal(("TY-002", "王老师", null, "室一"), (Text(changed, "code"), Text(changed, "keeper"), Text(changed, "boughtOn"), Text(changed, "roomName")));
        var moved = await (await client.PostAsJsonAsync($"/api/v1/assets/{id}/transfers", new { schoolId = place.SchoolId, reason = "教室改造", on = today.AddDays(-3) })).JsonAsync();
        Assert.Equal((null, "校一", "区一"), (Text(moved, "roomName"), Text(moved, "schoolName"), Text(moved, "regionName")));
        var scrapped = await (await client.PutAsJsonAsync($"/api/v1/assets/{id}/state", new { state = "scrapped", reason = "屏幕损坏" })).JsonAsync();

        Assert.Equal(
            [
                $"state {today:yyyy-MM-dd} 屏幕损坏  →  in-use → scrapped",
                $"transferred {today.AddDays(-3):yyyy-MM-dd} 教室改造 区一 / 校一 / 室一 → 区一 / 校一  → ",
                $"changed {today:yyyy-MM-dd}   →   → ",
                $"registered {today:yyyy-MM-dd}   → 区一 / 校一 / 室一  → in-use",
            ],
            scrapped["history"]!.AsArray().Select(step =>
                $"{step!["step"]} {step["happenedOn"]} {step["reason"]} {step["placeBefore"]} → {step["placeAfter"]} {step["stateBefore"]} → {step["stateAfter"]}"));
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/v1/assets/{id}")).StatusCode);
        Assert.Equal((404, "asset_unknown"), await (await client.GetAsync($"/api/v1/assets/{id}")).ProblemAsync());
        Assert.Equal(["createAsset", "changeAsset", "transferAsset", "setAssetState", "deleteAsset"], await OperationsAsync(client, id));
    }

    [Fact]
    public async Task List_IsSearched_Narrowed_AndSorted_OnTheHub()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var (one, two) = (await hub.CreatePlaceAsync(client, "一"), await hub.CreatePlaceAsync(client, "二"));
        await client.PostForIdAsync("/api/v1/assets", new { code = "A1", name = "投影机", kind = "投影", maker = "Epson", serial = "SN_100%", boughtOn = "2015-05-01", price = 3, roomId = one.RoomId });
        await client.PostForIdAsync("/api/v1/assets", new { code = "A2", name = "音箱", kind = "音响", boughtOn = "2024-05-01", warrantyUntil = "2027-01-01", price = 1, schoolId = one.SchoolId, state = "in-repair" });
        await client.PostForIdAsync("/api/v1/assets", new { code = "A3", name = "投影幕", kind = "投影", price = 2, regionId = two.RegionId });

        Assert.Equal(["A1", "A3"], await CodesAsync(client, "kind=投影"));
        Assert.Equal(["A1"], await CodesAsync(client, "q=sn_100%25"));
        Assert.Empty(await CodesAsync(client, "q=sn?100"));
        Assert.Equal(["A1", "A2"], await CodesAsync(client, $"school={one.SchoolId}"));
        Assert.Equal(["A1"], await CodesAsync(client, $"room={one.RoomId}"));
        Assert.Equal(["A3"], await CodesAsync(client, $"region={two.RegionId}"));
        Assert.Equal(["A2"], await CodesAsync(client, "state=in-repair,scrapped"));
        Assert.Equal(["A1"], await CodesAsync(client, "boughtTo=2020-01-01"));
        Assert.Equal(["A2"], await CodesAsync(client, "warrantyFrom=2026-12-31&warrantyTo=2027-01-01"));
        Assert.Equal(["A1", "A3", "A2"], await CodesAsync(client, "sort=-price"));
        Assert.Equal((400, "date_invalid"), await (await client.GetAsync("/api/v1/assets?boughtFrom=45000")).ProblemAsync());
        Assert.Equal((400, "state_invalid"), await (await client.GetAsync("/api/v1/assets?state=lost")).ProblemAsync());
    }

    [Fact]
    public async Task BeyondLife_IsWhatIsOlderThanItsKindIsMeantToBe()
    {
        var time = new ManualTimeProvider();
        await using var hub = await RunningHub.StartAsync(time: time);
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        var today = Day(time.GetUtcNow());
        async Task RegisterAsync(string code, DateOnly day, string kind = "投影") => await client.PostForIdAsync("/api/v1/assets", new { code, name = code, kind, boughtOn = day, schoolId = place.SchoolId });
        await RegisterAsync("old", today.AddYears(-5));
        await RegisterAsync("young", today.AddYears(-5).AddDays(1));
        await RegisterAsync("other", today.AddYears(-20), "桌子");

        await (await client.PutAsJsonAsync("/api/v1/assets/kinds", new { kinds = new[] { new { name = "投影", lifeYears = 5 } } })).JsonAsync();

        Assert.Equal(["old"], await CodesAsync(client, "beyondLife=true"));
        Assert.Equal(["投影 5 2", "桌子  1"], (await client.GetJsonAsync("/api/v1/assets/kinds")).AsArray().Select(kind => $"{kind!["name"]} {kind["lifeYears"]} {kind["assets"]}").Order(StringComparer.Ordinal));
        Assert.Equal((400, "life_invalid"), await (await client.PutAsJsonAsync("/api/v1/assets/kinds", new { kinds = new[] { new { name = "投影", lifeYears = 0 } } })).ProblemAsync());
        Assert.Contains("投影: 5", (await client.GetJsonAsync("/api/v1/audit?kind=asset-lives"))["items"]![1]!["changes"]![0]!["after"]!.GetValue<string>(), StringComparison.Ordinal);
        using var school = await hub.ClientAsync(new Scope(ScopeKind.School, place.SchoolId));
        Assert.Equal((403, "scope_too_small"), await (await school.PutAsJsonAsync("/api/v1/assets/kinds", new { kinds = Array.Empty<object>() })).ProblemAsync());
    }

    [Fact]
    public async Task Asset_OfAnotherSchool_IsNotThere_AndCannotBeMovedThere()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var (own, other) = (await hub.CreatePlaceAsync(client, "一"), await hub.CreatePlaceAsync(client, "二"));
        var mine = await client.PostForIdAsync("/api/v1/assets", new { code = "A1", name = "x", kind = "x", roomId = own.RoomId });
        var theirs = await client.PostForIdAsync("/api/v1/assets", new { code = "A2", name = "x", kind = "x", roomId = other.RoomId });
        await client.PostForIdAsync("/api/v1/assets", new { code = "A3", name = "x", kind = "x", regionId = own.RegionId });
        using var school = await hub.ClientAsync(new Scope(ScopeKind.School, own.SchoolId));
        using var region = await hub.ClientAsync(new Scope(ScopeKind.Region, own.RegionId));

        Assert.Equal(["A1"], await CodesAsync(school, ""));
        Assert.Equal(["A1", "A3"], await CodesAsync(region, ""));
        Assert.Equal((404, "asset_unknown"), await (await school.GetAsync($"/api/v1/assets/{theirs}")).ProblemAsync());
        Assert.Equal((400, "place_unknown"), await (await school.PostAsJsonAsync($"/api/v1/assets/{mine}/transfers", new { roomId = other.RoomId, reason = "x" })).ProblemAsync());
        Assert.Equal((400, "place_unknown"), await (await school.PostAsJsonAsync($"/api/v1/assets/{mine}/transfers", new { regionId = own.RegionId, reason = "x" })).ProblemAsync());
        Assert.Equal((400, "place_unknown"), await (await school.PostAsJsonAsync("/api/v1/assets", new { code = "A4", name = "x", kind = "x", schoolId = other.SchoolId })).ProblemAsync());
        Assert.Equal((400, "place_missing"), await (await school.PostAsJsonAsync("/api/v1/assets", new { code = "A4", name = "x", kind = "x" })).ProblemAsync());
    }

    [Fact]
    public async Task Place_WithAnAsset_IsNotDeleted()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        var id = await client.PostForIdAsync("/api/v1/assets", new { code = "A1", name = "x", kind = "x", roomId = place.RoomId });

        Assert.Equal((409, "room_not_empty"), await (await client.DeleteAsync($"/api/v1/rooms/{place.RoomId}")).ProblemAsync());
        await (await client.PostAsJsonAsync($"/api/v1/assets/{id}/transfers", new { regionId = place.RegionId, reason = "收回" })).JsonAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/v1/rooms/{place.RoomId}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/v1/schools/{place.SchoolId}")).StatusCode);
        Assert.Equal((409, "region_not_empty"), await (await client.DeleteAsync($"/api/v1/regions/{place.RegionId}")).ProblemAsync());
    }

    [Fact]
    public async Task Asset_TiedToADevice_ShowsItsHours_AndKeepsThemWhenItIsMoved()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        await AddDeviceAsync(hub, place.RoomId, "projector", 1234.5);
        var wish = new { code = "A1", name = "投影机", kind = "投影", deviceId = "projector" };

        var id = await client.PostForIdAsync("/api/v1/assets", new { wish.code, wish.name, wish.kind, wish.deviceId, roomId = place.RoomId });
        var asset = (await client.GetJsonAsync($"/api/v1/assets/{id}"))["asset"]!;
        Assert.Equal((1234.5, "投影"), (asset["hours"]!.GetValue<double>(), asset["deviceName"]!.GetValue<string>()));
        Assert.Equal((409, "asset_device_taken"), await (await client.PostAsJsonAsync("/api/v1/assets", new { code = "A2", name = "x", kind = "x", deviceId = "projector", roomId = place.RoomId })).ProblemAsync());
        Assert.Equal((400, "device_unknown"), await (await client.PostAsJsonAsync("/api/v1/assets", new { code = "A2", name = "x", kind = "x", deviceId = "y", roomId = place.RoomId })).ProblemAsync());
        var moved = await (await client.PostAsJsonAsync($"/api/v1/assets/{id}/transfers", new { schoolId = place.SchoolId, reason = "x" })).JsonAsync();
        Assert.Equal((1234.5, null), (moved["asset"]!["hours"]!.GetValue<double>(), Text(moved, "deviceId")));
    }

    [Theory]
    [InlineData("""{"code":"","name":"x","kind":"x"}""", "name_invalid")]
    [InlineData("""{"code":"x","name":"a‮b","kind":"x"}""", "name_invalid")]
    [InlineData("""{"code":"x","name":"x","kind":"x","price":-1}""", "price_invalid")]
    [InlineData("""{"code":"x","name":"x","kind":"x","price":1.005}""", "price_invalid")]
    [InlineData("""{"code":"x","name":"x","kind":"x","boughtOn":"1900-01-01"}""", "date_invalid")]
    [InlineData("""{"code":"x","name":"x","kind":"x","boughtOn":"2024-01-02","warrantyUntil":"2024-01-01"}""", "warranty_before_purchase")]
    [InlineData("""{"code":"x","name":"x","kind":"x","note":"a\nb"}""", "asset_text_invalid")]
    public async Task Asset_OfWrongWords_IsRefused(string body, string code)
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        var wish = JsonNode.Parse(body)!;
        wish["schoolId"] = place.SchoolId;

        Assert.Equal((400, code), await (await client.PostAsJsonAsync("/api/v1/assets", wish)).ProblemAsync());
        Assert.Empty(await CodesAsync(client, ""));
    }

    [Fact]
    public async Task Step_WithoutAReason_OrOfTomorrow_IsRefused()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        var id = await client.PostForIdAsync("/api/v1/assets", new { code = "A1", name = "x", kind = "x", roomId = place.RoomId });

        Assert.Equal((400, "reason_missing"), await (await client.PutAsJsonAsync($"/api/v1/assets/{id}/state", new { state = "scrapped" })).ProblemAsync());
        Assert.Equal((400, "date_invalid"), await (await client.PutAsJsonAsync($"/api/v1/assets/{id}/state", new { state = "scrapped", reason = "x", on = "2149-01-01" })).ProblemAsync());
        Assert.Equal((400, "reason_missing"), await (await client.PostAsJsonAsync($"/api/v1/assets/{id}/transfers", new { schoolId = place.SchoolId, reason = " " })).ProblemAsync());
        Assert.Single((await client.GetJsonAsync($"/api/v1/assets/{id}"))["history"]!.AsArray());
    }

    private static DateOnly Day(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(moment, "Asia/Shanghai").DateTime);

    private static string? Text(JsonNode detail, string member) => detail["asset"]![member]?.GetValue<string>();

    private static async Task<IEnumerable<string>> CodesAsync(HttpClient client, string query) =>
        (await client.GetJsonAsync($"/api/v1/assets?{query}"))["items"]!.AsArray().Select(asset => asset!["code"]!.GetValue<string>());

    private static async Task<IEnumerable<string>> OperationsAsync(HttpClient client, string id) =>
        (await client.GetJsonAsync($"/api/v1/audit?sort=seq&thing={id}"))["items"]!.AsArray().Where(row => row!["thingKind"]!.GetValue<string>() == "asset").Select(row => row!["operation"]!.GetValue<string>());

    private static Task AddDeviceAsync(RunningHub hub, string roomId, string id, double hours)
    {
        const string sql = """
            INSERT INTO device (room_id, id, position, name, name_key, driver, health, problem_code, problem, manufacturer, model, firmware, hours, properties, readings, identity, description_hash)
            VALUES (@roomId, @id, 0, '投影', '', 'pjlink', 'online', '', '', '', '', '', @hours, '{}', '{}', '{}', '')
            """;
        return hub.Services.GetRequiredService<HubDatabase>().WriteAsync(connection => connection.ExecuteAsync(sql, new { roomId, id, hours }), CancellationToken.None);
    }
}
