namespace Tongtang.HubServer.Timetable;

/// <summary>From local dates and times of day to moments. Pure. What is later on the wall is never earlier in time.</summary>
internal static class WallClock
{
    /// <summary>
    /// A time that a change to summer time leaves out is the first moment after it; one that a change back repeats is the
    /// first of the two.
    /// </summary>
    public static DateTimeOffset At(DateOnly date, int minute, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(TimeOnly.MinValue).AddMinutes(minute);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    public static DateOnly DateOf(DateTimeOffset moment, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);

    /// <summary>1 is Monday.</summary>
    public static int Weekday(this DateOnly date) => date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek;

    public static DateOnly Monday(this DateOnly date) => date.AddDays(1 - date.Weekday());
}
