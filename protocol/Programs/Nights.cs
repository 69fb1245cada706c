namespace Tongtang.Protocol.Programs;

/// <summary>When work that is done once a night is done.</summary>
public static class Nights
{
    /// <summary>A delay is whole milliseconds: who wakes a little early has had this night already.</summary>
    private static readonly TimeSpan s_early = TimeSpan.FromSeconds(1);

    /// <summary>Pure: the next time that it is this time of the day there.</summary>
    public static DateTimeOffset Next(DateTimeOffset now, TimeSpan at, TimeZoneInfo zone)
    {
        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        for (var day = today; ; day = day.AddDays(1))
        {
            var local = DateTime.SpecifyKind(day + at, DateTimeKind.Unspecified);
            // In the hour that summer time leaves out, the one after it.
            if (zone.IsInvalidTime(local)) local = local.AddHours(1);
            var moment = new DateTimeOffset(local, zone.GetUtcOffset(local));
            if (moment > now + s_early) return moment;
        }
    }
}
