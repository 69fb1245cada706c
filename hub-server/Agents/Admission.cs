namespace Tongtang.HubServer.Agents;

/// <summary>
/// Lets so many in per second and tells the others honestly when there will be room: each who is turned away gets the
/// next free place in time, so that they come back as fast as they can be served and not together. Thread safe.
/// </summary>
internal sealed class Admission(int perSecond, TimeProvider time)
{
    /// <summary>Nobody is told to wait longer; beyond that waits are spread over the last half of it.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly double _startedAt = time.GetTimestamp() / (double)time.TimestampFrequency;

    // A burst of one second's worth is there from the start.
    private double _tokens;
    private double _countedAt = -1;

    // Seconds since the start up to which places have been given out.
    private double _promisedUntil;

    /// <returns>Null when it may come in; else how long it should wait.</returns>
    public TimeSpan? TryEnter()
    {
        lock (_lock)
        {
            var now = (time.GetTimestamp() / (double)time.TimestampFrequency) - _startedAt;
            _tokens = Math.Min(perSecond, _tokens + ((now - _countedAt) * perSecond));
            _countedAt = now;
            // Who comes exactly at the time it was told must not fail by a rounding error.
            if (_tokens >= 1 - 1e-6)
            {
                _tokens = Math.Max(0, _tokens - 1);
                return null;
            }
            _promisedUntil = Math.Max(now, _promisedUntil) + (1.0 / perSecond);
            var wait = TimeSpan.FromMilliseconds(Math.Ceiling(((_promisedUntil - now) * 1000) - 1e-3));
            if (wait <= LongestWait) return wait;
            _promisedUntil = now + LongestWait.TotalSeconds;
            return LongestWait * (0.5 + (Random.Shared.NextDouble() / 2));
        }
    }
}

/// <summary>The admission of new links.</summary>
internal sealed class LinkAdmission(AgentSettings settings, TimeProvider time)
{
    private readonly Admission _admission = new(settings.LinksPerSecond, time);

    /// <inheritdoc cref="Admission.TryEnter"/>
    public TimeSpan? TryEnter() => _admission.TryEnter();
}
