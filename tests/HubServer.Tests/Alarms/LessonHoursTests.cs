using Tongtang.HubServer.Alarms;

namespace Tongtang.HubServer.Tests.Alarms;

public sealed class LessonHoursTests
{
    private static readonly TimeZoneInfo s_china = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    [Theory]
    // 2026-09-01 is a Tuesday.
    [InlineData("Mon-Fri 08:00-17:30", "2026-09-01T09:00+08:00", "2026-09-01T09:05+08:00")]
    [InlineData("Mon-Fri 08:00-17:30", "2026-09-01T03:00+08:00", "2026-09-01T08:05+08:00")]
    [InlineData("Mon-Fri 08:00-17:30", "2026-09-01T17:24+08:00", "2026-09-01T17:29+08:00")]
    [InlineData("Mon-Fri 08:00-17:30", "2026-09-01T17:25+08:00", "2026-09-02T08:05+08:00")]
    [InlineData("Mon-Fri 08:00-17:30", "2026-09-04T17:29+08:00", "2026-09-07T08:05+08:00")]
    [InlineData("Mon-Fri 08:00-11:30, Mon-Fri 14:00-17:30", "2026-09-01T11:28+08:00", "2026-09-01T14:05+08:00")]
    [InlineData("Fri-Mon 08:00-12:00", "2026-09-01T09:00+08:00", "2026-09-04T08:05+08:00")]
    [InlineData("sat 08:00-12:00", "2026-09-05T12:00+08:00", "2026-09-12T08:05+08:00")]
    [InlineData("", "2026-09-01T09:00+08:00", null)]
    [InlineData("Mon 08:00-08:05", "2026-09-01T09:00+08:00", null)]
    public void DueAfter_CountsWithinOneSpanOfLessons(string hours, string since, string? due) =>
        Assert.Equal(due is null ? null : DateTimeOffset.Parse(due), LessonHours.Parse(hours, s_china)!.DueAfter(DateTimeOffset.Parse(since), TimeSpan.FromMinutes(5), date => date));

    [Fact]
    public void DueAfter_TheHourThatSummerTimeLeavesOut_BeginsAfterIt()
    {
        var hours = LessonHours.Parse("Sun 02:30-08:00", TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"))!;
        Assert.Equal(DateTimeOffset.Parse("2026-03-29T03:05+02:00"), hours.DueAfter(DateTimeOffset.Parse("2026-03-29T00:00+01:00"), TimeSpan.FromMinutes(5), date => date));
    }

    [Theory]
    [InlineData("Monday 08:00-17:00")]
    [InlineData("Mon 17:00-08:00")]
    [InlineData("Mon 08:00-24:00")]
    [InlineData("Mon 8:00-17:00")]
    [InlineData("Abc 08:00-17:00")]
    [InlineData("Mon-Fri")]
    public void Parse_WhatIsNoHours_IsNull(string text) => Assert.Null(LessonHours.Parse(text, s_china));
}
