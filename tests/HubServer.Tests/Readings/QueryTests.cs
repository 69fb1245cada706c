using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Readings;
using Tongtang.Protocol.V1;
using static Tongtang.HubServer.Tests.Readings.ReadingsFixture;

namespace Tongtang.HubServer.Tests.Readings;

public sealed class QueryTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("mean", 1.5, 3.5)]
    [InlineData("min", 1, 3)]
    [InlineData("max", 2, 4)]
    [InlineData("last", 2, 4)]
    [InlineData("count", 2, 2)]
    public async Task Aggregation_IsTheSameFromEachTable(string aggregation, double first, double second)
    {
        await using var fixture = await StartAsync();
        // Two values in each of two hours; the second of a pair arrives before the first.
        await fixture.DeliverAsync(BatchOf(Item(1, 2, Start + 2000), Item(2, 1, Start + 1000), Item(3, 4, Start + 3_602_000), Item(4, 3, Start + 3_601_000), Item(5, 77, Start, "other"), Item(6, 77, Start, device: "other")));
        foreach (var step in new[] { 7, 60, 3600 })
        {
            var series = await fixture.Client.GetJsonAsync($"{fixture.Readings}?name=cpu_percent&from=2026-09-01T00:00:00Z&to=2026-09-01T02:00:00Z&step={step}&aggregation={aggregation}");
            Assert.Equal([first, second], series["points"]!.AsArray().Select(point => point!["value"]!.GetValue<double>()));
            Assert.Equal(step, series["stepSeconds"]!.GetValue<int>());
            if (step > 7) Assert.Equal(["2026-09-01T00:00:00.000Z", "2026-09-01T01:00:00.000Z"], series["points"]!.AsArray().Select(point => point!["time"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task LateReadings_AreInTheirHour()
    {
        await using var fixture = await StartAsync();
        await fixture.DeliverAsync(Batch(1, 100));
        await fixture.DeliverAsync(Batch(1, 100, ItemClass.Backlog, startMs: Start + 500));

        var hour = (await fixture.Client.GetJsonAsync($"{fixture.Readings}?name=cpu_percent&from=2026-09-01T00:00:00Z&to=2026-09-01T01:00:00Z&step=3600&aggregation=count"))["points"]!.AsArray().Single()!;
        Assert.Equal(200, hour["value"]!.GetValue<double>());
    }

    [Fact]
    public async Task Latest_IsTheNewestByTime_OfEachSeries()
    {
        await using var fixture = await StartAsync();
        await fixture.DeliverAsync(BatchOf(Item(1, 1, Start - 7_200_000), Item(2, 3, Start + 5000), Item(3, 2, Start), Item(4, 9, Start, "memory_bytes")));

        var items = (await fixture.Client.GetJsonAsync($"{fixture.Readings}/latest"))["items"]!.AsArray();
        Assert.Equal([("cpu_percent", 3d, "2026-09-01T00:00:05.000Z"), ("memory_bytes", 9d, "2026-09-01T00:00:00.000Z")], items.Select(i => (i!["name"]!.GetValue<string>(), i["value"]!.GetValue<double>(), i["time"]!.GetValue<string>())));
    }

    [Fact]
    public async Task UnknownSeries_HasNoPoints()
    {
        await using var fixture = await StartAsync();
        Assert.Empty((await fixture.Client.GetJsonAsync($"{fixture.Readings}?name=never_heard_of"))["points"]!.AsArray());
        Assert.Empty((await fixture.Client.GetJsonAsync($"{fixture.Readings}/latest"))["items"]!.AsArray());
        Assert.Empty((await fixture.Client.GetJsonAsync($"{fixture.Readings}/deliveries"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("", "name_invalid")]
    [InlineData("?name=A%20B", "name_invalid")]
    [InlineData("?name=x&device=%2F", "device_invalid")]
    [InlineData("?name=x&aggregation=median", "aggregation_invalid")]
    [InlineData("?name=x&from=yesterday", "time_invalid")]
    [InlineData("?name=x&to=1", "time_invalid")]
    [InlineData("?name=x&from=2026-09-02T00:00:00Z&to=2026-09-01T00:00:00Z", "range_invalid")]
    [InlineData("?name=x&from=1970-01-01T00:00:00Z", "range_invalid")]
    [InlineData("?name=x&step=0", "step_invalid")]
    [InlineData("?name=x&step=1.5", "step_invalid")]
    [InlineData("?name=x&step=99999999999", "step_invalid")]
    [InlineData("?name=x&step=1", "step_invalid")]
    public async Task WrongQuestion_IsAProblem(string query, string code)
    {
        await using var fixture = await StartAsync();
        Assert.Equal((400, code), await (await fixture.Client.GetAsync(fixture.Readings + query)).ProblemAsync());
    }

    [Fact]
    public async Task Stranger_SeesNothing()
    {
        await using var fixture = await StartAsync();
        var other = await fixture.Hub.CreatePlaceAsync(fixture.Client, "二");
        await fixture.DeliverAsync(Batch(1, 1));
        using var stranger = await fixture.Hub.ClientAsync(new Scope(ScopeKind.School, other.SchoolId));
        foreach (var path in new[] { "?name=cpu_percent", "/latest", "/deliveries" })
            Assert.Equal((404, "room_unknown"), await (await stranger.GetAsync(fixture.Readings + path)).ProblemAsync());
    }

    [Fact]
    public async Task Events_TellReadings_OnlyToWhoAsksAndMay()
    {
        await using var fixture = await StartAsync();
        var other = await fixture.Hub.CreatePlaceAsync(fixture.Client, "二");
        using var stranger = await fixture.Hub.ClientAsync(new Scope(ScopeKind.School, other.SchoolId));
        using var asked = await OpenAsync(fixture.Client, $"?readings={fixture.Place.RoomId}");
        using var notAsked = await OpenAsync(fixture.Client, "");
        using var strange = await OpenAsync(stranger, $"?readings={fixture.Place.RoomId}");
        var events = fixture.Hub.Services.GetRequiredService<EventHub>();

        await fixture.DeliverAsync(BatchOf(Item(1, 1, Start), Item(2, 42, Start + 1000)));

        var (name, data) = await NextAsync(asked);
        Assert.Equal("reading", name);
        Assert.Equal((fixture.Place.RoomId, "agent", "cpu_percent", 42d), (data["roomId"]!.GetValue<string>(), data["device"]!.GetValue<string>(), data["name"]!.GetValue<string>(), data["value"]!.GetValue<double>()));
        // What comes next is the first that the others hear.
        events.Changed("room", fixture.Place.RoomId);
        events.Changed("room", other.RoomId);
        Assert.Equal("room", (await NextAsync(notAsked)).Name);
        Assert.Equal("room", (await NextAsync(strange)).Name);
    }

    [Fact]
    public async Task Events_OfTooManyRooms_AreRefused()
    {
        await using var fixture = await StartAsync();
        var rooms = string.Join(',', Enumerable.Range(0, 17));
        Assert.Equal((400, "rooms_too_many"), await (await fixture.Client.GetAsync($"/api/v1/events?readings={rooms}")).ProblemAsync());
    }

    [Fact]
    public async Task Retention_DeletesWhatHasLivedItsLife_AndNoMore()
    {
        var time = new ManualTimeProvider();
        await using var fixture = await StartAsync(time, [new("Readings:RawLife", "2.00:00:00"), new("Readings:MinuteLife", "10.00:00:00"), new("Readings:HourLife", "100.00:00:00")]);
        for (var i = 0; i < 5; i++) await fixture.DeliverAsync(Batch((ulong)(i * 1000) + 1, 1000));
        await fixture.DeliverAsync(BatchOf(Item(5001, 1, Start + 86_400_000)));
        var retention = fixture.Hub.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<ReadingsRetention>().Single();
        async Task AfterAsync(int days, long raw, long minutes, long hours)
        {
            time.Sleep(TimeSpan.FromDays(days));
            await retention.CleanAsync(CancellationToken.None);
            Assert.Equal((raw, minutes, hours), (await fixture.CountAsync("reading"), await fixture.CountAsync("reading_minute"), await fixture.CountAsync("reading_hour")));
        }
        await AfterAsync(1, 5001, 85, 3);
        await AfterAsync(1, 5001, 85, 3);
        // The first hour and 23 minutes were on day 0, the last reading on day 1.
        await AfterAsync(1, 1, 85, 3);
        await AfterAsync(8, 0, 1, 3);
        await AfterAsync(100, 0, 0, 0);
        Assert.Equal(1, await fixture.CountAsync("series"));
    }

    [Fact]
    public async Task Retention_LeavesNothingOfADeletedRoom_AndOthersAlone()
    {
        await using var fixture = await StartAsync();
        var otherRoom = await fixture.Client.PostForIdAsync("/api/v1/rooms", new { name = "别室", schoolId = fixture.Place.SchoolId });
        await using (var other = await TestBox.EnrolAsync(fixture.Hub, otherRoom))
        {
            var batch = Batch(1, 500);
            batch.Gaps.Add(new DeclaredGap { FirstSequence = 501, LastSequence = 600, Reason = "evicted" });
            await fixture.DeliverAsync(batch, other);
        }
        await fixture.DeliverAsync(Batch(1, 100));
        Assert.Equal(600, await fixture.CountAsync("reading"));
        Assert.True((await fixture.Client.DeleteAsync($"/api/v1/rooms/{otherRoom}")).IsSuccessStatusCode);

        await fixture.Hub.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<ReadingsRetention>().Single().CleanAsync(CancellationToken.None);

        foreach (var (table, rows) in new[] { ("reading", 100), ("series", 1), ("reading_room", 1), ("delivery", 1), ("declared_gap", 0), ("reading_hour", 1) })
            Assert.True(rows == await fixture.CountAsync(table), $"{table} has {await fixture.CountAsync(table)} rows");
        await fixture.DeliverAsync(Batch(101, 100));
        Assert.Equal(200, await fixture.CountAsync("reading"));
    }

    private static async Task<StreamReader> OpenAsync(HttpClient client, string query)
    {
        var reader = new StreamReader(await client.GetStreamAsync("/api/v1/events" + query));
        // The first line says that the hub listens.
        Assert.Equal(": open", await reader.ReadLineAsync().WaitAsync(s_patience, TimeProvider.System));
        return reader;
    }

    private static async Task<(string Name, JsonNode Data)> NextAsync(StreamReader stream)
    {
        var name = "";
        while (await stream.ReadLineAsync().WaitAsync(s_patience, TimeProvider.System) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return (name, JsonNode.Parse(line[6..])!);
        }
        throw new InvalidOperationException("The stream ended.");
    }
}
