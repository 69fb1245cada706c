namespace Tongtang.EdgeAgent.Uploads;

/// <summary>
/// What uploads may use while a lesson is watched live: when its frames are late they halve what they send every half
/// second, down to a trickle that keeps them going, and take it back slowly. What waits is on the disk. Thread safe.
/// </summary>
internal sealed class LineShare(TimeProvider time)
{
    private const double FirstBytesPerSecond = 1_000_000;
    private const double LeastBytesPerSecond = 6_000;
    private const double UnlimitedFrom = 12_500_000;
    private const double Growth = 1.05;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.5);

    private readonly Lock _lock = new();
    private double? _limit;
    private long _at = time.GetTimestamp();

    /// <summary>Null: live leaves all there is.</summary>
    public double? BytesPerSecond
    {
        get
        {
            lock (_lock) return _limit;
        }
    }

    /// <summary>To be said several times a second while somebody watches.</summary>
    /// <param name="isShort">Frames are late, or are left out because they were.</param>
    public void LiveNeeds(bool isShort)
    {
        lock (_lock)
        {
            if (!isShort && _limit is null) return;
            if (_limit is not null && time.GetElapsedTime(_at) < Step) return;
            _at = time.GetTimestamp();
            var next = isShort ? Math.Max(LeastBytesPerSecond, (_limit ?? FirstBytesPerSecond * 2) / 2) : _limit * Growth;
            _limit = next >= UnlimitedFrom ? null : next;
        }
    }

    /// <summary>Nobody watches any more.</summary>
    public void LiveEnded()
    {
        lock (_lock) _limit = null;
    }

    public UploadAllowance Limit(UploadAllowance allowance) =>
        BytesPerSecond is { } limit ? allowance with { BytesPerSecond = Math.Min(limit, allowance.BytesPerSecond ?? double.MaxValue) } : allowance;
}
