namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// The one thread that reads all captures: it looks at every pipe a few times a second, since what copying costs is
/// waking up, not bytes. While a capture's clock is still being found it looks every 15 ms, for the sake of exact
/// arrival times, and while somebody watches live.
/// </summary>
internal sealed class CaptureReader : IDisposable
{
    private const int EagerMs = 15;

    /// <summary>Uneven, so as not to beat with a camera's rate: then the least delay seen in a window is the true one.</summary>
    private const int LeastRestMs = 190;
    private const int MostRestMs = 290;
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly List<CaptureStream> _streams = [];
    private readonly SegmentDisk _disk;
    private readonly Thread _thread;
    private volatile bool _ended;

    public CaptureReader(SegmentDisk disk)
    {
        _disk = disk;
        _thread = new Thread(Run) { IsBackground = true, Name = "capture reader" };
        _thread.Start();
    }

    /// <summary>Reads this stream until it ends; see <see cref="CaptureStream.Ended"/>.</summary>
    public void Add(CaptureStream stream)
    {
        lock (_lock) _streams.Add(stream);
        _wake.Set();
    }

    /// <summary>Looks at once; how often from then on is asked anew.</summary>
    public void Wake() => _wake.Set();

    /// <summary>It is not touched any more when this returns.</summary>
    public void Remove(CaptureStream stream)
    {
        lock (_lock) _streams.Remove(stream);
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
        while (!_ended) _wake.WaitOne(Round());
    }

    /// <summary>Returns how long to rest, in milliseconds.</summary>
    private int Round()
    {
        lock (_lock)
        {
            var eager = false;
            for (var i = _streams.Count - 1; i >= 0; i--)
            {
                if (_streams[i].Pump()) eager |= _streams[i].Eager;
                else _streams.RemoveAt(i);
            }
            _disk.WakeIfDue();
            return _streams.Count == 0 ? Timeout.Infinite : eager ? EagerMs : Random.Shared.Next(LeastRestMs, MostRestMs);
        }
    }
}
