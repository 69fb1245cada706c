namespace Tongtang.HubServer.Tests.Web;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_OfARunningHub_IsGood()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = hub.Anonymous();

        var health = await client.GetJsonAsync("/healthz");

        Assert.True(health["healthy"]!.GetValue<bool>());
        Assert.True(health["database"]!.GetValue<bool>());
        Assert.True(health["diskFreeBytes"]!.GetValue<long>() > 0);
    }

    [Fact]
    public async Task Metrics_CountRoomsAndRequests_OfThisMachineOnly()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        await hub.CreatePlaceAsync(client);
        using var anonymous = hub.Anonymous();
        Assert.True((await anonymous.GetAsync("/api/v1/setup")).IsSuccessStatusCode);

        var text = await anonymous.GetStringAsync("/metrics");

        Assert.Contains("tongtang_hub_rooms{presence=\"unenrolled\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("tongtang_hub_http_requests_total{method=\"POST\",route=\"/api/v1/rooms/\",status=\"201\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("tongtang_hub_stored_segments 0\n", text, StringComparison.Ordinal);
        using var proxied = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "X-Forwarded-For", "192.0.2.1" } } };
        Assert.Equal((401, "session_required"), await (await anonymous.SendAsync(proxied)).ProblemAsync());
    }
}
