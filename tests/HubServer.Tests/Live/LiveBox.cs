using Google.Protobuf;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Live;

/// <summary>A box's stream of frames.</summary>
internal sealed class LiveBox(GrpcClientCall<LiveUp, LiveWish> call) : IAsyncDisposable
{
    private (uint Kbps, uint Rooms)? _share;
    private readonly IAsyncEnumerator<LiveWish> _wishes = call.ReadAllAsync(CancellationToken.None).GetAsyncEnumerator();

    public static LiveBox Open(TestBox box) => new(box.Channel.Start<LiveUp, LiveWish>(LiveReflection.Descriptor.Services[0].FindMethodByName("Push"), new GrpcCallOptions(), CancellationToken.None));

    /// <summary>Opens it with an offer of these pictures, and takes the first wish.</summary>
    public static async Task<(LiveBox Live, string Wish)> OfferAsync(TestBox box, params string[] sources)
    {
        var live = Open(box);
        await live.SayAsync(Offer(sources));
        return (live, await live.WishAsync());
    }

    public static LiveUp Offer(params string[] sources) => new() { Offer = new LiveOffer { Sources = { sources.Select(name => new LiveSource { Name = name, HasPicture = true }) } } };

    public async Task SayAsync(LiveUp up) => await call.WriteAsync(up, CancellationToken.None);

    public Task GiveAsync(LivePacket packet, string source = "teacher") => GiveAsync(packet.Bytes.ToArray(), source);

    public Task GiveAsync(byte[] bytes, string source = "teacher") => SayAsync(new LiveUp { Message = new LiveMessage { Source = source, Bytes = ByteString.CopyFrom(bytes) } });

    /// <summary>The names of the next wish.</summary>
    public async Task<string> WishAsync()
    {
        Assert.True(await _wishes.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)), "The hub ended the stream.");
        return string.Join(' ', _wishes.Current.Sources.Select(source => source.Name));
    }

    /// <summary>What the next wish that says another one, or the first, says the room may send.</summary>
    public async Task<(uint Kbps, uint Rooms)> ShareAsync()
    {
        while (true)
        {
            await WishAsync();
            var share = (_wishes.Current.BudgetKbps, _wishes.Current.BudgetRooms);
            if (share == _share) continue;
            _share = share;
            return share;
        }
    }

    public Task<(GrpcStatusCode Status, string? Code)> EndAsync() => TestBox.RefusalAsync(ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20)));

    public ValueTask DisposeAsync() => call.DisposeAsync();

    private async Task ReadToEndAsync()
    {
        while (await _wishes.MoveNextAsync())
        {
        }
    }
}
