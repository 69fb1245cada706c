using System.Threading.Channels;
using Tongtang.HubServer.Agents;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Live;

/// <summary>A box's open stream of frames: what it offers, and what it is asked for. Only the newest wish counts.</summary>
internal sealed class LivePush(AgentIdentity agent)
{
    private readonly Channel<LiveWish> _wishes = Channel.CreateBounded<LiveWish>(new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    private readonly Lock _lock = new();
    private LiveWish _newest = new();

    // Never disposed: whoever replaces the stream may do so late, and it holds no timer.
    private CancellationTokenSource Source { get; } = new();

    public AgentIdentity Agent { get; } = agent;

    public ChannelReader<LiveWish> Wishes => _wishes.Reader;

    /// <summary>Cancelled when the same box opens another one.</summary>
    public CancellationToken Replaced => Source.Token;

    /// <summary>By name; empty until the box has said it.</summary>
    public IReadOnlyDictionary<string, LiveSource> Offered { get; set; } = new Dictionary<string, LiveSource>(StringComparer.Ordinal);

    public void Ask(LiveWish wish)
    {
        lock (_lock) Put(new LiveWish(wish) { ProbeSentMonotonicMs = _newest.ProbeSentMonotonicMs, BudgetKbps = _newest.BudgetKbps, BudgetRooms = _newest.BudgetRooms });
    }

    /// <summary>What this room may send of what its school may; none: as much as it likes.</summary>
    /// <param name="kbps">0: no limit.</param>
    /// <param name="rooms">Among how many rooms it is divided.</param>
    public void Share(int kbps, int rooms)
    {
        lock (_lock)
        {
            if (_newest.BudgetKbps == kbps && _newest.BudgetRooms == rooms) return;
            Put(new LiveWish(_newest) { BudgetKbps = (uint)kbps, BudgetRooms = (uint)rooms });
        }
    }

    /// <summary>What the box sent before this probe is here. A newer wish may take this one's place: it says so too.</summary>
    public void Answer(LiveProbe probe)
    {
        lock (_lock) Put(new LiveWish(_newest) { ProbeSentMonotonicMs = probe.SentMonotonicMs });
    }

    public void Replace() => Source.Cancel();

    private void Put(LiveWish wish)
    {
        _newest = wish;
        _wishes.Writer.TryWrite(wish);
    }
}
