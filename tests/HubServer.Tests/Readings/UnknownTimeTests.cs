using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Tests.Database;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;
using static Tongtang.HubServer.Tests.Readings.ReadingsFixture;

namespace Tongtang.HubServer.Tests.Readings;

/// <summary>Boxes that boot in 1970: what they measured is placed once it is known when they booted.</summary>
public sealed class UnknownTimeTests
{
    [Fact]
    public async Task Readings_WithoutATime_WaitUntilTheBoxSaysHello()
    {
        var time = new ManualTimeProvider();
        await using var fixture = await StartAsync(time);
        for (var i = 0; i < 3; i++) await fixture.DeliverAsync(Timeless((ulong)(i * 1000) + 1, 1000, "boot-1"));
        await fixture.DeliverAsync(new ItemBatch { StoreEpoch = "e1", ItemClass = ItemClass.State, Items = { new Item { Sequence = 1, BootId = "boot-1", MonotonicMs = 500, Event = new Event { Kind = "started" } } } });
        Assert.Equal((0, 3000), (await fixture.CountAsync("reading"), await fixture.CountAsync("unplaced_reading")));

        await HelloAsync(fixture, "boot-1", 60_000);

        await Eventually.TrueAsync(async () => await fixture.CountAsync("unplaced_reading") == 0 && await fixture.ScalarAsync("SELECT COUNT(*) FROM item WHERE time_ms IS NULL") == 0, TimeSpan.FromSeconds(10), () => "still waiting");
        var booted = time.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;
        Assert.Equal(3000, await fixture.CountAsync("reading"));
        Assert.Equal((booted + 1, booted + 3000), (await fixture.ScalarAsync("SELECT MIN(time_ms) FROM reading"), await fixture.ScalarAsync("SELECT MAX(time_ms) FROM reading")));
        Assert.Equal(booted + 500, await fixture.ScalarAsync("SELECT time_ms FROM item"));
        Assert.Equal(3000, await fixture.ScalarAsync("SELECT SUM(count) FROM reading_hour"));

        // From now on they are placed at once.
        await fixture.DeliverAsync(Timeless(3001, 10, "boot-1"));
        Assert.Equal(3010, await fixture.CountAsync("reading"));
    }

    [Fact]
    public async Task Readings_OfAnEarlierBoot_ArePlacedByALaterOneOfThatBootThatKnewTheTime()
    {
        await using var fixture = await StartAsync();
        await fixture.DeliverAsync(Timeless(1, 10, "boot-0"));
        await fixture.DeliverAsync(Timeless(11, 10, "boot-1"));

        await fixture.DeliverAsync(BatchOf(new Item { Sequence = 21, BootId = "boot-0", MonotonicMs = 5_000, TimeMs = Start + 5_000, Reading = new Reading { Device = "agent", Name = "x", Value = 1 } }));

        await Eventually.TrueAsync(async () => await fixture.CountAsync("reading") == 11, TimeSpan.FromSeconds(10), () => "not placed");
        // The other boot's still wait.
        Assert.Equal(10, await fixture.CountAsync("unplaced_reading"));
        Assert.Equal(Start + 1, await fixture.ScalarAsync("SELECT MIN(time_ms) FROM reading"));
    }

    [Fact]
    public async Task Readings_ThatWaitWhenTheHubEnds_ArePlacedAfterItsNextStart()
    {
        using var folder = new TemporaryFolder();
        await using (var hub = await RunningHub.StartAsync(folder, settings: TestBox.HubSettings))
        {
            using var client = await hub.HubClientAsync();
            await using var box = await TestBox.EnrolAsync(hub, (await hub.CreatePlaceAsync(client)).RoomId);
            await using var call = new DeliverCall(box.Channel);
            await call.SendAsync(Timeless(1, 10, "boot-1"));
            await call.HearAsync();
        }
        // Killed between learning the start and moving the rows.
        await ExecuteAsync(folder, $"UPDATE boot SET started_at_ms = {Start}");

        await using var again = await RunningHub.StartAsync(folder, settings: TestBox.HubSettings);

        await Eventually.TrueAsync(async () => await ExecuteAsync(folder, "SELECT COUNT(*) FROM reading") == 10, TimeSpan.FromSeconds(10), () => "not placed");
    }

    private static async Task<long> ExecuteAsync(TemporaryFolder folder, string sql)
    {
        await using var connection = await TestDatabase.OpenAsync(folder.Path, "readings");
        return await Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, sql);
    }

    private static ItemBatch Timeless(ulong first, int count, string boot)
    {
        var batch = new ItemBatch { StoreEpoch = "e1", ItemClass = ItemClass.Reading };
        for (var i = 0; i < count; i++)
            batch.Items.Add(new Item { Sequence = first + (ulong)i, BootId = boot, MonotonicMs = (long)first + i, Reading = new Reading { Device = "agent", Name = "x", Value = i } });
        return batch;
    }

    private static async Task HelloAsync(ReadingsFixture fixture, string bootId, long monotonicMs)
    {
        await using var call = fixture.Box.Channel.Start<AgentMessage, HubMessage>(LinkReflection.Descriptor.Services[0].FindMethodByName("Connect"), new GrpcCallOptions(), CancellationToken.None);
        await call.WriteAsync(new AgentMessage { Hello = new Hello { AgentVersion = "0.1.0", StoreEpoch = "e1", BootId = bootId, MonotonicMs = monotonicMs, AgentTimeMs = 1000 } }, CancellationToken.None);
        Assert.NotNull((await call.ReadAsync(CancellationToken.None))!.Welcome);
        // The Welcome goes out before the hub looks at the boot; the answer to a probe comes after.
        await call.WriteAsync(new AgentMessage { TimeProbe = new TimeProbe { SentMonotonicMs = 1 } }, CancellationToken.None);
        while ((await call.ReadAsync(CancellationToken.None))!.TimeReply is null)
        {
        }
    }
}
