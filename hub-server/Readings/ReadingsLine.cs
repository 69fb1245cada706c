using System.Diagnostics;

namespace Tongtang.HubServer.Readings;

/// <summary>What the writer does next: batches that share a commit, and a piece of background work.</summary>
internal sealed record Group(List<Delivery> Deliveries, BackgroundPiece? Piece);

/// <summary>
/// Batches in line for the disk. Alarms, command results and states stand in a line of their own, which goes first and
/// is never full because of readings. Each line is bounded in bytes; who finds it full is told how long it takes.
/// </summary>
internal sealed class ReadingsLine(ReadingsSettings settings)
{
    /// <summary>Items that share a commit: at this many the fsync no longer counts, and alarms behind them wait 50 ms.</summary>
    public const int GroupItems = 5000;

    /// <summary>Small batches are gathered this long, counted from the last group, so that an idle hub answers at once.</summary>
    private static readonly TimeSpan s_gather = TimeSpan.FromMilliseconds(20);

    private const double ShortestWaitSeconds = 0.5;
    private const double LongestWaitSeconds = 30;

    private readonly object _gate = new();
    private readonly Queue<Delivery> _urgent = new();
    private readonly Queue<Delivery> _usual = new();
    private readonly Queue<BackgroundPiece> _pieces = new();
    private readonly long _limit = settings.LineMegabytes * 1024L * 1024;
    private long _urgentBytes;
    private long _usualBytes;
    private long _usualItems;
    private long _takenAt;
    private long _appointedTo;
    private double _bytesPerSecond = 1_000_000;
    private bool _closed;

    public long Bytes
    {
        get
        {
            lock (_gate) return _urgentBytes + _usualBytes;
        }
    }

    /// <summary>Readings are turned away; what is urgent is not.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate) return _usualBytes >= _limit;
        }
    }

    /// <summary>False when the line is full: nothing was taken.</summary>
    public bool TryEnter(Delivery delivery)
    {
        lock (_gate)
        {
            ref var bytes = ref delivery.IsUrgent ? ref _urgentBytes : ref _usualBytes;
            if (_closed || bytes >= _limit) return false;
            bytes += delivery.Bytes;
            if (delivery.IsUrgent) _urgent.Enqueue(delivery);
            else _usual.Enqueue(delivery);
            _usualItems += delivery.IsUrgent ? 0 : delivery.Batch.Items.Count;
            if (delivery.IsUrgent || _usual.Count == 1 || _usualItems >= GroupItems) Monitor.Pulse(_gate);
            return true;
        }
    }

    public void Enter(BackgroundPiece piece)
    {
        lock (_gate)
        {
            if (_closed) piece.Fail(new OperationCanceledException("The hub is ending."));
            else _pieces.Enqueue(piece);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>How long the line takes at the present pace; twice as long for some, so that they do not come together.</summary>
    public TimeSpan Wait()
    {
        lock (_gate) return Spread(_usualBytes / _bytesPerSecond);
    }

    /// <summary>
    /// When the line will have room for as much: behind those in it and those that were turned away before. All told the
    /// same, they would be back at once, and while each of them waits to be turned away again, what it brings lies in memory.
    /// </summary>
    public TimeSpan Appoint(long bytes)
    {
        lock (_gate)
        {
            var now = Stopwatch.GetTimestamp();
            var behind = Math.Max(Stopwatch.GetElapsedTime(now, _appointedTo).TotalSeconds, _usualBytes / _bytesPerSecond);
            var seconds = Math.Min(behind + bytes / _bytesPerSecond, LongestWaitSeconds);
            _appointedTo = now + (long)(seconds * Stopwatch.Frequency);
            return seconds is >= ShortestWaitSeconds and < LongestWaitSeconds ? TimeSpan.FromSeconds(seconds) : Spread(seconds);
        }
    }

    /// <summary>Waits for work; null once the line is closed and empty.</summary>
    public Group? Take()
    {
        lock (_gate)
        {
            while (IsEmpty && !_closed) Monitor.Wait(_gate);
            Gather();
            if (IsEmpty) return null;
            var (deliveries, items) = (new List<Delivery>(), 0);
            while (items < GroupItems && (_urgent.TryDequeue(out var next) || _usual.TryDequeue(out next)))
            {
                deliveries.Add(next);
                items += next.Batch.Items.Count;
                if (next.IsUrgent) _urgentBytes -= next.Bytes;
                else (_usualBytes, _usualItems) = (_usualBytes - next.Bytes, _usualItems - next.Batch.Items.Count);
            }
            Measure(deliveries.Sum(delivery => (long)delivery.Bytes));
            return new Group(deliveries, _pieces.TryDequeue(out var piece) ? piece : null);
        }
    }

    /// <summary>Takes nobody in any more; those in line are still served.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }

    private static TimeSpan Spread(double seconds) =>
        TimeSpan.FromSeconds(Math.Clamp(seconds, ShortestWaitSeconds, LongestWaitSeconds) * (1 + Random.Shared.NextDouble()));

    private bool IsEmpty => _urgent.Count + _usual.Count + _pieces.Count == 0;

    private void Gather()
    {
        while (!_closed && _urgent.Count == 0 && _pieces.Count == 0 && _usualItems < GroupItems)
        {
            var left = s_gather - Stopwatch.GetElapsedTime(_takenAt);
            if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left)) return;
        }
    }

    private void Measure(long bytes)
    {
        var now = Stopwatch.GetTimestamp();
        var seconds = Stopwatch.GetElapsedTime(_takenAt, now).TotalSeconds;
        _takenAt = now;
        // Only while there is more: an idle second says nothing about the pace.
        if (_usual.Count > 0 && seconds > 0) _bytesPerSecond = Math.Max(10_000, 0.8 * _bytesPerSecond + 0.2 * (bytes / seconds));
    }
}
