namespace Tongtang.Protocol.Grpc;

/// <summary>The header <c>grpc-timeout</c>: at most eight digits and a unit (PROTOCOL-HTTP2.md, "Timeout").</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;

    // A timer takes no more than 49 days.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(24);

    private static readonly (char Unit, long Ticks)[] s_units =
    [
        ('u', TimeSpan.TicksPerMicrosecond), ('m', TimeSpan.TicksPerMillisecond), ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute), ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>In the finest unit that fits, rounded up so that the server never gives up before the client does.</summary>
    public static string Format(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        foreach (var (unit, ticks) in s_units)
        {
            var value = (timeout.Ticks - 1) / ticks + 1;
            if (value <= MaxValue) return $"{value}{unit}";
        }
        return $"{MaxValue}H";
    }

    /// <summary>What to set a timer to: none or one of months waits for ever, one that has passed already not at all.</summary>
    public static TimeSpan ForTimer(TimeSpan? timeout) =>
        timeout is not { } value || value > s_longest ? Timeout.InfiniteTimeSpan
        : value > TimeSpan.Zero ? value
        : TimeSpan.Zero;

    public static bool TryParse(ReadOnlySpan<char> value, out TimeSpan timeout)
    {
        timeout = default;
        if (value.Length is < 2 or > MaxDigits + 1 || value[..^1].ContainsAnyExceptInRange('0', '9')) return false;
        var number = long.Parse(value[..^1]);
        if (value[^1] == 'n')
        {
            timeout = TimeSpan.FromTicks((number + 99) / 100);
            return true;
        }
        foreach (var (unit, ticks) in s_units)
        {
            if (unit != value[^1]) continue;
            timeout = TimeSpan.FromTicks(number * ticks);
            return true;
        }
        return false;
    }
}
