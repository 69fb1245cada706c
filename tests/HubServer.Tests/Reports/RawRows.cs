using Dapper;

namespace Tongtang.HubServer.Tests.Reports;

/// <summary>The rows that reports are made of, all in memory, and the figures counted from them one by one.</summary>
internal sealed class RawRows(IReadOnlyList<RawRecording> recordings, IReadOnlyList<RawLesson> lessons, IReadOnlyList<(string Region, string School, string Room)> rooms, TimeZoneInfo zone)
{
    public static async Task<RawRows> ReadAsync(RandomUsage usage, TimeZoneInfo zone)
    {
        await using var connection = await usage.Database.OpenAsync(CancellationToken.None);
        var places = usage.Rooms.ToDictionary(room => room.Room, StringComparer.Ordinal);
        DateOnly Day(long ms) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(ms), zone).DateTime);
        var recordings = await connection.QueryAsync<(string Room, string Teacher, string Subject, long At, long Duration)>("SELECT room_id, teacher, subject, started_at_ms, duration_ms FROM recording WHERE state = 'complete' OR state = 'uploading'");
        var parts = (await connection.QueryAsync<(string Lesson, string Room)>("SELECT lesson_id, room_id FROM linked_lesson_room")).ToLookup(part => part.Lesson, part => places[part.Room]);
        var lessons = await connection.QueryAsync<(string Id, string Teacher, string State, long Planned, long? Started, long Duration)>("SELECT id, teacher, state, planned_start_ms, started_at_ms, duration_ms FROM linked_lesson");
        return new RawRows(
            [.. recordings.Select(row => new RawRecording(places[row.Room].Region, places[row.Room].School, row.Room, row.Teacher, row.Subject, Day(row.At), row.Duration))],
            [.. lessons.Select(row => new RawLesson([.. parts[row.Id]], row.Teacher, row.State, Day(row.Planned), row.Planned, row.Started, row.Duration))],
            usage.Rooms,
            zone);
    }

    public IReadOnlyList<RawRecording> Of(string place, string teacher, DateOnly from, DateOnly to) =>
        [.. recordings.Where(row => row.Day >= from && row.Day <= to && IsIn(place, (row.Region, row.School, row.Room)) && (teacher.Length == 0 || RandomUsage.Key(row.Teacher) == RandomUsage.Key(teacher)))];

    public Dictionary<string, double?> Figures(string place, string teacher, DateOnly from, DateOnly to, DateTimeOffset now)
    {
        var rows = Of(place, teacher, from, to);
        var planned = lessons.Where(lesson => lesson.Day >= from && lesson.Day <= to && lesson.PlannedMs < now.ToUnixTimeMilliseconds() && lesson.Rooms.Any(room => IsIn(place, room))
            && (teacher.Length == 0 || RandomUsage.Key(lesson.Teacher) == RandomUsage.Key(teacher))).ToList();
        var held = planned.Where(lesson => lesson.State == "ended").ToList();
        var onTime = held.Count(lesson => lesson.StartedMs <= lesson.PlannedMs + 300_000);
        var all = rooms.Count(room => IsIn(place, room));
        var used = rows.Select(row => row.Room).ToHashSet().Count;
        var teachers = rows.Where(row => row.Teacher.Length > 0).Select(row => (row.School, RandomUsage.Key(row.Teacher))).ToHashSet().Count;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var weeks = 0.0;
        for (var day = from; day <= to && day <= today; day = day.AddDays(1)) weeks += 1 / 7.0;
        double? OfAll(double? value) => teacher.Length == 0 && value is { } known && double.IsFinite(known) ? Math.Round(known, 9) : null;
        double? Share(int part, int whole) => whole == 0 ? null : Math.Round((double)part / whole, 9);
        return new Dictionary<string, double?>(StringComparer.Ordinal)
        {
            ["rooms"] = OfAll(all),
            ["rooms-used"] = used,
            ["coverage"] = OfAll((double)used / all),
            ["lessons"] = rows.Count,
            ["hours"] = Math.Round(rows.Sum(row => row.DurationMs) / 3_600_000.0, 9),
            ["lessons-per-room-week"] = OfAll(rows.Count / weeks / all),
            ["teachers"] = OfAll(teachers),
            ["teachers-recorded"] = OfAll(teachers),
            ["breadth"] = OfAll(teachers == 0 ? null : 1),
            ["subjects"] = rows.Where(row => row.Subject.Length > 0).Select(row => RandomUsage.Key(row.Subject)).ToHashSet().Count,
            ["linked-planned"] = planned.Count,
            ["linked-held"] = held.Count,
            ["linked-held-share"] = Share(held.Count, planned.Count),
            ["linked-on-time"] = onTime,
            ["linked-on-time-share"] = Share(onTime, held.Count),
            ["linked-hours"] = Math.Round(held.Sum(lesson => lesson.DurationMs) / 3_600_000.0, 9),
        };
    }

    private static bool IsIn(string place, (string Region, string School, string Room) room) => place.Length == 0 || place[(place.IndexOf('=', StringComparison.Ordinal) + 1)..] is var id && (id == room.Region || id == room.School || id == room.Room);
}

internal sealed record RawRecording(string Region, string School, string Room, string Teacher, string Subject, DateOnly Day, long DurationMs);

internal sealed record RawLesson(IReadOnlyList<(string Region, string School, string Room)> Rooms, string Teacher, string State, DateOnly Day, long PlannedMs, long? StartedMs, long DurationMs);
