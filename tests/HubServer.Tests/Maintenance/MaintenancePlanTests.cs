using Tongtang.HubServer.Maintenance;

namespace Tongtang.HubServer.Tests.Maintenance;

public sealed class MaintenancePlanTests
{
    private static readonly TimeZoneInfo s_berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>Every Sunday from one to five: four hours, but three where the clock goes forward and five where it goes back.</summary>
    [Fact]
    public void Weekly_OverChangesOfTheClock_StaysAtItsWallTime()
    {
        var plan = Plan("2026-03-15T01:00", "2026-03-15T05:00", weekly: true);
        var spans = plan.StartingFrom(At("2026-03-01T00:00Z"), s_berlin).Take(40).ToList();
        Assert.Equal(
            [("2026-03-15T00:00Z", 4), ("2026-03-22T00:00Z", 4), ("2026-03-29T00:00Z", 3), ("2026-04-04T23:00Z", 4)],
            spans.Take(4).Select(span => ($"{span.From.UtcDateTime:yyyy-MM-ddTHH:mm}Z", (int)(span.Until - span.From).TotalHours)));
        Assert.Equal(5, (spans.Single(span => span.From == At("2026-10-24T23:00Z")) is var autumn ? autumn.Until - autumn.From : default).TotalHours);
        Assert.All(spans, span => Assert.Equal(1, TimeZoneInfo.ConvertTime(span.From, s_berlin).Hour));
    }

    /// <summary>From any moment on: what a list from the beginning has, whichever the first week is that is looked at.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RunningOrNext_AtAnyMoment_IsTheFirstOfAllThatIsNotOver(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var begins = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMinutes(random.Next(500_000));
            var ends = begins.AddMinutes(1 + random.Next(6 * 1440));
            var plan = Plan(Text(begins), Text(ends), weekly: true, last: random.Next(2) == 0 ? null : DateOnly.FromDateTime(begins).AddDays(random.Next(200)));
            var moment = new DateTimeOffset(begins, TimeSpan.Zero).AddMinutes(random.Next(-10_000, 400_000));
            var wanted = plan.StartingFrom(DateTimeOffset.MinValue, s_berlin).TakeWhile(span => span.From < moment.AddDays(30)).Where(span => span.Until > moment).Select(span => ((DateTimeOffset, DateTimeOffset)?)span).FirstOrDefault();
            Assert.Equal(wanted, plan.RunningOrNext(moment, s_berlin));
        }
    }

    [Theory]
    [InlineData("2026-03-29T02:10", "2026-03-29T02:50", null)]
    [InlineData("2026-03-29T01:50", "2026-03-29T02:50", "00:10")]
    [InlineData("2026-10-25T01:30", "2026-10-25T02:30", "01:00")]
    [InlineData("2026-10-25T01:30", "2026-10-25T03:30", "03:00")]
    public void Once_AtAChangeOfTheClock_IsAsLongAsTheClockSays(string begins, string ends, string? length)
    {
        var span = Plan(begins, ends, weekly: false).RunningOrNext(At("2026-01-01T00:00Z"), s_berlin);
        Assert.Equal(length, span is { } found ? $"{found.Until - found.From:hh\\:mm}" : null);
    }

    [Theory]
    [InlineData("2026-09-01 22:00")]
    [InlineData("2026-09-01T22:00Z")]
    [InlineData("2026-09-31T22:00")]
    [InlineData("1999-09-01T22:00")]
    [InlineData("")]
    [InlineData(null)]
    public void LocalMinute_OfAnythingElse_IsNone(string? text) => Assert.False(LocalMinute.TryParse(text, out _));

    private static MaintenancePlan Plan(string begins, string ends, bool weekly, DateOnly? last = null) => new(LocalMinute.Parse(begins), LocalMinute.Parse(ends), weekly, last);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text);

    private static string Text(DateTime local) => local.ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
