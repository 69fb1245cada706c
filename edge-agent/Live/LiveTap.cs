using System.Collections.Concurrent;

namespace Tongtang.EdgeAgent.Live;

/// <summary>
/// Where one watcher, the hub's connection, gets a source's frames as they are captured. It costs a look at a field for
/// each fragment while nobody watches. Outlives the runs of the source's capture. Thread safe.
/// </summary>
internal sealed class LiveTap
{
    private volatile LiveQueue? _watcher;
    private volatile LiveQueue? _partWatcher;
    private long _visibleFromUs = long.MinValue;
    private uint _epoch;

    /// <param name="firstEpoch">Above every one that this source had before the box was started again.</param>
    public LiveTap(uint firstEpoch) => _epoch = firstEpoch;

    public LiveQueue? Watcher => _watcher;

    /// <summary>Who is given the parts of the segments that are being recorded.</summary>
    public LiveQueue? PartWatcher => _partWatcher;

    public uint NextEpoch() => Interlocked.Increment(ref _epoch);

    /// <summary>Whether what was captured at this monotonic moment may be seen.</summary>
    public bool Shows(long capturedUs) => capturedUs >= Interlocked.Read(ref _visibleFromUs);

    /// <summary>Begins with the present run and its last keyframe. Another watcher ends the one before.</summary>
    public void Watch(LiveQueue queue) => _watcher = queue;

    public void Leave(LiveQueue queue)
    {
        if (_watcher == queue) _watcher = null;
    }

    /// <summary>Begins with the next part.</summary>
    public void WatchParts(LiveQueue queue) => _partWatcher = queue;

    public void LeaveParts(LiveQueue queue)
    {
        if (_partWatcher == queue) _partWatcher = null;
    }

    /// <summary>Covered or paused: nothing that is captured is seen until <see cref="Show"/>.</summary>
    public void Hide() => Interlocked.Exchange(ref _visibleFromUs, long.MaxValue);

    /// <summary>What is captured from this moment on is seen again.</summary>
    public void Show(long nowUs) => Interlocked.CompareExchange(ref _visibleFromUs, nowUs, long.MaxValue);
}

/// <summary>One tap per source's name.</summary>
internal sealed class LiveTaps(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LiveTap> _taps = new(StringComparer.Ordinal);

    private volatile bool _hidden;

    public LiveTap this[string source] => _taps.GetOrAdd(source, _ =>
    {
        var tap = new LiveTap((uint)time.GetUtcNow().ToUnixTimeSeconds());
        if (_hidden) tap.Hide();
        return tap;
    });

    public void Hide(bool hidden, long nowUs)
    {
        _hidden = hidden;
        foreach (var tap in _taps.Values)
        {
            if (hidden) tap.Hide();
            else tap.Show(nowUs);
        }
    }
}
