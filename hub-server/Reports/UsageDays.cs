using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Lessons;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Reports;

/// <summary>
/// Keeps <c>usage_day</c> right: what was recorded in each room on each day. Whatever changes recordings does it within
/// <see cref="AroundAsync"/>; the days it touches are then counted anew from their recordings, so nothing can add up wrong.
/// </summary>
internal sealed class UsageDays(LessonsSettings lessons)
{
    /// <summary>Which recordings are lessons that were recorded: they have ended, something of them is here or on its way, and nobody deleted them.</summary>
    public const string Counts = "recording.state IN ('complete', 'uploading') AND recording.deleted_at_ms IS NULL";

    private const string Columns = "room_id, started_at_ms, duration_ms, teacher, subject";

    private const string SelectOne = $"SELECT {Columns} FROM recording WHERE id = @recordingId AND {Counts}";

    private const string SelectMany = $"SELECT {Columns} FROM recording WHERE room_id = @roomId AND started_at_ms >= @from AND started_at_ms < @to AND {Counts} ORDER BY started_at_ms, id";

    private const string DeleteDays = "DELETE FROM usage_day WHERE room_id = @roomId AND day >= @first AND day <= @last";

    private const string Insert = """
        INSERT INTO usage_day (day, room_id, teacher_key, subject_key, teacher, subject, lessons, duration_ms)
        VALUES (@Day, @RoomId, @TeacherKey, @SubjectKey, @Teacher, @Subject, @Lessons, @DurationMs)
        """;

    /// <summary>Where the district's days begin.</summary>
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(lessons.TimeZone);

    /// <summary>Does what changes a recording, and counts the days anew that it counted to and counts to now.</summary>
    public async Task<T> AroundAsync<T>(DbConnection connection, string recordingId, Func<Task<T>> change)
    {
        var before = await connection.QuerySingleOrDefaultAsync<Counted>(SelectOne, new { recordingId });
        var result = await change();
        var after = await connection.QuerySingleOrDefaultAsync<Counted>(SelectOne, new { recordingId });
        if (before == after) return result;
        foreach (var (roomId, day) in new[] { before, after }.OfType<Counted>().Select(counted => (counted.RoomId, DayOf(counted))).Distinct())
            await RecountAsync(connection, roomId, day, day);
        return result;
    }

    public Task AroundAsync(DbConnection connection, string recordingId, Func<Task> change) => AroundAsync(connection, recordingId, async () =>
    {
        await change();
        return true;
    });

    public Task RecountRoomAsync(DbConnection connection, string roomId) => RecountAsync(connection, roomId, DateOnly.MinValue, DateOnly.MaxValue);

    private async Task RecountAsync(DbConnection connection, string roomId, DateOnly first, DateOnly last)
    {
        var from = first == DateOnly.MinValue ? long.MinValue : WallClock.At(first, 0, Zone).ToUnixTimeMilliseconds();
        var to = last == DateOnly.MaxValue ? long.MaxValue : WallClock.At(last.AddDays(1), 0, Zone).ToUnixTimeMilliseconds();
        var recordings = await connection.QueryAsync<Counted>(SelectMany, new { roomId, from, to });
        await connection.ExecuteAsync(DeleteDays, new { roomId, first = TimetableReader.Stored(first), last = TimetableReader.Stored(last) });
        await connection.ExecuteAsync(Insert, Rows(recordings));
    }

    private IEnumerable<object> Rows(IEnumerable<Counted> recordings) => recordings
        .GroupBy(recording => (Day: DayOf(recording), TeacherKey: SearchText.KeyOfTeacher(recording.Teacher), SubjectKey: SearchText.SubjectKey(recording.Subject)))
        .Select(group => new
        {
            Day = TimetableReader.Stored(group.Key.Day),
            group.First().RoomId,
            group.Key.TeacherKey,
            group.Key.SubjectKey,
            group.Last().Teacher,
            group.Last().Subject,
            Lessons = group.Count(),
            DurationMs = group.Sum(recording => recording.DurationMs),
        });

    private DateOnly DayOf(Counted recording) => WallClock.DateOf(DateTimeOffset.FromUnixTimeMilliseconds(recording.StartedAtMs), Zone);

    private sealed record Counted
    {
        public required string RoomId { get; init; }

        public long StartedAtMs { get; init; }

        public long DurationMs { get; init; }

        public required string Teacher { get; init; }

        public required string Subject { get; init; }
    }
}
