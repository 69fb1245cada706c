namespace Tongtang.HubServer.Readings;

/// <summary>
/// When something happened whose box may not have known the time. Pure. A boot's monotonic clock never steps, so one
/// moment of the boot with both clocks known places all others. The box's clock is taken at its word when it has one:
/// over weeks a monotonic clock drifts further than a clock that is kept by NTP.
/// </summary>
internal static class BootTime
{
    /// <summary>2000-01-01.</summary>
    public const long Earliest = 946_684_800_000;

    /// <summary>2100-01-01, not included.</summary>
    public const long Latest = 4_102_444_800_000;

    /// <summary>No machine runs for longer.</summary>
    private const long LongestBoot = 20L * 366 * 24 * 3600 * 1000;

    public static bool IsTime(long timeMs) => timeMs is >= Earliest and < Latest;

    public static bool IsMonotonic(long monotonicMs) => monotonicMs is >= 0 and < LongestBoot;

    /// <summary>UTC milliseconds when the boot's monotonic clock stood at 0; null when the two cannot both be right.</summary>
    public static long? StartOf(long timeMs, long monotonicMs) =>
        IsTime(timeMs) && IsMonotonic(monotonicMs) && IsTime(timeMs - monotonicMs) ? timeMs - monotonicMs : null;

    /// <summary>The time of a moment in a boot; null while its start is unknown.</summary>
    public static long? Place(long timeMs, long monotonicMs, long? startedAtMs) =>
        timeMs != 0 ? timeMs : startedAtMs + monotonicMs;
}
