namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// The one thread that writes and flushes segments, of all sources: a slow disk never holds up the reading of a camera.
/// It is woken when a segment is whole, else twice in a second, not once a part: what it costs is waking up.
/// </summary>
internal sealed class SegmentDisk : IDisposable
{
    /// <summary>This much at most waits in memory for its turn; it is what a killed agent loses beside what the pipe holds.</summary>
    private const long LongestWaitUs = 500_000;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly List<SegmentWriter> _writers = [];
    private readonly Thread _thread;
    private long _dueUs = long.MaxValue;
    private volatile bool _ended;

    public SegmentDisk(TimeProvider time)
    {
        _time = time;
        _thread = new Thread(Run) { IsBackground = true, Name = "segment disk" };
        _thread.Start();
    }

    /// <summary>Of the disk's thread only.</summary>
    public DiskReserve Reserve { get; init; } = new();

    public void Add(SegmentWriter writer)
    {
        lock (_lock) _writers.Add(writer);
    }

    /// <summary>There is something to write; <see cref="WakeIfDue"/> gets it going in time.</summary>
    /// <param name="now">A segment is whole, or all must go out.</param>
    public void Announce(bool now)
    {
        if (now) _wake.Set();
        else Interlocked.CompareExchange(ref _dueUs, RecordingTimeline.MonotonicUs(_time) + LongestWaitUs, long.MaxValue);
    }

    /// <summary>To be called by and by, at the end of a round.</summary>
    public void WakeIfDue()
    {
        if (Interlocked.Read(ref _dueUs) <= RecordingTimeline.MonotonicUs(_time)) _wake.Set();
    }

    public void Dispose()
    {
        _ended = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        while (!_ended)
        {
            _wake.WaitOne();
            Interlocked.Exchange(ref _dueUs, long.MaxValue);
            SegmentWriter[] writers;
            lock (_lock) writers = [.. _writers];
            foreach (var writer in writers)
            {
                if (writer.WriteAll()) continue;
                lock (_lock) _writers.Remove(writer);
            }
        }
    }
}
