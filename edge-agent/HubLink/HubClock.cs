using System.Reflection;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// What the hub's clock says, kept by this machine's monotonic clock, so that a step of the wall clock changes the
/// offset at once and not the hub's time. Thread safe.
/// </summary>
internal sealed class HubClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly OffsetWindow _window = new();

    /// <summary>Before this the machine's clock is certainly wrong: the program did not exist.</summary>
    public static DateTimeOffset BuildDate { get; } = ReadBuildDate();

    /// <summary>Hub time minus this machine's time; null until the hub has told it in this run.</summary>
    public TimeSpan? Offset
    {
        get
        {
            lock (_lock)
            {
                return _window.Best is { } best
                    ? TimeSpan.FromMilliseconds(best + MonotonicMs - time.GetUtcNow().ToUnixTimeMilliseconds())
                    : null;
            }
        }
    }

    /// <summary>The shortest of the last eight round trips to the hub; null until one was measured.</summary>
    public TimeSpan? RoundTrip
    {
        get
        {
            lock (_lock) return _window.ShortestMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null;
        }
    }

    /// <summary>The best idea of UTC: the hub's when it has told it, else this machine's.</summary>
    public DateTimeOffset UtcNow => time.GetUtcNow() + (Offset ?? TimeSpan.Zero);

    /// <summary>False while this machine's clock is not to be believed: before the build date, or an hour from the hub's.</summary>
    public bool Known => time.GetUtcNow() >= BuildDate && Offset is not { TotalHours: > 1 or < -1 };

    /// <summary>Milliseconds since boot by a clock that never steps.</summary>
    public long MonotonicMs => (long)time.GetElapsedTime(0, time.GetTimestamp()).TotalMilliseconds;

    /// <summary>Takes one probe's answer.</summary>
    /// <param name="sentMs">Monotonic milliseconds at which the probe left.</param>
    public void Take(long sentMs, long receivedMs, long hubReceivedMs, long hubSentMs)
    {
        lock (_lock) _window.Add(sentMs, receivedMs, hubReceivedMs, hubSentMs);
    }

    /// <summary>What the hub has told is not to be believed any more.</summary>
    public void Forget()
    {
        lock (_lock) _window.Clear();
    }

    /// <summary>The hub told its time without being asked (Welcome, enrolment): good enough until a probe is answered.</summary>
    public void TakeRough(long askedMs, long hubMs) => Take(askedMs, MonotonicMs, hubMs, hubMs);

    private static DateTimeOffset ReadBuildDate()
    {
        var stamped = typeof(HubClock).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "BuildDate")?.Value;
        return DateTimeOffset.TryParse(stamped, System.Globalization.CultureInfo.InvariantCulture, out var date) ? date : DateTimeOffset.UnixEpoch;
    }
}

/// <summary>
/// Offsets as in NTP (RFC 5905, 8): offset = ((hub received − sent) + (hub sent − received)) / 2. Of the last eight the
/// one with the shortest round trip counts, because waiting in a queue only ever adds.
/// </summary>
internal sealed class OffsetWindow
{
    private const int Size = 8;
    private readonly Queue<(long RoundTrip, long Offset)> _samples = new(Size);

    /// <summary>Hub UTC milliseconds minus monotonic milliseconds; null without a sample.</summary>
    public long? Best => _samples.Count == 0 ? null : _samples.MinBy(s => s.RoundTrip).Offset;

    public long? ShortestMs => _samples.Count == 0 ? null : _samples.Min(s => s.RoundTrip);

    public void Clear() => _samples.Clear();

    public void Add(long sentMs, long receivedMs, long hubReceivedMs, long hubSentMs)
    {
        if (receivedMs < sentMs) return;
        if (_samples.Count == Size) _samples.Dequeue();
        var offset = ((hubReceivedMs - sentMs) + (hubSentMs - receivedMs)) / 2;
        _samples.Enqueue((Math.Max(0, receivedMs - sentMs - (hubSentMs - hubReceivedMs)), offset));
    }
}
