using System.Globalization;
using System.Text;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Lessons;

/// <summary>What statistics are counted by.</summary>
internal enum StatisticsBy
{
    Pairing,
    School,
    Region,
    Day,
    Week,
    Month,
    Mode,
}

/// <summary>One line of the statistics of linked lessons.</summary>
/// <param name="Key">The pairing's, school's or region's id, the mode, or the first day of the period as 2026-09-01.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Planned">Lessons that were to be, those begun at once included.</param>
/// <param name="Held">Of these, that were held: a receiving room was in.</param>
/// <param name="Missed">Of these, that were not.</param>
/// <param name="Minutes">Of the lessons held.</param>
/// <param name="QualityMinutes">Of these, with every room in.</param>
/// <param name="Participation">Of the time that receiving rooms were to be in the lessons held, the share that they were: 0 to 1; null when none was held.</param>
internal sealed record LessonStatisticsRow(string Key, string Name, int Planned, int Held, int Missed, double Minutes, double QualityMinutes, int Interruptions, double? Participation);

/// <summary>The lines, and all together.</summary>
internal sealed record LessonStatistics(StatisticsBy By, IReadOnlyList<LessonStatisticsRow> Rows, LessonStatisticsRow Total);

/// <summary>One lesson as statistics count it: over, or to be by now.</summary>
internal sealed record CountedLesson
{
    public required string Id { get; init; }

    public string? PairingId { get; init; }

    public required string PairingName { get; init; }

    public required string Mode { get; init; }

    public required string State { get; init; }

    public long PlannedStartMs { get; init; }

    public long DurationMs { get; init; }

    public long QualityMs { get; init; }

    public int Interruptions { get; init; }

    public long ReceiversInMs { get; init; }

    public int Receivers { get; init; }

    public bool IsHeld => State == LessonState.Ended.Word();
}

/// <summary>A school, or a region, that took part in a lesson.</summary>
internal sealed record CountedPlace(string LessonId, string Id, string Name);

/// <summary>Counts lessons. Pure; <see cref="StatisticsReader"/> reads them.</summary>
internal static class StatisticsTable
{
    /// <param name="places">For <see cref="StatisticsBy.School"/> and <see cref="StatisticsBy.Region"/>: a lesson counts for each place that took part.</param>
    /// <param name="zone">Where days begin.</param>
    public static LessonStatistics Count(IReadOnlyList<CountedLesson> lessons, IReadOnlyList<CountedPlace> places, StatisticsBy by, TimeZoneInfo zone)
    {
        var byLesson = places.ToLookup(place => place.LessonId, StringComparer.Ordinal);
        var rows = lessons
            .SelectMany(lesson => Keys(lesson, byLesson[lesson.Id], by, zone).Select(key => (key.Key, key.Name, Lesson: lesson)))
            .GroupBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(group => Row(group.Key, group.Last().Name, [.. group.Select(entry => entry.Lesson)]))
            .OrderBy(row => by is StatisticsBy.Day or StatisticsBy.Week or StatisticsBy.Month ? row.Key : row.Name, StringComparer.Ordinal)
            .ToList();
        return new LessonStatistics(by, rows, Row("", "", lessons));
    }

    /// <summary>As a file that office programs open: UTF-8 with its mark, commas, a line of names first.</summary>
    public static byte[] Csv(LessonStatistics statistics)
    {
        var text = new StringBuilder(CsvField.Mark);
        text.Append("key,name,planned,held,missed,minutes,qualityMinutes,interruptions,participation\r\n");
        foreach (var row in statistics.Rows.Append(statistics.Total with { Key = "total" }))
        {
            text.Append(CultureInfo.InvariantCulture, $"{CsvField.Of(row.Key)},{CsvField.Of(row.Name)},{row.Planned},{row.Held},{row.Missed},{row.Minutes:0.##},{row.QualityMinutes:0.##},{row.Interruptions},{row.Participation:0.####}\r\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static IEnumerable<(string Key, string Name)> Keys(CountedLesson lesson, IEnumerable<CountedPlace> places, StatisticsBy by, TimeZoneInfo zone)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(LessonRow.Time(lesson.PlannedStartMs), zone).DateTime);
        return by switch
        {
            StatisticsBy.Pairing => [(lesson.PairingId ?? lesson.PairingName, lesson.PairingName)],
            StatisticsBy.Mode => [(lesson.Mode, lesson.Mode)],
            StatisticsBy.Day => [Period(day)],
            StatisticsBy.Week => [Period(day.AddDays(-(((int)day.DayOfWeek + 6) % 7)))],
            StatisticsBy.Month => [Period(new DateOnly(day.Year, day.Month, 1))],
            _ => places.Select(place => (place.Id, place.Name)),
        };
    }

    private static (string, string) Period(DateOnly day) => (day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static LessonStatisticsRow Row(string key, string name, IReadOnlyList<CountedLesson> lessons)
    {
        var held = lessons.Where(lesson => lesson.IsHeld).ToList();
        var due = held.Sum(lesson => lesson.DurationMs * lesson.Receivers);
        return new LessonStatisticsRow(
            key,
            name,
            lessons.Count,
            held.Count,
            lessons.Count(lesson => lesson.State == LessonState.Missed.Word()),
            held.Sum(lesson => lesson.DurationMs) / 60_000.0,
            held.Sum(lesson => lesson.QualityMs) / 60_000.0,
            held.Sum(lesson => lesson.Interruptions),
            due > 0 ? (double)held.Sum(lesson => lesson.ReceiversInMs) / due : null);
    }
}

/// <summary>Reads what statistics count.</summary>
internal sealed class StatisticsReader(HubDatabase database, LessonsSettings settings)
{
    private const string Columns = """
        linked_lesson.id, pairing_id, pairing_name, mode, state, planned_start_ms, duration_ms, quality_ms, interruptions,
        (SELECT COALESCE(SUM(part.in_ms), 0) FROM linked_lesson_room part WHERE part.lesson_id = linked_lesson.id AND part.role = 'receiver') AS receivers_in_ms,
        (SELECT COUNT(*) FROM linked_lesson_room part WHERE part.lesson_id = linked_lesson.id AND part.role = 'receiver') AS receivers
        """;

    public async Task<LessonStatistics> ReadAsync(Scope scope, LessonFilter filter, StatisticsBy by, CancellationToken cancellationToken)
    {
        var (where, values) = LessonLists.Where(scope, filter, settings);
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        var lessons = (await connection.QueryAsync<CountedLesson>($"SELECT {Columns} FROM linked_lesson WHERE {where} ORDER BY planned_start_ms, linked_lesson.id", values)).AsList();
        var places = Places(scope, by) is { } sql ? (await connection.QueryAsync<CountedPlace>($"{sql} AND EXISTS (SELECT 1 FROM linked_lesson WHERE linked_lesson.id = place.lesson_id AND {where})", values)).AsList() : [];
        return StatisticsTable.Count(lessons, places, by, TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone));
    }

    /// <summary>Places of the caller's only, though the lessons are others', too.</summary>
    private static string? Places(Scope scope, StatisticsBy by)
    {
        var kind = by switch
        {
            StatisticsBy.School => "school",
            StatisticsBy.Region => "region",
            _ => null,
        };
        return kind is null
            ? null
            : $"SELECT DISTINCT place.lesson_id AS LessonId, place.{kind}_id AS Id, place.{kind}_name AS Name FROM linked_lesson_room place WHERE {scope.Filter("place.region_id", "place.school_id")}";
    }
}
