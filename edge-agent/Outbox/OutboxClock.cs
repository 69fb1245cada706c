namespace Tongtang.EdgeAgent.Outbox;

/// <summary>What is stamped on items.</summary>
/// <param name="bootId">Of this boot of the machine.</param>
/// <param name="isKnown">Whether the machine's wall clock is to be believed.</param>
internal sealed class OutboxClock(string bootId, Func<bool> isKnown, TimeProvider time)
{
    /// <summary>A clock that is further off than this is wrong; what is nearer may be slow lines and slow batteries.</summary>
    private static readonly TimeSpan s_wrong = TimeSpan.FromHours(1);

    /// <summary>Hub time minus this machine's; null until the hub has told it.</summary>
    public Func<TimeSpan?> HubOffset { get; init; } = () => null;

    /// <summary>
    /// The stamp, without its time when the hub has shown meanwhile that the clock was wrong then, e.g. by years since a
    /// boot without a network: the hub places such an item by its boot. Of boots before this one nobody can tell.
    /// </summary>
    public ItemStamp Checked(ItemStamp stamp)
    {
        if (stamp.TimeMs == 0 || stamp.BootId != bootId || HubOffset() is not { } offset) return stamp;
        var age = time.GetElapsedTime(0, time.GetTimestamp()) - TimeSpan.FromMilliseconds(stamp.MonotonicMs);
        var truly = time.GetUtcNow() + offset - age;
        return (truly - DateTimeOffset.FromUnixTimeMilliseconds(stamp.TimeMs)).Duration() > s_wrong ? stamp with { TimeMs = 0 } : stamp;
    }

    public ItemStamp Now()
    {
        var now = time.GetUtcNow();
        // The contract's years; a clock outside them is not to be believed, whatever it says of itself.
        var isTime = now.Year is >= 2000 and < 2100 && isKnown();
        return new ItemStamp(bootId, (long)time.GetElapsedTime(0, time.GetTimestamp()).TotalMilliseconds, isTime ? now.ToUnixTimeMilliseconds() : 0);
    }
}
