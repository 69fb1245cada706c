using System.Collections.Concurrent;
using System.Threading.Channels;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Events;

/// <summary>What a thing looks like now, and where it stands, so that only those whose scope covers it are told.</summary>
internal sealed record EventPayload(ScopePath Path, object Data)
{
    /// <summary>A thing that stands in several places is told to those whose scope covers any of them.</summary>
    public IReadOnlyList<ScopePath> AlsoAt { get; init; } = [];

    /// <summary>Told only to who asked for this room's details; null for everybody.</summary>
    public string? OnlyForRoom { get; init; }
}

/// <summary>
/// Loads the present state of things of one kind. Asked only while somebody listens, at most once a second per thing.
/// </summary>
/// <param name="Kind">The event's name: <c>room</c>, <c>recording</c>.</param>
/// <param name="LoadAsync">The thing as its list shows it, or null when it is gone.</param>
internal sealed record EventSource(string Kind, Func<IServiceProvider, string, CancellationToken, Task<EventPayload?>> LoadAsync)
{
    /// <summary>Only who has this right where the thing stands is told.</summary>
    public Right Right { get; init; } = Right.SeeRooms;
}

/// <summary>
/// Tells open pages what changed. Features call <see cref="Changed"/> as often as they like; it costs a dictionary entry.
/// A thing is told at once and then at most once a second, always with its newest state.
/// </summary>
internal sealed class EventHub
{
    private readonly ConcurrentDictionary<EventSubscriber, byte> _subscribers = new();
    private readonly ConcurrentDictionary<(string Kind, string Id), byte> _changed = new();
    private readonly List<Action<string, string>> _watchers = [];
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public IEnumerable<EventSubscriber> Subscribers => _subscribers.Keys;

    public int SubscriberCount => _subscribers.Count;

    /// <summary>Whether somebody wants to be told of this room's readings and devices.</summary>
    public bool IsAsked(string roomId) => !_subscribers.IsEmpty && _subscribers.Keys.Any(subscriber => subscriber.Rooms.Contains(roomId));

    /// <summary>Something about this thing is new. Cheap, thread safe, never blocks.</summary>
    public void Changed(string kind, string id)
    {
        foreach (var watcher in _watchers) watcher(kind, id);
        if (_subscribers.IsEmpty || !_changed.TryAdd((kind, id), 0)) return;
        Signal();
    }

    /// <summary>
    /// Calls back at every change (kind, id), whether a page listens or not, after it is on disk. The callback must be cheap
    /// and cannot throw. Only while the hub is put together.
    /// </summary>
    public void Watch(Action<string, string> watcher) => _watchers.Add(watcher);

    /// <summary>Adds a listener; disposing the answer removes it.</summary>
    public IDisposable Subscribe(EventSubscriber subscriber)
    {
        _subscribers.TryAdd(subscriber, 0);
        return new Subscription(this, subscriber);
    }

    internal ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _signal.Reader.ReadAsync(cancellationToken);

    /// <summary>Takes what changed, except what was told less than a second ago: that stays for the next round.</summary>
    internal IReadOnlyList<(string Kind, string Id)> Take(Func<(string Kind, string Id), bool> due) =>
        _changed.Keys.Where(due).Where(key => _changed.TryRemove(key, out _)).ToList();

    internal bool HasChanges => !_changed.IsEmpty;

    internal void Signal() => _signal.Writer.TryWrite(true);

    private sealed class Subscription(EventHub hub, EventSubscriber subscriber) : IDisposable
    {
        public void Dispose() => hub._subscribers.TryRemove(subscriber, out _);
    }
}
