using System.Threading.Channels;

namespace Tongtang.HubServer.Alarms;

/// <summary>
/// Things that are due at some time, each at most once: one timer for all of them, set to the earliest. Thread safe; one
/// reader.
/// </summary>
internal sealed class DueTimes : IDisposable
{
    /// <summary>The wall clock may be set meanwhile, so it is looked at again.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _due = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _order = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public DueTimes(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => _signal.Writer.TryWrite(true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It is due then, and not when it was before.</summary>
    public void Set(string id, DateTimeOffset at) => Set(id, at, isSooner: false);

    /// <summary>It is due then, or when it was before if that is sooner: for who looks at it while somebody else may have set it meanwhile.</summary>
    public void SetNoLater(string id, DateTimeOffset at) => Set(id, at, isSooner: true);

    public void Remove(string id)
    {
        lock (_lock) _due.Remove(id);
    }

    /// <summary>Waits for the next one that is due, and takes it away.</summary>
    public async Task<string> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Take() is { } id) return id;
            await _signal.Reader.ReadAsync(cancellationToken);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Set(string id, DateTimeOffset at, bool isSooner)
    {
        lock (_lock)
        {
            if (_due.TryGetValue(id, out var before) && (before == at || (isSooner && before < at))) return;
            _due[id] = at;
            _order.Enqueue(id, at);
            if (_order.Count > 2 * _due.Count + 64) Rebuild();
        }
        _signal.Writer.TryWrite(true);
    }

    private string? Take()
    {
        lock (_lock)
        {
            while (_order.TryPeek(out var id, out var at))
            {
                var stands = _due.TryGetValue(id, out var now) && now == at;
                var left = at - _time.GetUtcNow();
                if (stands && left > TimeSpan.Zero)
                {
                    _timer.Change(left < s_longestWait ? left : s_longestWait, Timeout.InfiniteTimeSpan);
                    return null;
                }
                _order.Dequeue();
                if (!stands) continue;
                _due.Remove(id);
                return id;
            }
            return null;
        }
    }

    /// <summary>What was set anew left its old place behind.</summary>
    private void Rebuild()
    {
        _order.Clear();
        foreach (var (id, at) in _due) _order.Enqueue(id, at);
    }
}
