using System.Net;
using System.Net.Http.Json;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Grpc;
using static Tongtang.HubServer.Tests.Readings.ReadingsFixture;

namespace Tongtang.HubServer.Tests.Database;

/// <summary>The database's server goes away while a hub runs, and comes back.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private PostgresServer _server = null!;

    public async Task InitializeAsync() => _server = await PostgresServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Server_AwayAndBack_AsksEverybodyToWait_AndLosesNothing()
    {
        var database = new DatabaseSettings { Provider = DatabaseProvider.Postgres, Connection = _server.Connection };
        await using var hub = await RunningHub.StartAsync(settings: TestBox.HubSettings.Concat(TestDatabase.Pairs(database)));
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        await using var box = await TestBox.EnrolAsync(hub, place.RoomId);
        await using (var call = new Readings.DeliverCall(box.Channel))
        {
            await call.SendAsync(Batch(1, 100));
            Assert.Equal(100u, (await call.HearAsync()).UpToSequence);
        }

        await _server.StopAsync();
        // Loops say that they could not do their work; they go on.
        hub.Log.Expect("");
        foreach (var path in new[] { "/api/v1/rooms", "/api/v1/recordings", "/api/v1/alarms" })
        {
            var refused = await client.GetAsync(path);
            Assert.Equal((503, "database_unavailable"), await refused.ProblemAsync());
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);
        }
        Assert.Equal((503, "database_unavailable"), await (await client.PostAsJsonAsync("/api/v1/regions", new { name = "二" })).ProblemAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/healthz")).StatusCode);
        await using (var call = new Readings.DeliverCall(box.Channel))
        {
            await call.SendAsync(Batch(101, 100));
            var told = await Assert.ThrowsAsync<GrpcException>(call.HearAsync);
            Assert.Equal((GrpcStatusCode.Unavailable, "database_unavailable"), (told.Status, told.Trailers.Get(HubServer.Agents.AgentRefusal.CodeTrailer)));
            Assert.Equal("5000", told.Trailers.Get(HubServer.Agents.AgentRefusal.RetryTrailer));
        }

        await _server.StartAgainAsync();
        await Eventually.TrueAsync(async () => (await client.GetAsync("/healthz")).IsSuccessStatusCode, TimeSpan.FromSeconds(20), () => "not healthy again");
        Assert.Equal(place.RegionId, (await client.GetJsonAsync("/api/v1/regions"))["items"]!.AsArray().Single()!["id"]!.GetValue<string>());
        await client.PostForIdAsync("/api/v1/regions", new { name = "二" });
        await using (var call = new Readings.DeliverCall(box.Channel))
        {
            await call.SendAsync(Batch(101, 100));
            Assert.Equal(200u, (await call.HearAsync()).UpToSequence);
        }
        await using var link = await box.ConnectAsync();
        await Eventually.TrueAsync(
            async () => (await client.GetJsonAsync($"/api/v1/rooms/{place.RoomId}"))["presence"]!.GetValue<string>() == "online", TimeSpan.FromSeconds(20), () => "the box is not seen again");
    }
}
