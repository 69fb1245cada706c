using System.Threading.Channels;

namespace Tongtang.Protocol.Live;

/// <summary>
/// One who watches a source: a queue that is never longer than a second. Whoever falls behind loses frames up to the next
/// keyframe, sound with them, never what says how to decode or how things stand. One reader at a time.
/// </summary>
public sealed class LiveViewer : IDisposable
{
    /// <summary>Larger than what a newcomer is handed at once.</summary>
    private const int MostBytes = 16 * 1024 * 1024;

    /// <summary>Messages that are no frames. A source that makes so many in one second is broken, and its viewers are let go.</summary>
    private const int MostOthers = 256;

    private readonly LiveFan _fan;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Queue<Entry> _queue = new();

    /// <summary>Who waits goes on in the thread that wakes it, and is to give that back soon.</summary>
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite, AllowSynchronousContinuations = true });

    private long _bytes;
    private int _others;
    // A newcomer too begins where it can.
    private bool _skipping = true;
    private bool _flagNext;
    private bool _isOver;
    private long _dropped;

    internal LiveViewer(LiveFan fan, TimeProvider time) => (_fan, _time) = (fan, time);

    /// <summary>Frames that this viewer was not sent because it was behind.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>False once there is nothing more and nothing will come: the source has ended, or the viewer was let go.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants more, whatever is in line still.</exception>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (_lock)
            {
                if (_queue.Count > 0) return true;
            }
            if (!await _signal.Reader.WaitToReadAsync(cancellationToken)) return HasMore();
            _signal.Reader.TryRead(out _);
        }
    }

    public bool TryRead(out LiveItem item)
    {
        lock (_lock)
        {
            if (!_queue.TryDequeue(out var entry))
            {
                item = default;
                return false;
            }
            Count(entry, -1);
            item = entry.Item;
            return true;
        }
    }

    /// <summary>Leaves; nothing more is put in line.</summary>
    public void Dispose() => _fan.Leave(this);

    /// <summary>Never waits, and wakes nobody.</summary>
    /// <param name="isStart">Whether a viewer that lost frames can go on from here.</param>
    internal void Put(LiveItem item, bool isStart)
    {
        lock (_lock)
        {
            if (_isOver) return;
            var now = _time.GetTimestamp();
            if (item.Packet is { Kind: LiveKind.Frame } packet)
            {
                if (IsBehind(now, packet.Bytes.Length)) CatchUp(now);
                if (!TryResume(isStart)) return;
                if (_flagNext)
                {
                    _flagNext = false;
                    item = new LiveItem(packet.AfterDrop, State: null);
                }
            }
            else if (_others >= MostOthers)
            {
                _isOver = true;
                return;
            }
            Enqueue(new Entry(item, now, isStart));
        }
    }

    /// <summary>Whoever waits for something hears that there is something. Not under a lock: it goes on in here.</summary>
    internal void Wake()
    {
        bool isOver;
        lock (_lock)
        {
            if (_queue.Count == 0 && !_isOver) return;
            isOver = _isOver;
        }
        if (isOver) Complete();
        else _signal.Writer.TryWrite(true);
    }

    internal void Complete() => _signal.Writer.TryComplete();

    private bool HasMore()
    {
        lock (_lock) return _queue.Count > 0;
    }

    private bool TryResume(bool isStart)
    {
        if (isStart) _skipping = false;
        else if (_skipping && _flagNext) Interlocked.Increment(ref _dropped);
        return !_skipping;
    }

    private bool IsBehind(long now, int more)
    {
        if (_bytes + more > MostBytes) return true;
        return _queue.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.PutAt, now) > LiveLimits.MostBehind;
    }

    /// <summary>Goes on from the newest start that is not too old itself, or else waits for the next.</summary>
    private void CatchUp(long now)
    {
        Entry? resume = null;
        foreach (var entry in _queue)
        {
            if (entry.IsStart && _time.GetElapsedTime(entry.PutAt, now) <= LiveLimits.MostBehind) resume = entry;
        }
        if (_bytes > MostBytes / 2) resume = null;
        var found = false;
        for (var left = _queue.Count; left > 0; left--)
        {
            var entry = _queue.Dequeue();
            Count(entry, -1);
            var begins = !found && ReferenceEquals(entry, resume);
            found |= begins;
            if (!found && entry.IsMedia) Interlocked.Increment(ref _dropped);
            else Enqueue(begins ? entry with { Item = new LiveItem(entry.Item.Packet!.AfterDrop, State: null) } : entry);
        }
        if (found) return;
        (_skipping, _flagNext) = (true, true);
    }

    private void Enqueue(Entry entry)
    {
        _queue.Enqueue(entry);
        Count(entry, 1);
    }

    private void Count(Entry entry, int sign)
    {
        _bytes += sign * entry.Item.Bytes.Length;
        if (!entry.IsMedia) _others += sign;
    }

    private sealed record Entry(LiveItem Item, long PutAt, bool IsStart)
    {
        public bool IsMedia => Item.Packet is { Kind: LiveKind.Frame };
    }
}
