namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// The one thread that writes and flushes segments, of all sources: a slow disk never holds up the reading of a camera.
/// It is woken once a round of the reader, not once a part.
/// </summary>
internal sealed class SegmentDisk : IDisposable
{
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly List<SegmentWriter> _writers = [];
    private readonly Thread _thread;
    private volatile bool _pending;
    private volatile bool _ended;

    public SegmentDisk()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "segment disk" };
        _thread.Start();
    }

    public void Add(SegmentWriter writer)
    {
        lock (_lock) _writers.Add(writer);
    }

    /// <summary>There is something to write; <see cref="WakeIfPending"/> gets it going.</summary>
    public void Announce() => _pending = true;

    public void WakeIfPending()
    {
        if (_pending) _wake.Set();
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
            _pending = false;
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
