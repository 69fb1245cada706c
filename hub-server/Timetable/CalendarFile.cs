using System.Globalization;
using System.Text;
using Tongtang.HubServer.Imports;

namespace Tongtang.HubServer.Timetable;

/// <summary>One event of an iCalendar file, its repetitions spelt out.</summary>
/// <param name="Line">Of its BEGIN, from 1.</param>
internal sealed record CalendarEvent(int Line, string Summary, string Location, IReadOnlyList<DateTime> Starts);

/// <summary>Reads iCalendar files (RFC 5545) as far as timetables go: single and weekly events, in local time or UTC. Pure.</summary>
internal static class CalendarFile
{
    private const int MostEvents = 20_000;
    private const int MostStarts = 400;

    /// <summary>Local starts in the school's zone.</summary>
    /// <exception cref="TableException">It is no calendar.</exception>
    public static List<CalendarEvent> Read(string text, TimeZoneInfo zone, List<TableFault> faults)
    {
        var events = new List<CalendarEvent>();
        Dictionary<string, (int Line, string Value, string Head)>? open = null;
        List<string> exceptions = [];
        var (began, depth) = (0, 0);
        var lines = Unfold(text);
        if (lines.Count == 0 || !lines[0].Text.Equals("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase)) throw new TableException("file_format_unknown", "The file is no calendar: its first line is not BEGIN:VCALENDAR.", 1);
        foreach (var (number, line) in lines)
        {
            var colon = Colon(line);
            if (colon < 0) continue;
            var (head, value) = (line[..colon], line[(colon + 1)..]);
            var name = head.Split(';')[0].ToUpperInvariant();
            if (name == "BEGIN" && value.Equals("VEVENT", StringComparison.OrdinalIgnoreCase)) (open, exceptions, began, depth) = (new(StringComparer.Ordinal), [], number, 0);
            else if (open is null) continue;
            else if (name == "BEGIN") depth++;
            else if (name == "END" && depth > 0) depth--;
            else if (name == "END")
            {
                if (events.Count == MostEvents) throw new TableException("table_too_long", $"The calendar has more than {MostEvents} events.");
                if (Event(began, open, exceptions, zone, faults) is { } made) events.Add(made);
                open = null;
            }
            else if (depth == 0 && name == "EXDATE") exceptions.Add(line);
            else if (depth == 0) open[name] = (number, value, head);
        }
        return events;
    }

    private static CalendarEvent? Event(int line, Dictionary<string, (int Line, string Value, string Head)> open, List<string> exceptions, TimeZoneInfo zone, List<TableFault> faults)
    {
        if (open.TryGetValue("STATUS", out var status) && status.Value == "CANCELLED") return null;
        if (!open.TryGetValue("DTSTART", out var start) || Local(start.Head, start.Value, zone) is not { } first)
        {
            faults.Add(new TableFault(open.TryGetValue("DTSTART", out var wrong) ? wrong.Line : line, null, "DTSTART", Cut(start.Value), "start_invalid", "An event needs a start with date and time, such as 20260831T080000, in a known zone or with Z."));
            return null;
        }
        List<DateTime> starts = [first];
        if (open.TryGetValue("RRULE", out var rule) && !TryRepeat(rule.Value, first, zone, starts))
        {
            faults.Add(new TableFault(rule.Line, null, "RRULE", Cut(rule.Value), "repetition_unknown", "Allowed: FREQ=WEEKLY with INTERVAL, and UNTIL or COUNT."));
            return null;
        }
        var left = exceptions.SelectMany(one => one[(Colon(one) + 1)..].Split(',').Select(value => Local(one[..Colon(one)], value, zone))).OfType<DateTime>().ToHashSet();
        return new CalendarEvent(line, Text(open, "SUMMARY"), Text(open, "LOCATION"), [.. starts.Where(one => !left.Contains(one))]);
    }

    private static bool TryRepeat(string rule, DateTime first, TimeZoneInfo zone, List<DateTime> starts)
    {
        var (interval, count, until) = (1, int.MaxValue, DateTime.MaxValue);
        foreach (var part in rule.Split(';'))
        {
            var pair = part.Split('=', 2);
            switch (pair[0].ToUpperInvariant())
            {
                case "FREQ" when pair[^1] == "WEEKLY":
                case "WKST":
                case "BYDAY" when first.DayOfWeek.ToString().AsSpan(0, 2).Equals(pair[^1], StringComparison.OrdinalIgnoreCase):
                    break;
                case "INTERVAL" when int.TryParse(pair[^1], CultureInfo.InvariantCulture, out interval) && interval is >= 1 and <= 60:
                case "COUNT" when int.TryParse(pair[^1], CultureInfo.InvariantCulture, out count) && count >= 1:
                    break;
                case "UNTIL" when Local("UNTIL", pair[^1].Length == 8 ? pair[^1] + "T235959" : pair[^1], zone) is { } last:
                    until = last;
                    break;
                default:
                    return false;
            }
        }
        if (count == int.MaxValue && until == DateTime.MaxValue) return false;
        for (var next = first.AddDays(7 * interval); starts.Count < count && next <= until && starts.Count < MostStarts; next = next.AddDays(7 * interval)) starts.Add(next);
        return true;
    }

    private static DateTime? Local(string head, string? value, TimeZoneInfo zone)
    {
        if (value is null) return null;
        var utc = value.EndsWith('Z');
        if (!DateTime.TryParseExact(value.TrimEnd('Z'), "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return null;
        var named = head.Split(';').FirstOrDefault(part => part.StartsWith("TZID=", StringComparison.OrdinalIgnoreCase))?[5..].Trim('"');
        if (utc) return TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(time, DateTimeKind.Utc), zone);
        if (named is null || named == zone.Id) return time;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(named, out var other)) return null;
        return other.IsInvalidTime(time) ? null : TimeZoneInfo.ConvertTime(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), other, zone);
    }

    private static string Text(Dictionary<string, (int Line, string Value, string Head)> open, string name)
    {
        if (!open.TryGetValue(name, out var found)) return "";
        var text = new StringBuilder();
        for (var i = 0; i < found.Value.Length; i++)
        {
            var letter = found.Value[i];
            if (letter == '\\' && i + 1 < found.Value.Length) letter = found.Value[++i] is 'n' or 'N' ? ' ' : found.Value[i];
            text.Append(letter);
        }
        return text.ToString().Trim();
    }

    /// <summary>The colon that ends a line's head: not one inside a quoted parameter.</summary>
    private static int Colon(string line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"') quoted = !quoted;
            else if (line[i] == ':' && !quoted) return i;
        }
        return -1;
    }

    private static List<(int Number, string Text)> Unfold(string text)
    {
        var lines = new List<(int Number, StringBuilder Text)>();
        foreach (var (index, raw) in text.TrimStart('\uFEFF').Split('\n').Index())
        {
            var line = raw.TrimEnd('\r');
            if (line.Length > 0 && line[0] is ' ' or '\t' && lines.Count > 0) lines[^1].Text.Append(line.AsSpan(1));
            else if (line.Length > 0) lines.Add((index + 1, new StringBuilder(line)));
        }
        return lines.ConvertAll(line => (line.Number, line.Text.ToString()));
    }

    private static string? Cut(string? value) => value is { Length: > 100 } ? value[..100] : value;
}
