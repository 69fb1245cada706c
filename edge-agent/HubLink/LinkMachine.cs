namespace Tongtang.EdgeAgent.HubLink;

internal enum LinkPhase
{
    /// <summary>There is no identity; nothing to connect with.</summary>
    Unenrolled,

    /// <summary>Waiting for the next try.</summary>
    Waiting,

    Connecting,

    /// <summary>The hub has said Welcome.</summary>
    Online,
}

/// <summary>The times the machine keeps; the shipped values are those of <see cref="HubOptions"/>.</summary>
internal sealed record LinkPacing(TimeSpan FirstRetry, TimeSpan RetryCap, TimeSpan StableAfter);

/// <summary>
/// Decides when to connect. It does nothing itself: events go in with the monotonic time at which they happened,
/// <see cref="ConnectIn"/> comes out. One machine serves all connections of the agent, so that a hub that is down is
/// asked once and not by every feature.
/// </summary>
/// <param name="pacing">The times that it keeps.</param>
/// <param name="random">From 0 to below 1.</param>
/// <param name="awaited">Whether people wait for this room now: it is watched, or takes part in a lesson.</param>
internal sealed class LinkMachine(LinkPacing pacing, Func<double> random, Func<bool> awaited)
{
    /// <summary>A picture that people wait for is to be back within three seconds of the line. Only few rooms are awaited at a time.</summary>
    private static readonly TimeSpan s_awaitedCap = TimeSpan.FromSeconds(1.5);

    /// <summary>So long after the link was lost somebody may still be waiting.</summary>
    private static readonly TimeSpan s_awaitedFor = TimeSpan.FromMinutes(5);

    private int _failures;
    private TimeSpan _onlineSince;
    private TimeSpan? _lostAt;
    private TimeSpan _retryAt;
    private TimeSpan _notBefore;

    public LinkPhase Phase { get; private set; } = LinkPhase.Unenrolled;

    /// <summary>How long until a connection should be opened; null when only an event can change that.</summary>
    public TimeSpan? ConnectIn(TimeSpan now) =>
        Phase != LinkPhase.Waiting ? null : _retryAt <= now ? TimeSpan.Zero : _retryAt - now;

    /// <summary>The box got an identity, another one, or lost it. Another one is tried at once.</summary>
    public void IdentityChanged(bool enrolled, TimeSpan now)
    {
        Phase = enrolled ? LinkPhase.Waiting : LinkPhase.Unenrolled;
        _failures = 0;
        _notBefore = now;
        _retryAt = now;
    }

    public void Connecting() => Phase = LinkPhase.Connecting;

    public void Welcomed(TimeSpan now)
    {
        Phase = LinkPhase.Online;
        _onlineSince = now;
    }

    /// <summary>
    /// The connection ended or did not come about. Only a link that was stable forgets earlier failures: a hub that
    /// accepts and drops is as down as one that refuses.
    /// </summary>
    /// <param name="retryAfter">What the hub asked for; nothing makes the agent come back earlier.</param>
    public void Ended(TimeSpan now, TimeSpan? retryAfter)
    {
        if (Phase == LinkPhase.Unenrolled) return;
        if (Phase == LinkPhase.Online)
        {
            _lostAt = now;
            if (now - _onlineSince >= pacing.StableAfter) _failures = 0;
        }
        _failures++;
        // A hub that names a wait has spread it over those who wait; more of our own would only leave its places empty.
        var named = retryAfter >= pacing.FirstRetry;
        var delay = BackOff.Delay(named ? 1 : _failures, pacing.FirstRetry, Cap(now), random());
        _notBefore = now + (retryAfter ?? TimeSpan.Zero);
        _retryAt = _notBefore + delay;
        Phase = LinkPhase.Waiting;
    }

    /// <summary>A cable was plugged in or Wi-Fi came back: what failed before says nothing any more.</summary>
    public void NetworkUp(TimeSpan now)
    {
        if (Phase != LinkPhase.Waiting) return;
        _failures = 0;
        var soon = now + (pacing.FirstRetry * random());
        _retryAt = soon < _notBefore ? _notBefore : soon < _retryAt ? soon : _retryAt;
    }

    private TimeSpan Cap(TimeSpan now) =>
        s_awaitedCap < pacing.RetryCap && _lostAt is { } lostAt && now - lostAt < s_awaitedFor && awaited() ? s_awaitedCap : pacing.RetryCap;
}
