using System.Text;
using Tongtang.HubServer.Lessons;

namespace Tongtang.HubServer.Tests.Lessons;

public sealed class StatisticsTableTests
{
    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    [Fact]
    public void ByPairing_CountsWhatWasHeld_AndHowMuchOfItWasWhole()
    {
        var counted = StatisticsTable.Count(
            [Lesson("a", "p", "ended", minutes: 40, quality: 30, interruptions: 2, inMinutes: 36), Lesson("b", "p", "missed"), Lesson("c", "q", "ended", minutes: 20, quality: 20, inMinutes: 40, receivers: 2), Lesson("d", "q", "planned")],
            [],
            StatisticsBy.Pairing,
            s_zone);
        Assert.Equal(new LessonStatisticsRow("p", "name p", 2, 1, 1, 40, 30, 2, 0.9), counted.Rows[0]);
        Assert.Equal(new LessonStatisticsRow("q", "name q", 2, 1, 0, 20, 20, 0, 1), counted.Rows[1]);
        Assert.Equal((4, 2, 1, 60.0, 2), (counted.Total.Planned, counted.Total.Held, counted.Total.Missed, counted.Total.Minutes, counted.Total.Interruptions));
        Assert.Equal(76.0 / 80, counted.Total.Participation!.Value, 6);
    }

    [Fact]
    public void BySchool_ALessonCountsForEachThatTookPart()
    {
        var counted = StatisticsTable.Count(
            [Lesson("a", "p", "ended", minutes: 40)], [new CountedPlace("a", "s1", "一校"), new CountedPlace("a", "s2", "二校")], StatisticsBy.School, s_zone);
        Assert.Equal(["s1", "s2"], counted.Rows.Select(row => row.Key));
        Assert.Equal((1, 40.0), (counted.Total.Planned, counted.Total.Minutes));
    }

    [Theory]
    [InlineData("day", "2026-09-02", "2026-09-07")]
    [InlineData("week", "2026-08-31", "2026-09-07")]
    [InlineData("month", "2026-09-01", null)]
    public void ByPeriod_DaysBeginInTheSchoolsZone(string by, string first, string? second)
    {
        var lessons = new[] { Lesson("a", "p", "ended", at: "2026-09-01T16:00:00Z"), Lesson("b", "p", "ended", at: "2026-09-07T00:30:00Z") };
        var counted = StatisticsTable.Count(lessons, [], Enum.Parse<StatisticsBy>(by, ignoreCase: true), s_zone);
        Assert.Equal(new[] { first, second }.OfType<string>(), counted.Rows.Select(row => row.Key));
    }

    [Fact]
    public void Csv_OpensInOfficePrograms_AndHasNoFormulas()
    {
        var row = new LessonStatisticsRow("k", "=1+1, \"二\"", 2, 1, 1, 40.5, 30, 2, 0.9);
        var bytes = StatisticsTable.Csv(new LessonStatistics(StatisticsBy.Pairing, [row], row with { Name = "" }));
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var lines = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n");
        Assert.Equal("key,name,planned,held,missed,minutes,qualityMinutes,interruptions,participation", lines[0]);
        Assert.Equal("k,\"'=1+1, \"\"二\"\"\",2,1,1,40.5,30,2,0.9", lines[1]);
        Assert.StartsWith("total,,2,", lines[2], StringComparison.Ordinal);
    }

    private static CountedLesson Lesson(string id, string pairing, string state, double minutes = 0, double quality = 0, int interruptions = 0, double inMinutes = 0, int receivers = 1, string at = "2026-09-01T02:00:00Z") => new()
    {
        Id = id,
        PairingId = pairing,
        PairingName = "name " + pairing,
        Mode = "dedicated",
        State = state,
        PlannedStartMs = DateTimeOffset.Parse(at).ToUnixTimeMilliseconds(),
        DurationMs = (long)(minutes * 60_000),
        QualityMs = (long)(quality * 60_000),
        Interruptions = interruptions,
        ReceiversInMs = (long)(inMinutes * 60_000),
        Receivers = receivers,
    };
}
