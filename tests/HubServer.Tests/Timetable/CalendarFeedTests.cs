using System.Text;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Tests.Timetable;

public sealed class CalendarFeedTests
{
    [Fact]
    public void Lines_AreFoldedEscapedAndEnded_AsRfc5545Says()
    {
        var lesson = MadeTimetable.Lesson("a", className: "七1班,七2班;合班") with { Subject = string.Concat(Enumerable.Repeat("综合实践活动👩‍🏫", 6)), Note = @"带\尺" };
        var text = CalendarFeed.Write("室一", TaughtLessons.On(MadeTimetable.Make([lesson]), MadeTimetable.FirstDay), new Dictionary<string, string>(StringComparer.Ordinal) { ["r1"] = "室一" }, "hub.example", DateTimeOffset.UnixEpoch);

        Assert.EndsWith("END:VCALENDAR\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", text.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        var unfolded = text.Replace("\r\n ", "", StringComparison.Ordinal);
        Assert.Contains($"SUMMARY:{lesson.Subject} · 七1班\\,七2班\\;合班 · 王老师\r\n", unfolded, StringComparison.Ordinal);
        Assert.Contains("DESCRIPTION:带\\\\尺\r\n", unfolded, StringComparison.Ordinal);
        Assert.Contains("DTSTART:20260831T000000Z\r\nDTEND:20260831T004500Z\r\n", unfolded, StringComparison.Ordinal);
        Assert.Contains("UID:a-20260831@hub.example\r\n", unfolded, StringComparison.Ordinal);
    }
}
