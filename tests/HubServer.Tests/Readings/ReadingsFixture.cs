using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Readings;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Readings;

/// <summary>A hub with one room, whose box is enrolled and may deliver.</summary>
internal sealed class ReadingsFixture : IAsyncDisposable
{
    private ReadingsFixture(TemporaryFolder folder, RunningHub hub, HttpClient client, Place place, TestBox box) =>
        (Folder, Hub, Client, Place, Box) = (folder, hub, client, place, box);

    /// <summary>The start of the tests' clock, 2026-09-01 00:00 UTC.</summary>
    public static long Start { get; } = new DateTimeOffset(2026, 9, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public TemporaryFolder Folder { get; }

    public RunningHub Hub { get; }

    public HttpClient Client { get; }

    public Place Place { get; }

    public TestBox Box { get; }

    public string Readings => $"/api/v1/rooms/{Place.RoomId}/readings";

    public static async Task<ReadingsFixture> StartAsync(TimeProvider? time = null, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var folder = new TemporaryFolder();
        var hub = await RunningHub.StartAsync(folder, time ?? new ManualTimeProvider(), TestBox.HubSettings.Concat(settings ?? []));
        var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        return new ReadingsFixture(folder, hub, client, place, await TestBox.EnrolAsync(hub, place.RoomId));
    }

    public DeliverCall Deliver(TestBox? box = null) => new((box ?? Box).Channel);

    /// <summary>One batch in a call of its own.</summary>
    public async Task<ItemAcknowledgement> DeliverAsync(ItemBatch batch, TestBox? box = null)
    {
        await using var call = Deliver(box);
        await call.SendAsync(batch);
        return await call.HearAsync();
    }

    /// <summary>The refusal's status, code and trailers.</summary>
    public async Task<GrpcException> RefusalAsync(ItemBatch batch) => await Assert.ThrowsAsync<GrpcException>(() => DeliverAsync(batch));

    public async Task<long> ScalarAsync(string sql)
    {
        await using var connection = await Hub.Services.GetRequiredService<IReadingsDatabase>().OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>(sql);
    }

    public Task<long> CountAsync(string table) => ScalarAsync($"SELECT COUNT(*) FROM {table}");

    /// <summary>Values of one series, a second apart.</summary>
    public static ItemBatch Batch(ulong first, int count, ItemClass itemClass = ItemClass.Reading, string epoch = "e1", long? startMs = null, string name = "cpu_percent") => new()
    {
        StoreEpoch = epoch,
        ItemClass = itemClass,
        Items = { Enumerable.Range(0, count).Select(i => Item(first + (ulong)i, i, (startMs ?? Start) + ((long)first + i) * 1000, name)) },
    };

    public static Item Item(ulong sequence, double value, long timeMs, string name = "cpu_percent", string device = "agent") =>
        new() { Sequence = sequence, BootId = "boot", MonotonicMs = 1000, TimeMs = timeMs, Reading = new Reading { Device = device, Name = name, Value = value } };

    public static ItemBatch BatchOf(params Item[] items) => new() { StoreEpoch = "e1", ItemClass = ItemClass.Reading, Items = { items } };

    public async ValueTask DisposeAsync()
    {
        await Box.DisposeAsync();
        Client.Dispose();
        await Hub.DisposeAsync();
        Folder.Dispose();
    }
}

/// <summary>A box's end of Deliver.</summary>
internal sealed class DeliverCall(GrpcChannel channel) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly GrpcClientCall<ItemBatch, ItemAcknowledgement> _call =
        channel.Start<ItemBatch, ItemAcknowledgement>(ReadingsReflection.Descriptor.Services[0].FindMethodByName("Deliver"), new GrpcCallOptions(), CancellationToken.None);

    public async Task SendAsync(ItemBatch batch) => await _call.WriteAsync(batch, CancellationToken.None);

    public async Task<ItemAcknowledgement> HearAsync() =>
        await _call.ReadAsync(CancellationToken.None).AsTask().WaitAsync(s_patience, TimeProvider.System) ?? throw new InvalidOperationException("The hub ended the call.");

    public ValueTask DisposeAsync() => _call.DisposeAsync();
}
