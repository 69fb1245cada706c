using System.Collections.Concurrent;
using System.Threading.Channels;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.HubLink;

/// <summary>The hub's side of live frames: keeps what it is pushed, and answers probes as late as a test wants.</summary>
internal sealed class HubLive
{
    private ChannelWriter<LiveWish>? _wishes;

    public ConcurrentQueue<LiveOffer> Offers { get; } = new();

    public ConcurrentQueue<(string Source, LivePacket Packet)> Packets { get; } = new();

    public ConcurrentQueue<LiveQuality> Qualities { get; } = new();

    public int Pushes { get; private set; }

    /// <summary>Streams that are open.</summary>
    public int Open { get; private set; }

    /// <summary>While set, what comes is left in the line.</summary>
    public bool Hangs { get; set; }

    /// <summary>So many streams more get no answer, as on a connection that is dead and does not show it.</summary>
    public int Deaf { get; set; }

    /// <summary>Sent at the beginning of each stream.</summary>
    public LiveWish Wish { get; set; } = new();

    public void Want(params string[] sources)
    {
        Wish = new LiveWish { Sources = { sources.Select(name => new LiveSourceWish { Name = name, Frames = true }) } };
        _wishes?.TryWrite(Wish);
    }

    /// <summary>The parts of what is recorded of this source, and no frames.</summary>
    public void WantParts(string source)
    {
        Wish = new LiveWish { Sources = { new LiveSourceWish { Name = source, Parts = true } } };
        _wishes?.TryWrite(Wish);
    }

    public async Task PushAsync(IAsyncEnumerable<LiveUp> requests, GrpcStreamWriter<LiveWish> replies, GrpcServerCall call)
    {
        Pushes++;
        Open++;
        if (Deaf > 0)
        {
            Deaf--;
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.CancellationToken);
        }
        var wishes = Channel.CreateUnbounded<LiveWish>();
        _wishes = wishes.Writer;
        wishes.Writer.TryWrite(Wish);
        var sending = Task.Run(async () =>
        {
            await foreach (var wish in wishes.Reader.ReadAllAsync(call.CancellationToken)) await replies.WriteAsync(wish, call.CancellationToken);
        });
        try
        {
            await foreach (var up in requests)
            {
                while (Hangs) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, call.CancellationToken);
                if (up.Offer is { } offer) Offers.Enqueue(offer);
                if (up.Message is { } message) Packets.Enqueue((message.Source, LivePacket.Parse(message.Bytes.Memory)));
                if (up.Quality is { } quality) Qualities.Enqueue(quality);
                if (up.Probe is { } probe) wishes.Writer.TryWrite(new LiveWish(Wish) { ProbeSentMonotonicMs = probe.SentMonotonicMs });
            }
        }
        finally
        {
            Open--;
            wishes.Writer.Complete();
        }
        await sending;
    }
}
