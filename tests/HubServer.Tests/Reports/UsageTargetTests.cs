using System.Net.Http.Json;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.Reports;

public sealed class UsageTargetTests
{
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 12, 10, 2, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task NearestPlacesTarget_HoldsFromItsDayOn()
    {
        await using var hub = await RunningHub.StartAsync(time: _time);
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        await SetAsync(client, null, 0.5, "2026-01-01");
        await SetAsync(client, null, 0.6, "2026-09-01");
        await SetAsync(client, place.SchoolId, 0.8, "2026-10-01");
        Assert.Equal(0.5, await TargetAsync(client, "date=2026-06-15"));
        Assert.Equal(0.6, await TargetAsync(client, "date=2026-11-15"));
        Assert.Equal(0.6, await TargetAsync(client, $"date=2026-09-15&school={place.SchoolId}"));
        Assert.Equal(0.8, await TargetAsync(client, $"date=2026-11-15&school={place.SchoolId}"));
        Assert.Equal(0.8, await TargetAsync(client, $"date=2026-11-15&room={place.RoomId}"));
        Assert.Null(await TargetAsync(client, "date=2025-11-15"));
        var again = await SetAsync(client, place.SchoolId, 0.9, "2026-10-01");
        Assert.Equal(3, (await client.GetJsonAsync("/api/v1/usage-targets"))["total"]!.GetValue<int>());
        Assert.Equal(0.9, await TargetAsync(client, $"date=2026-11-15&school={place.SchoolId}"));
        Assert.True((await client.DeleteAsync($"/api/v1/usage-targets/{again}")).IsSuccessStatusCode);
        Assert.Equal(0.6, await TargetAsync(client, $"date=2026-11-15&school={place.SchoolId}"));
    }

    [Fact]
    public async Task Targets_AreSetWhereOneIsDistrictStaff_AndOfWhatDoesNotGrow()
    {
        await using var hub = await RunningHub.StartAsync(time: _time);
        using var admin = await hub.HubClientAsync();
        var (one, two) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"));
        var ofTwo = await SetAsync(admin, two.SchoolId, 0.8, "2026-10-01");
        using var staff = await hub.ClientAsync(new TreePlace(ScopeKind.Region, one.RegionId), Role.DistrictStaff);
        await SetAsync(staff, one.SchoolId, 0.7, "2026-10-01");
        foreach (var placeId in new[] { null, two.SchoolId, two.RegionId })
            Assert.Equal((404, "place_unknown"), await (await staff.PostAsJsonAsync("/api/v1/usage-targets", new { placeId, figure = "coverage", value = 0.5, from = "2026-10-01" })).ProblemAsync());
        Assert.Equal((404, "target_unknown"), await (await staff.DeleteAsync($"/api/v1/usage-targets/{ofTwo}")).ProblemAsync());
        Assert.Equal([one.SchoolId], (await staff.GetJsonAsync("/api/v1/usage-targets"))["items"]!.AsArray().Select(item => item!["placeId"]!.GetValue<string>()));
        using var school = await hub.ClientAsync(new TreePlace(ScopeKind.School, one.SchoolId), Role.SchoolAdministrator);
        Assert.Equal((403, "right_missing"), await (await school.PostAsJsonAsync("/api/v1/usage-targets", new { placeId = one.SchoolId, figure = "coverage", value = 0.5, from = "2026-10-01" })).ProblemAsync());
        Assert.Equal((400, "figure_invalid"), await (await admin.PostAsJsonAsync("/api/v1/usage-targets", new { figure = "lessons", value = 5, from = "2026-10-01" })).ProblemAsync());
        Assert.Equal((400, "value_invalid"), await (await admin.PostAsJsonAsync("/api/v1/usage-targets", new { figure = "coverage", value = 50, from = "2026-10-01" })).ProblemAsync());
    }

    private static Task<string> SetAsync(HttpClient client, string? placeId, double value, string from) => client.PostForIdAsync("/api/v1/usage-targets", new { placeId, figure = "coverage", value, from });

    private static async Task<double?> TargetAsync(HttpClient client, string query) =>
        (await client.GetJsonAsync($"/api/v1/usage?{query}"))["figures"]!.AsArray().Single(figure => figure!["key"]!.GetValue<string>() == "coverage")!["target"]?.GetValue<double>();
}
