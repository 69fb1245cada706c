using System.Collections.Concurrent;
using System.Threading.Channels;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.HubLink;

/// <summary>
/// The hub's side of live frames: keeps what it is pushed, answers probes as late as a test wants, and hands what it is
/// pushed to whoever pulls it, whichever room it asks for.
/// </summary>
internal sealed class HubLive
{
    private readonly ConcurrentDictionary<string, LiveFan> _fans = new(StringComparer.Ordinal);
    private ChannelWriter<LiveWish>? _wishes;

    public ConcurrentQueue<LiveOffer> Offers { get; } = new();

    public ConcurrentQueue<(string Source, LivePacket Packet)> Packets { get; } = new();

    public ConcurrentQueue<LiveQuality> Qualities { get; } = new();

    public int Pushes { get; private set; }

    /// <summary>Streams that are open.</summary>
    public int Open { get; private set; }

    /// <summary>What was asked for, refused or not.</summary>
    public ConcurrentQueue<LivePull> Pulls { get; } = new();

    /// <summary>Thrown at whoever pulls, when set; and those who do now are let go.</summary>
    public GrpcException? RefusePull { get; private set; }

    /// <summary>Sent to whoever pulls next, before anything else.</summary>
    public byte[]? Nonsense { get; set; }

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

    /// <summary>What the room may send of what its school may.</summary>
    public void Share(uint kbps, uint rooms)
    {
        Wish = new LiveWish(Wish) { BudgetKbps = kbps, BudgetRooms = rooms };
        _wishes?.TryWrite(Wish);
    }

    /// <summary>The parts of what is recorded of this source, and no frames.</summary>
    public void WantParts(string source)
    {
        Wish = new LiveWish { Sources = { new LiveSourceWish { Name = source, Parts = true } } };
        _wishes?.TryWrite(Wish);
    }

    // Never disposed: it holds no timer, and streams may look at it late.
    private CancellationTokenSource Linked { get; set; } = new();

    public void Refuse(GrpcException? refusal)
    {
        RefusePull = refusal;
        var before = Linked;
        Linked = new CancellationTokenSource();
        before.Cancel();
    }

    public void Give(string source, LivePacket packet) => FanOf(source).Give(packet);

    public async Task PullAsync(LivePull pull, GrpcStreamWriter<LiveMessage> replies, GrpcServerCall call)
    {
        Pulls.Enqueue(pull);
        if (RefusePull is { } refusal) throw refusal;
        if (Nonsense is { } nonsense)
        {
            Nonsense = null;
            await replies.WriteAsync(new LiveMessage { Source = pull.Source, Bytes = Google.Protobuf.ByteString.CopyFrom(nonsense) }, call.CancellationToken);
        }
        using var viewer = FanOf(pull.Source).Join();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, Linked.Token);
        try
        {
            while (await viewer.WaitAsync(ended.Token))
            {
                while (viewer.TryRead(out var item))
                {
                    if (item.Packet is { } packet) await replies.WriteAsync(new LiveMessage { Source = pull.Source, Bytes = Google.Protobuf.ByteString.CopyFrom(packet.Bytes.Span) }, ended.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!call.CancellationToken.IsCancellationRequested)
        {
            throw RefusePull ?? new GrpcException(GrpcStatusCode.Unavailable, "Let go.");
        }
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
                if (up.Message is { } message) Take(message);
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

    private void Take(LiveMessage message)
    {
        var packet = LivePacket.Parse(message.Bytes.Memory);
        Packets.Enqueue((message.Source, packet));
        FanOf(message.Source).Give(packet);
    }

    private LiveFan FanOf(string source) => _fans.GetOrAdd(source, _ => new LiveFan(TimeProvider.System));
}
