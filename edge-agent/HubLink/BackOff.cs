namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// How long to wait before the next try: full jitter, that is anything between nothing and a limit that doubles with
/// every failure up to a cap, so that a district's boxes do not return in step after a power cut.
/// </summary>
internal static class BackOff
{
    /// <param name="failures">Failures in a row, this one included; from 1.</param>
    /// <param name="random">From 0 to below 1.</param>
    public static TimeSpan Delay(int failures, TimeSpan first, TimeSpan cap, double random)
    {
        var doublings = Math.Clamp(failures - 1, 0, 30);
        var limit = Math.Min(cap.TotalMilliseconds, first.TotalMilliseconds * (1L << doublings));
        return TimeSpan.FromMilliseconds(limit * random);
    }
}
