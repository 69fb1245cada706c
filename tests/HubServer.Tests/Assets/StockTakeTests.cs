using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Assets;

namespace Tongtang.HubServer.Tests.Assets;

public sealed class StockTakeTests
{
    [Theory]
    [InlineData(false, false, null, null, "Unknown")]
    [InlineData(true, false, "a", "a", "Elsewhere")]
    [InlineData(true, true, "a", "a", "Found")]
    [InlineData(true, true, "a", null, "Found")]
    [InlineData(true, true, null, "a", "Found")]
    [InlineData(true, true, "a", "b", "Elsewhere")]
    public void Thing_IsFound_WhereItIsRegistered(bool isKnown, bool isExpected, string? registered, string? standing, string outcome) =>
        Assert.Equal(outcome, StockRule.Of(isKnown, isExpected, registered, standing).ToString());

    [Fact]
    public async Task StockTake_OfASchool_SaysWhatIsFound_Missing_ElsewhereAndUnknown()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var (place, other) = (await hub.CreatePlaceAsync(client, "一"), await hub.CreatePlaceAsync(client, "二"));
        var second = await client.PostForIdAsync("/api/v1/rooms", new { name = "室九", schoolId = place.SchoolId });
        var one = await RegisterAsync(client, "A1", place.RoomId);
        await RegisterAsync(client, "A2", place.RoomId);
        await RegisterAsync(client, "A3", second);
        var scrapped = await RegisterAsync(client, "A4", place.RoomId);
        await (await client.PutAsJsonAsync($"/api/v1/assets/{scrapped}/state", new { state = "scrapped", reason = "x" })).JsonAsync();
        await RegisterAsync(client, "B1", other.RoomId);

        var take = await client.PostForIdAsync("/api/v1/stock-takes", new { schoolId = place.SchoolId });
        Assert.Equal((409, "stock_take_open"), await (await client.PostAsJsonAsync("/api/v1/stock-takes", new { schoolId = place.SchoolId })).ProblemAsync());
        Assert.Equal("found False", await CountAsync(client, take, $"https://hub.example/inventory/{one}", place.RoomId));
        Assert.Equal("found True", await CountAsync(client, take, " ａ1 "));
        Assert.Equal("elsewhere False", await CountAsync(client, take, "A3", place.RoomId));
        Assert.Equal("elsewhere False", await CountAsync(client, take, "B1"));
        Assert.Equal("elsewhere False", await CountAsync(client, take, "A4"));
        Assert.Equal("unknown False", await CountAsync(client, take, "Z-9"));
        await RegisterAsync(client, "A5", place.RoomId);
        Assert.Equal("found False", await CountAsync(client, take, "A5"));

        Assert.Equal("4 1 2 3 1", Figures(await client.GetJsonAsync($"/api/v1/stock-takes/{take}")));
        Assert.Equal(["A2"], await CodesAsync(client, take, "outcome=missing"));
        Assert.Equal(["A3", "A4", "B1"], await CodesAsync(client, take, "outcome=elsewhere&sort=code"));
        Assert.Equal(["Z-9"], await CodesAsync(client, take, "q=z-"));
        Assert.NotNull((await client.GetJsonAsync($"/api/v1/assets/{one}"))["countedAt"]);

        var finished = await (await client.PostAsync($"/api/v1/stock-takes/{take}/finish", null)).JsonAsync();
        Assert.NotNull(finished["finishedAt"]);
        Assert.Equal((409, "stock_take_finished"), await (await client.PostAsJsonAsync($"/api/v1/stock-takes/{take}/counts", new { code = "A2" })).ProblemAsync());
        Assert.Equal((409, "stock_take_finished"), await (await client.PostAsync($"/api/v1/stock-takes/{take}/finish", null)).ProblemAsync());
        Assert.Equal(0, (await client.GetJsonAsync("/api/v1/stock-takes?open=true"))["total"]!.GetValue<int>());
        await client.PostForIdAsync("/api/v1/stock-takes", new { schoolId = place.SchoolId });
    }

    [Fact]
    public async Task Count_ByMistake_IsForgotten()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        await RegisterAsync(client, "A1", place.RoomId);
        var take = await client.PostForIdAsync("/api/v1/stock-takes", new { roomId = place.RoomId });
        await CountAsync(client, take, "A1");
        await CountAsync(client, take, "Z9");
        Assert.Equal("1 0 1 0 1", Figures(await client.GetJsonAsync($"/api/v1/stock-takes/{take}")));

        foreach (var number in new[] { 1, 2 }) Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/v1/stock-takes/{take}/counts/{number}")).StatusCode);

        Assert.Equal("1 1 0 0 0", Figures(await client.GetJsonAsync($"/api/v1/stock-takes/{take}")));
        Assert.Equal((404, "count_unknown"), await (await client.DeleteAsync($"/api/v1/stock-takes/{take}/counts/1")).ProblemAsync());
    }

    [Fact]
    public async Task StockTake_OfAnotherSchool_IsNotThere_AndItsAssetsAreUnknownThere()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var (own, other) = (await hub.CreatePlaceAsync(client, "一"), await hub.CreatePlaceAsync(client, "二"));
        await RegisterAsync(client, "B1", other.RoomId);
        using var school = await hub.ClientAsync(new Scope(ScopeKind.School, own.SchoolId));
        var theirs = await client.PostForIdAsync("/api/v1/stock-takes", new { regionId = other.RegionId });
        var mine = await school.PostForIdAsync("/api/v1/stock-takes", new { roomId = own.RoomId });

        Assert.Equal((404, "stock_take_unknown"), await (await school.GetAsync($"/api/v1/stock-takes/{theirs}")).ProblemAsync());
        Assert.Equal((400, "place_unknown"), await (await school.PostAsJsonAsync("/api/v1/stock-takes", new { schoolId = other.SchoolId })).ProblemAsync());
        Assert.Equal("unknown False", await CountAsync(school, mine, "B1"));
        Assert.Equal((400, "label_unknown"), await (await school.PostAsJsonAsync($"/api/v1/stock-takes/{mine}/counts", new { code = new string('9', 41) })).ProblemAsync());
        Assert.Equal(mine, (await school.GetJsonAsync("/api/v1/stock-takes"))["items"]!.AsArray().Single()!["id"]!.GetValue<string>());
        Assert.Equal("1 1 0 0 0", Figures(await client.GetJsonAsync($"/api/v1/stock-takes/{theirs}")));
    }

    [Fact]
    public async Task Report_CountsByKindAndYear_WhatIsToBeRenewed()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var (place, other) = (await hub.CreatePlaceAsync(client, "一"), await hub.CreatePlaceAsync(client, "二"));
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeBySystemTimeZoneId(TimeProvider.System.GetUtcNow(), "Asia/Shanghai").DateTime);
        async Task<string> AddAsync(string code, string kind, string? day, double? price, DateOnly? warranty, string room) =>
            await client.PostForIdAsync("/api/v1/assets", new { code, name = code, kind, boughtOn = day, price, warrantyUntil = warranty, roomId = room });
        await AddAsync("A1", "投影", "2010-03-01", 100.25, null, place.RoomId);
        await AddAsync("A2", "投影", "2010-09-01", 50, today.AddMonths(2), place.RoomId);
        await AddAsync("A3", "音响", null, null, today.AddMonths(4), place.RoomId);
        await AddAsync("A4", "音响", null, null, today.AddDays(-1), other.RoomId);
        await (await client.PutAsJsonAsync($"/api/v1/assets/{await AddAsync("A5", "投影", "2010-03-01", 9, null, place.RoomId)}/state", new { state = "scrapped", reason = "x" })).JsonAsync();
        await (await client.PutAsJsonAsync("/api/v1/assets/kinds", new { kinds = new[] { new { name = "投影", lifeYears = 8 } } })).JsonAsync();

        var report = await client.GetJsonAsync("/api/v1/assets/report?months=3");
        Assert.Equal("4 150.25 2 150.25 1", $"{report["assets"]} {report["price"]} {report["beyondLife"]} {report["beyondLifePrice"]} {report["warrantyEnds"]}");
        Assert.Equal(["投影 2010 2 150.25 2 1", "音响  2 0 0 0"], report["years"]!.AsArray().Select(one => $"{one!["kind"]} {one["year"]} {one["assets"]} {one["price"]} {one["beyondLife"]} {one["warrantyEnds"]}").Order(StringComparer.Ordinal));
        Assert.Equal(2, (await client.GetJsonAsync("/api/v1/assets/report?months=12"))["warrantyEnds"]!.GetValue<int>());
        Assert.Equal(1, (await client.GetJsonAsync($"/api/v1/assets/report?school={other.SchoolId}"))["assets"]!.GetValue<int>());
        using var school = await hub.ClientAsync(new Scope(ScopeKind.School, place.SchoolId));
        Assert.Equal(3, (await school.GetJsonAsync("/api/v1/assets/report"))["assets"]!.GetValue<int>());
        Assert.Equal((400, "months_invalid"), await (await client.GetAsync("/api/v1/assets/report?months=0")).ProblemAsync());
    }

    [Fact]
    public async Task Labels_OfAFilter_LeadToTheAssetsPages()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        var id = await RegisterAsync(client, "A1", place.RoomId);
        await RegisterAsync(client, "B1", place.RoomId);

        var label = (await client.GetJsonAsync("/api/v1/assets/labels?q=a1"))["items"]!.AsArray().Single()!;

        Assert.Equal(("A1", "校一", new Uri(hub.Address, $"/inventory/{id}").AbsoluteUri), (label["code"]!.GetValue<string>(), label["place"]!.GetValue<string>(), label["address"]!.GetValue<string>()));
        Assert.Equal(QrText(label["picture"]!), LabelPicture.Of(label["address"]!.GetValue<string>()).Path);
        Assert.Matches("^(M[0-9]+ [0-9]+h[0-9]+v1H[0-9]+z)+$", QrText(label["picture"]!));
    }

    private static string QrText(JsonNode picture) => picture["path"]!.GetValue<string>();

    private static Task<string> RegisterAsync(HttpClient client, string code, string roomId) =>
        client.PostForIdAsync("/api/v1/assets", new { code, name = "x", kind = "x", roomId });

    private static async Task<string> CountAsync(HttpClient client, string take, string code, string? roomId = null)
    {
        var count = await (await client.PostAsJsonAsync($"/api/v1/stock-takes/{take}/counts", new { code, roomId })).JsonAsync();
        return $"{count["item"]!["outcome"]} {count["again"]!.GetValue<bool>()}";
    }

    private static string Figures(JsonNode take) => $"{take["expected"]} {take["missing"]} {take["found"]} {take["elsewhere"]} {take["unknown"]}";

    private static async Task<IEnumerable<string>> CodesAsync(HttpClient client, string take, string query) =>
        (await client.GetJsonAsync($"/api/v1/stock-takes/{take}/items?{query}"))["items"]!.AsArray().Select(item => item!["code"]!.GetValue<string>());
}
