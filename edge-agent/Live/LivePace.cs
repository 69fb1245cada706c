namespace Tongtang.EdgeAgent.Live;

/// <summary>
/// Decides how much of a room is sent live, and when not to send at all, so that what arrives is never much older than
/// a second and a thin line carries a small picture, or keyframes with sound, instead of seconds that are late. It learns how late the line is
/// from probes (LiveProbe) that travel behind the frames. One level for the room. Pure; times in monotonic microseconds.
/// </summary>
/// <param name="ownBytesPerSecond">What the room may use by its own setting; null: all there is.</param>
internal sealed class LivePace(double? ownBytesPerSecond)
{
    private const long ProbeEveryUs = 100_000;

    /// <summary>A probe older than this: what is sent now would wait behind a second of other things.</summary>
    private const long LateUs = 1_000_000;

    /// <summary>So much may be on its way at the rate that the line has shown, and at least so much.</summary>
    private const double SecondsOnTheWay = 0.6;
    private const long LeastOnTheWay = 24 * 1024;
    private const long RateLastsUs = 1_000_000;

    /// <summary>From here on others on the line make room.</summary>
    private const long ShortUs = 400_000;
    private const long ShortLastsUs = 2_000_000;

    /// <summary>Left out twice within this: no stall, but a line too thin.</summary>
    private const long DropsTogetherUs = 6_000_000;
    private const long FirstTryUs = 10_000_000;
    private const long LastTryUs = 120_000_000;
    private const long FailedTryUs = 30_000_000;

    /// <summary>A hub that has not answered by then does not know probes: it is as if it always answered at once.</summary>
    private const long SilentHubUs = 1_500_000;
    private const double BackBelow = 0.85;
    private const long BudgetWindowUs = 2_000_000;

    private readonly Queue<(long SentUs, long Sent, long ArrivedThen, long KnownSinceUs)> _probes = new();
    private bool _answered;
    private long _sentBytes;
    private long _arrivedBytes;
    private long _arrivedUs = -1;
    private (double Now, double Before, long SinceUs) _rate;
    private long _sentSinceProbe;
    private long _firstProbeUs = -1;
    private long _lastProbeUs = long.MinValue / 2;
    private long _shortUs = long.MinValue / 2;
    private long _dropUs = long.MinValue / 2;
    private long _troubleUs = long.MinValue / 2;
    private long _roseUs = long.MinValue / 2;
    private long _waitUs = FirstTryUs;
    private int _drops;
    private bool _tooThin;
    private LiveTally? _windowBegan;
    private long _windowUs;
    private long _tightUs = long.MinValue / 2;
    private bool _byBudget;
    private bool _hasGrown;
    private double _lastBudget = double.PositiveInfinity;

    private bool IsShared => SharedBytesPerSecond is { } shared && !(ownBytesPerSecond < shared);

    private double? Budget => IsShared ? SharedBytesPerSecond : ownBytesPerSecond;

    public LiveLevel Level { get; private set; }

    /// <summary>What of the school's line is this room's, as the hub divides it; null: all there is. The smaller budget counts.</summary>
    public double? SharedBytesPerSecond { get; set; }

    /// <summary>Why <see cref="Level"/> is not full.</summary>
    public LiveReason Reason =>
        Level == LiveLevel.Full ? LiveReason.None
        : !_byBudget ? LiveReason.Line
        : IsShared ? LiveReason.School : LiveReason.Room;

    /// <summary>What the small pictures of all that is watched take; 0: there can be none, and that level is passed over.</summary>
    public double SmallBytesPerSecond { get; set; }

    /// <summary>How old the oldest thing is that is still on its way, as far as is known.</summary>
    public long LagUs(long nowUs) => _answered && _probes.TryPeek(out var oldest) ? nowUs - oldest.SentUs : 0;

    public bool MaySend(long nowUs)
    {
        if (!_answered && _firstProbeUs >= 0 && nowUs - _firstProbeUs > SilentHubUs) return true;
        var allowed = Math.Max(LeastOnTheWay, Math.Max(_rate.Now, _rate.Before) * SecondsOnTheWay);
        return LagUs(nowUs) <= LateUs && _sentBytes - _arrivedBytes <= allowed;
    }

    /// <summary>Whether the line does not carry what is watched: uploads are to make room.</summary>
    public bool IsShort(long nowUs) => _tooThin || nowUs - _shortUs < ShortLastsUs;

    /// <summary>An answer may be lost in another's place; so probes go on until one has come.</summary>
    public bool ProbeDue(long nowUs) => (_sentSinceProbe > 0 || _probes.Count > 0) && nowUs - _lastProbeUs >= ProbeEveryUs;

    public void Probed(long nowUs)
    {
        if (_firstProbeUs < 0) _firstProbeUs = nowUs;
        _lastProbeUs = nowUs;
        _sentSinceProbe = 0;
        // Bounded by MaySend, but for a hub that does not answer.
        if (_answered || _probes.Count < 100) _probes.Enqueue((nowUs, _sentBytes, _arrivedBytes, _arrivedUs < 0 ? nowUs : _arrivedUs));
    }

    /// <summary>The probe sent at this moment, and with it all before, has arrived.</summary>
    public void Answered(long sentUs, long nowUs)
    {
        _answered = true;
        while (_probes.TryPeek(out var oldest) && oldest.SentUs <= sentUs)
        {
            _probes.Dequeue();
            // As BBR measures a line: what was not known to have arrived when the probe was sent, over the time since then.
            TakeRate((oldest.Sent - oldest.ArrivedThen) * 1e6 / Math.Max(1000, nowUs - oldest.KnownSinceUs), nowUs);
            (_arrivedBytes, _arrivedUs) = (oldest.Sent, nowUs);
        }
    }

    public void Sent(int bytes)
    {
        _sentBytes += bytes;
        _sentSinceProbe += bytes;
    }

    /// <summary>To be called several times a second, or oftener.</summary>
    /// <param name="offered">Of all that is watched, since the beginning.</param>
    /// <param name="drops">How often something was left out since the beginning.</param>
    public void Observe(long nowUs, LiveTally offered, int drops)
    {
        if (LagUs(nowUs) > ShortUs) _shortUs = _troubleUs = nowUs;
        if (drops != _drops) TakeDrop(nowUs, drops);
        var budget = Budget ?? double.PositiveInfinity;
        _hasGrown |= budget > _lastBudget;
        _lastBudget = budget;
        if (double.IsFinite(budget)) KeepBudget(nowUs, offered, budget);
        else Free(nowUs);
        if (Level == LiveLevel.Reduced && SmallBytesPerSecond <= 0) Level = LiveLevel.Keyframes;
        if (Level != LiveLevel.Full && nowUs - _troubleUs >= _waitUs && nowUs - _tightUs >= FirstTryUs) Rise(nowUs);
    }

    /// <summary>The best of the last one to two seconds: a moment without much to send says nothing of the line.</summary>
    private void TakeRate(double bytesPerSecond, long nowUs)
    {
        if (nowUs - _rate.SinceUs > RateLastsUs) _rate = (0, _rate.Now, nowUs);
        _rate.Now = Math.Max(_rate.Now, bytesPerSecond);
    }

    private void TakeDrop(long nowUs, int drops)
    {
        var again = nowUs - _dropUs < DropsTogetherUs;
        _drops = drops;
        _dropUs = again ? long.MinValue / 2 : nowUs;
        _troubleUs = _shortUs = nowUs;
        if (!again || Level == LiveLevel.Sound) return;
        Level = Below(Level);
        (_tooThin, _byBudget) = (true, false);
        _waitUs = nowUs - _roseUs < FailedTryUs ? Math.Min(_waitUs * 2, LastTryUs) : FirstTryUs;
    }

    private LiveLevel Below(LiveLevel level) => level == LiveLevel.Full && SmallBytesPerSecond <= 0 ? LiveLevel.Keyframes : level + 1;

    private LiveLevel Above(LiveLevel level) => level == LiveLevel.Keyframes && SmallBytesPerSecond <= 0 ? LiveLevel.Full : level - 1;

    private void Rise(long nowUs)
    {
        Level = Above(Level);
        _troubleUs = _roseUs = nowUs;
        if (Level == LiveLevel.Full) _tooThin = false;
    }

    /// <summary>What comes over a window is compared with the budget; the first one, which holds what was kept for beginning, is not.</summary>
    private void KeepBudget(long nowUs, LiveTally offered, double budget)
    {
        if (_windowBegan is not { } began)
        {
            (_windowBegan, _windowUs) = (offered, nowUs);
            return;
        }
        if (nowUs - _windowUs < BudgetWindowUs) return;
        var (came, seconds) = (offered - began, (nowUs - _windowUs) / 1e6);
        (_windowBegan, _windowUs) = (offered, nowUs);
        while (Level != LiveLevel.Sound && Bytes(came, Level, seconds) > budget * seconds) (Level, _byBudget) = (Below(Level), true);
        while (MayClimb(nowUs) && Bytes(came, Above(Level), seconds) <= budget * BackBelow * seconds) Level = Above(Level);
        _hasGrown = false;
        if (Level != LiveLevel.Full && Bytes(came, Above(Level), seconds) > budget * BackBelow * seconds) (_tightUs, _byBudget) = (nowUs, true);
    }

    private void Free(long nowUs)
    {
        if (MayClimb(nowUs)) Level = LiveLevel.Full;
        (_windowBegan, _hasGrown) = (null, false);
    }

    /// <summary>A budget that has grown needs no trying: what each level takes is known. A line that was in trouble does.</summary>
    private bool MayClimb(long nowUs) => _hasGrown && _byBudget && Level != LiveLevel.Full && nowUs - _troubleUs >= FirstTryUs;

    private double Bytes(LiveTally came, LiveLevel level, double seconds) => level switch
    {
        LiveLevel.Full => came.All,
        LiveLevel.Reduced => came.Sound + (SmallBytesPerSecond * seconds),
        LiveLevel.Keyframes => came.Keyframes + came.Sound,
        _ => came.Sound,
    };
}
