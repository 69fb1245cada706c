using System.Security.Cryptography;
using Dapper;
using Google.Protobuf;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Timetable;

/// <summary>When a room is taught in.</summary>
/// <param name="Spans">By date; null when it has no timetable.</param>
/// <param name="TaughtAs">Without a timetable: the date whose hours a date has; null: it is off.</param>
internal sealed record RoomHours(IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)>? Spans, Func<DateOnly, DateOnly?> TaughtAs);

/// <summary>What a room's box is told: its lessons of the coming four weeks, its usual teachers, what is wanted of it.</summary>
internal sealed class RoomTimetables(HubDatabase database, TimetableReader reader, BellStore bells, TimeProvider time)
{
    public const int Days = 28;
    private const int MostLessons = 1000;

    private const string SelectTeachers = """
        SELECT MIN(teacher) FROM timetable_lesson WHERE room_id = @roomId AND teacher_key <> '' GROUP BY teacher_key ORDER BY COUNT(*) DESC, teacher_key LIMIT 40
        """;

    /// <summary>Null when there is no such room.</summary>
    public async Task<RoomTimetable?> MakeAsync(string roomId, CancellationToken cancellationToken)
    {
        if (await SchoolOfAsync(roomId, cancellationToken) is not { } schoolId) return null;
        var (now, timetable) = (time.GetUtcNow(), await reader.ReadAsync(schoolId, roomId, cancellationToken));
        var settings = await bells.SettingsOfAsync(schoolId, cancellationToken);
        var told = new RoomTimetable
        {
            Record = await bells.RecordsAsync(roomId, cancellationToken) ?? settings.Record,
            StartScene = settings.StartScene,
            EndScene = settings.EndScene,
            TimeZone = settings.TimeZone,
        };
        var today = WallClock.DateOf(now, timetable.Zone);
        told.Lessons.AddRange(Enumerable.Range(0, Days)
            .SelectMany(days => TaughtLessons.On(timetable, today.AddDays(days)))
            .Where(lesson => lesson.RoomId == roomId)
            .Take(MostLessons)
            .Select(Message));
        await using var connection = await database.OpenAsync(cancellationToken);
        told.Teachers.AddRange(await connection.QueryAsync<string>(SelectTeachers, new { roomId }));
        told.Hash = Convert.ToHexStringLower(SHA256.HashData(told.ToByteArray()));
        told.AsOfMs = now.ToUnixTimeMilliseconds();
        return told;
    }

    /// <summary>When the room is taught in; null when there is no such room.</summary>
    public async Task<RoomHours?> HoursAsync(string roomId, DateTimeOffset from, int days, CancellationToken cancellationToken)
    {
        if (await SchoolOfAsync(roomId, cancellationToken) is not { } schoolId) return null;
        var timetable = await reader.ReadAsync(schoolId, roomId, cancellationToken);
        if (timetable.Lessons.Count == 0) return new RoomHours(null, date => timetable.DayOn(date) is { } day ? day.TaughtAs : date);
        var first = WallClock.DateOf(from, timetable.Zone);
        return new RoomHours(
            [.. Enumerable.Range(0, days)
                .Select(day => TaughtLessons.On(timetable, first.AddDays(day)).Where(lesson => lesson.RoomId == roomId).ToList())
                .Where(lessons => lessons.Count > 0)
                .Select(lessons => (lessons[0].StartsAt, lessons.Max(lesson => lesson.EndsAt)))],
            date => date);
    }

    private async Task<string?> SchoolOfAsync(string roomId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<string>("SELECT school_id FROM room WHERE id = @roomId", new { roomId });
    }

    private static Protocol.V1.TimetableLesson Message(TaughtLesson lesson) => new()
    {
        Id = lesson.Id,
        StartsMs = lesson.StartsAt.ToUnixTimeMilliseconds(),
        EndsMs = lesson.EndsAt.ToUnixTimeMilliseconds(),
        Period = lesson.Period.Name,
        Subject = lesson.Weekly.Subject,
        ClassName = lesson.Weekly.ClassName,
        Teacher = lesson.Teacher,
        Note = lesson.Weekly.Note,
    };
}
