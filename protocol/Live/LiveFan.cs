namespace Tongtang.Protocol.Live;

/// <summary>
/// One source for all who watch it: takes each message once, hands the same bytes to everybody, and never waits for
/// anybody. Keeps the epochs and what came since the last keyframe, so that a newcomer has a picture at once. Thread safe;
/// messages are given by one at a time.
/// </summary>
/// <remarks>
/// Viewers are woken by one piece of work for each message, without the lock and one after the other: a piece for each viewer
/// and message costs more in waking threads.
/// </remarks>
public sealed class LiveFan(TimeProvider time) : IThreadPoolWorkItem
{
    /// <summary>Of what is kept for newcomers. A source with rarer keyframes makes them wait for the next.</summary>
    private const int MostKeptBytes = 8 * 1024 * 1024;

    private const int MostKept = 4096;

    /// <summary>A frame older than the last by more is no repetition: the clock was set.</summary>
    private const long LongestRepetition = 15_000_000;

    private static readonly LiveTrack[] s_tracks = [LiveTrack.Picture, LiveTrack.Sound];

    private readonly Lock _lock = new();
    private readonly List<LivePacket> _kept = [];
    private readonly LivePacket?[] _epochs = new LivePacket?[2];
    private readonly long[] _lastCaptured = new long[2];
    private readonly bool[] _resuming = new bool[2];

    /// <summary>Another one whenever somebody comes or goes, so that they are woken without the lock.</summary>
    private volatile LiveViewer[] _viewers = [];

    private long _keptBytes;
    private int _waking;
    private bool _keeps;
    private bool _hasKeyframe;
    private bool _hasPicture = true;
    private long _heardAt;
    private long _dropped;
    private LiveState _state = new(LiveCondition.Waiting, StreamQuality.Full);

    /// <summary>Everybody's state, as it is now.</summary>
    public LiveState State
    {
        get
        {
            lock (_lock) return _state;
        }
    }

    public int Viewers => _viewers.Length;

    /// <summary>Frames that viewers who were behind were not sent, of all viewers since the start.</summary>
    public long Dropped
    {
        get
        {
            lock (_lock) return _dropped + _viewers.Sum(viewer => viewer.Dropped);
        }
    }

    /// <summary>Whether a picture is to be waited for before this counts as live. True until it is said.</summary>
    public void Offer(bool hasPicture)
    {
        lock (_lock) _hasPicture = hasPicture;
    }

    /// <summary>A newcomer is handed the state, the epochs and what came since the last keyframe at once.</summary>
    public LiveViewer Join()
    {
        lock (_lock)
        {
            var viewer = new LiveViewer(this, time);
            viewer.Put(new LiveItem(Packet: null, _state), isStart: false);
            foreach (var epoch in _epochs)
            {
                if (epoch is not null) viewer.Put(new LiveItem(epoch, State: null), isStart: false);
            }
            foreach (var packet in _kept) viewer.Put(new LiveItem(packet, State: null), IsStart(packet));
            if (_state.Condition == LiveCondition.Ended) viewer.Complete();
            else _viewers = [.. _viewers, viewer];
            return viewer;
        }
    }

    /// <summary>Hands it to everybody. What does not fit in (a frame without its epoch, or one that came before) is left out.</summary>
    public void Give(LivePacket packet)
    {
        lock (_lock)
        {
            if (_state.Condition == LiveCondition.Ended) return;
            switch (packet.Kind)
            {
                case LiveKind.Epoch:
                    Begin(packet);
                    break;
                case LiveKind.Frame:
                    TakeFrame(packet);
                    break;
                case LiveKind.Ended:
                    Stop(packet);
                    break;
                default:
                    // Parts are for who follows the recording; others are of a later version.
                    break;
            }
        }
    }

    /// <summary>The box's line is thin, or wide enough again.</summary>
    public void Tell(StreamQuality quality)
    {
        lock (_lock) Change(_state with { Quality = quality });
    }

    /// <summary>The box is away. It may come back and go on where it was, or with another epoch.</summary>
    public void Lose()
    {
        lock (_lock)
        {
            if (_state.Condition == LiveCondition.Live) Change(_state with { Condition = LiveCondition.Lost });
            foreach (var track in s_tracks) _resuming[(int)track] = _epochs[(int)track] is not null;
            // What was kept would show a newcomer the past as if it were now.
            Forget();
        }
    }

    /// <summary>To be asked now and then: a source from which nothing comes is lost, though nobody said so.</summary>
    public void CheckSilence()
    {
        lock (_lock)
        {
            if (_state.Condition == LiveCondition.Live && time.GetElapsedTime(_heardAt) > LiveLimits.LongestSilence) Change(_state with { Condition = LiveCondition.Lost });
        }
    }

    /// <summary>Says so to everybody and lets them go.</summary>
    public void End()
    {
        lock (_lock)
        {
            Change(_state with { Condition = LiveCondition.Ended });
            _dropped += _viewers.Sum(viewer => viewer.Dropped);
            foreach (var viewer in _viewers) ThreadPool.UnsafeQueueUserWorkItem(gone => gone.Complete(), viewer, preferLocal: false);
            _viewers = [];
            Forget();
        }
    }

    /// <summary>Wakes who has something to send.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        // First: what comes from here on wakes again.
        Interlocked.Exchange(ref _waking, 0);
        foreach (var viewer in _viewers) viewer.Wake();
    }

    internal void Leave(LiveViewer viewer)
    {
        lock (_lock)
        {
            if (!_viewers.Contains(viewer)) return;
            _viewers = [.. _viewers.Where(other => other != viewer)];
            _dropped += viewer.Dropped;
        }
        viewer.Complete();
    }

    private void Begin(LivePacket packet)
    {
        var track = (int)packet.Track;
        if (_epochs[track] is { } before && before.Bytes.Span.SequenceEqual(packet.Bytes.Span))
        {
            // The same box on a new line: what it repeats was handed out already.
            _resuming[track] = true;
            return;
        }
        _epochs[track] = packet;
        _resuming[track] = false;
        _lastCaptured[track] = 0;
        if (packet.Track == LiveTrack.Picture) Forget();
        else _kept.RemoveAll(kept => kept.Track == LiveTrack.Sound);
        SendToAll(new LiveItem(packet, State: null));
    }

    private void TakeFrame(LivePacket packet)
    {
        var track = (int)packet.Track;
        if (_epochs[track]?.Epoch != packet.Epoch) return;
        var isRepetition = IsRepetition(packet);
        if (packet.IsPictureKeyframe) StartKeeping(packet);
        else if (packet.Track == LiveTrack.Picture && !_hasKeyframe) return;
        else Keep(packet);
        if (isRepetition) return;
        var afterHole = _resuming[track] && packet.IsPictureKeyframe;
        _resuming[track] = false;
        _lastCaptured[track] = packet.Microseconds;
        _heardAt = time.GetTimestamp();
        if (_state.Condition != LiveCondition.Live && (packet.Track == LiveTrack.Picture || !_hasPicture)) Change(_state with { Condition = LiveCondition.Live });
        Send(afterHole ? packet.AfterDrop : packet, IsStart(packet));
    }

    /// <summary>A box that reconnects begins with the last keyframe again. Frames that were handed out are not handed out twice.</summary>
    private bool IsRepetition(LivePacket packet)
    {
        var last = _lastCaptured[(int)packet.Track];
        return _resuming[(int)packet.Track] && packet.Microseconds <= last && packet.Microseconds > last - LongestRepetition;
    }

    private void Stop(LivePacket packet)
    {
        var track = (int)packet.Track;
        if (_epochs[track] is null) return;
        _epochs[track] = null;
        if (packet.Track == LiveTrack.Picture) Forget();
        SendToAll(new LiveItem(packet, State: null));
        var goesOn = _epochs[(int)LiveTrack.Picture] is not null || (!_hasPicture && _epochs[(int)LiveTrack.Sound] is not null);
        if (_state.Condition == LiveCondition.Live && !goesOn) Change(_state with { Condition = LiveCondition.Lost });
    }

    /// <summary>Sound that belongs to the keyframe's picture may have come before it; it is handed to newcomers behind it.</summary>
    private void StartKeeping(LivePacket keyframe)
    {
        _kept.RemoveAll(kept => kept.Track == LiveTrack.Picture || kept.Microseconds < keyframe.Microseconds);
        _kept.Insert(0, keyframe);
        _keptBytes = _kept.Sum(kept => (long)kept.Bytes.Length);
        (_hasKeyframe, _keeps) = (true, true);
    }

    /// <summary>Sound alone needs no past: a newcomer begins with the next frame.</summary>
    private void Keep(LivePacket packet)
    {
        if (!_keeps) return;
        _kept.Add(packet);
        _keptBytes += packet.Bytes.Length;
        // Viewers go on; newcomers wait for the next keyframe.
        if (_kept.Count > MostKept || _keptBytes > MostKeptBytes) DropKept();
    }

    private void DropKept()
    {
        _kept.Clear();
        (_keptBytes, _keeps) = (0, false);
    }

    private void Forget()
    {
        DropKept();
        _hasKeyframe = false;
    }

    /// <summary>Sound is a place to begin at only where there is no picture to begin with.</summary>
    private bool IsStart(LivePacket packet) => packet.IsPictureKeyframe || (packet.Track == LiveTrack.Sound && _epochs[(int)LiveTrack.Picture] is null);

    private void Change(LiveState state)
    {
        if (state == _state) return;
        _state = state;
        SendToAll(new LiveItem(Packet: null, state));
    }

    private void SendToAll(LiveItem item)
    {
        foreach (var viewer in _viewers) viewer.Put(item, isStart: false);
        WakeAll();
    }

    private void Send(LivePacket packet, bool isStart)
    {
        foreach (var viewer in _viewers) viewer.Put(new LiveItem(packet, State: null), isStart);
        WakeAll();
    }

    private void WakeAll()
    {
        if (Interlocked.Exchange(ref _waking, 1) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
