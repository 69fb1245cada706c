using System.Globalization;
using System.Text;

namespace Tongtang.HubServer.Timetable;

/// <summary>Writes lessons as an iCalendar file (RFC 5545): times in UTC, lines of at most 75 bytes, ended by CR LF. Pure.</summary>
internal static class CalendarFeed
{
    private const int LongestLine = 75;

    public static string Write(string name, IEnumerable<TaughtLesson> lessons, IReadOnlyDictionary<string, string> roomNames, string hub, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//Tongtang//Timetable//EN");
        Line(text, "CALSCALE:GREGORIAN");
        Line(text, "METHOD:PUBLISH");
        Line(text, "X-WR-CALNAME:" + Escape(name));
        Line(text, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        foreach (var lesson in lessons)
        {
            Line(text, "BEGIN:VEVENT");
            Line(text, $"UID:{lesson.Id}@{hub}");
            Line(text, "DTSTAMP:" + Utc(now));
            Line(text, "DTSTART:" + Utc(lesson.StartsAt));
            Line(text, "DTEND:" + Utc(lesson.EndsAt));
            Line(text, "SUMMARY:" + Escape(Title(lesson)));
            Line(text, "LOCATION:" + Escape(roomNames.GetValueOrDefault(lesson.RoomId, "")));
            if (lesson.Weekly.Note.Length > 0) Line(text, "DESCRIPTION:" + Escape(lesson.Weekly.Note));
            Line(text, "END:VEVENT");
        }
        Line(text, "END:VCALENDAR");
        return text.ToString();
    }

    private static string Title(TaughtLesson lesson)
    {
        string[] parts = [lesson.Weekly.Subject, lesson.Weekly.ClassName, lesson.Teacher];
        return string.Join(" · ", parts).TrimEnd(' ', '·');
    }

    private static string Utc(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text
        .Replace(@"\", @"\\", StringComparison.Ordinal).Replace(";", @"\;", StringComparison.Ordinal).Replace(",", @"\,", StringComparison.Ordinal)
        .Replace("\r", "", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    /// <summary>Folded between characters, never inside one (RFC 5545, 3.1).</summary>
    private static void Line(StringBuilder text, string line)
    {
        var bytes = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > LongestLine)
            {
                text.Append("\r\n ");
                bytes = 1;
            }
            text.Append(rune.ToString());
            bytes += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }
}
