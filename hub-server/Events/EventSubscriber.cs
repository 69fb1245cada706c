using System.Collections.Frozen;
using System.Threading.Channels;
using Tongtang.HubServer.Accounts;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Events;

/// <summary>
/// One open event stream. Its queue holds the newest state of each thing once: an older one of the same thing is
/// replaced. When it is full all the same, the oldest thing is dropped and the page is told <c>missed</c>, so that it
/// reads its lists again instead of showing something stale as live.
/// </summary>
internal sealed class EventSubscriber(Func<Right, Scope> scopes, IReadOnlySet<string>? rooms = null, IReadOnlySet<string>? kinds = null)
{
    /// <summary>Things that wait for a slow reader: a screenful of rooms and recordings several times over.</summary>
    public const int QueueLength = 512;

    private readonly Lock _lock = new();
    private readonly LinkedList<(string Key, StreamEvent Event)> _order = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, StreamEvent Event)>> _byKey = new(StringComparer.Ordinal);
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _missed;

    /// <summary>Rooms whose readings and devices are wanted, too.</summary>
    public IReadOnlySet<string> Rooms { get; } = rooms ?? FrozenSet<string>.Empty;

    /// <param name="kind">The event's name; a subscriber that named kinds wants no others.</param>
    /// <param name="right">Which the reader must have where the thing stands.</param>
    /// <param name="payload">The thing.</param>
    public bool Wants(string kind, Right right, EventPayload payload) =>
        (kinds is null || kinds.Contains(kind)) && (payload.OnlyForRoom is null || Rooms.Contains(payload.OnlyForRoom)) && Covers(scopes(right), payload);

    private static bool Covers(Scope scope, EventPayload payload) => scope.Covers(payload.Path) || payload.AlsoAt.Any(scope.Covers);

    public void Offer(string key, StreamEvent next)
    {
        lock (_lock)
        {
            if (_byKey.Remove(key, out var older)) _order.Remove(older);
            if (_order.Count >= QueueLength)
            {
                _byKey.Remove(_order.First!.Value.Key);
                _order.RemoveFirst();
                _missed++;
            }
            _byKey[key] = _order.AddLast((key, next));
        }
        _signal.Writer.TryWrite(true);
    }

    /// <summary>Waits for something to tell, at least one event; an end of the stream is the cancelled token.</summary>
    public async Task<IReadOnlyList<StreamEvent>> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _signal.Reader.ReadAsync(cancellationToken);
            // Nothing is here when what was offered went with the round before, which took it ahead of its signal.
            if (TakeAll() is { Count: > 0 } taken) return taken;
        }
    }

    private List<StreamEvent> TakeAll()
    {
        lock (_lock)
        {
            var taken = new List<StreamEvent>(_order.Count + 1);
            if (_missed > 0) taken.Add(new StreamEvent("missed", $$"""{"count":{{_missed}}}"""));
            taken.AddRange(_order.Select(entry => entry.Event));
            _order.Clear();
            _byKey.Clear();
            _missed = 0;
            return taken;
        }
    }
}
