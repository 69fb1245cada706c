namespace Tongtang.EdgeAgent.Recordings;

/// <summary>What is known of this machine's clock when a lesson begins.</summary>
internal sealed record LessonClock
{
    /// <summary>Of this boot of the machine.</summary>
    public required string BootId { get; init; }

    /// <summary>Hub time minus this machine's; 0 until the hub has told it.</summary>
    public Func<TimeSpan?> HubOffset { get; init; } = () => null;

    /// <summary>Whether the machine's clock is to be believed.</summary>
    public Func<bool> IsKnown { get; init; } = () => true;

    public long OffsetMs => (long)(HubOffset()?.TotalMilliseconds ?? 0);

    public bool Known => IsKnown();

    /// <summary>UTC by the hub if it has told it, else by this machine's clock if that is to be believed; null: nobody knows.</summary>
    public DateTimeOffset? TrueNow(DateTimeOffset utcNow) => HubOffset() is { } offset ? utcNow + offset : Known ? utcNow : null;
}
