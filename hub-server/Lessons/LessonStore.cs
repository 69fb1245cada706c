using System.Data.Common;
using System.Text.Json;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Lessons;

/// <summary>Linked lessons in the database, whole.</summary>
internal sealed class LessonStore(HubDatabase database, TimeProvider time)
{
    private const string Columns = """
        id, pairing_id, pairing_name, series_id, act_id, mode, title, teacher, state, planned_start_ms, planned_end_ms, started_at_ms, ended_at_ms, ended_by,
        seen_at_ms, layout, main_source, floor_room_id, record, full_duplex, revision, requested_by
        """;

    private const string SelectRooms = "SELECT * FROM linked_lesson_room WHERE lesson_id IN @ids ORDER BY lesson_id, position";

    private const string SelectSpans = "SELECT * FROM linked_lesson_span WHERE lesson_id IN @ids ORDER BY lesson_id, room_id, number";

    private const string Upsert = """
        INSERT INTO linked_lesson (id, pairing_id, pairing_name, series_id, act_id, mode, title, teacher, state, planned_start_ms, planned_end_ms, started_at_ms, ended_at_ms,
            ended_by, seen_at_ms, layout, main_source, floor_room_id, record, full_duplex, revision, duration_ms, quality_ms, interruptions, requested_by, created_at_ms)
        VALUES (@id, @pairingId, @pairingName, @seriesId, @actId, @mode, @title, @teacher, @state, @plannedStartMs, @plannedEndMs, @startedAtMs, @endedAtMs,
            @endedBy, @nowMs, @layout, @mainSource, @floorRoomId, @record, @fullDuplex, @revision, @durationMs, @qualityMs, @interruptions, @requestedBy, @nowMs)
        ON CONFLICT (id) DO UPDATE SET title = excluded.title, teacher = excluded.teacher, state = excluded.state, planned_end_ms = excluded.planned_end_ms,
            started_at_ms = excluded.started_at_ms, ended_at_ms = excluded.ended_at_ms, ended_by = excluded.ended_by, seen_at_ms = excluded.seen_at_ms,
            layout = excluded.layout, main_source = excluded.main_source, floor_room_id = excluded.floor_room_id, revision = excluded.revision,
            duration_ms = excluded.duration_ms, quality_ms = excluded.quality_ms, interruptions = excluded.interruptions
        """;

    private const string UpsertRoom = """
        INSERT INTO linked_lesson_room (lesson_id, room_id, role, position, room_name, school_id, school_name, region_id, region_name, hand_raised_ms, muted, wants_help, has_left,
            recording_id, problem_code, problem, check_json, receptions_json, in_ms, interruptions)
        VALUES (@lessonId, @roomId, @role, @position, @roomName, @schoolId, @schoolName, @regionId, @regionName, @handRaisedMs, @muted, @wantsHelp, @hasLeft,
            @recordingId, @problemCode, @problem, @checkJson, @receptionsJson, @inMs, @interruptions)
        ON CONFLICT (lesson_id, room_id) DO UPDATE SET hand_raised_ms = excluded.hand_raised_ms, muted = excluded.muted, wants_help = excluded.wants_help,
            has_left = excluded.has_left, recording_id = excluded.recording_id, problem_code = excluded.problem_code, problem = excluded.problem,
            check_json = excluded.check_json, receptions_json = excluded.receptions_json, in_ms = excluded.in_ms, interruptions = excluded.interruptions
        """;

    private const string UpsertSpan = """
        INSERT INTO linked_lesson_span (lesson_id, room_id, number, kind, reason, from_ms, to_ms) VALUES (@lessonId, @roomId, @number, @kind, @reason, @fromMs, @toMs)
        ON CONFLICT (lesson_id, room_id, number) DO UPDATE SET to_ms = excluded.to_ms
        """;

    private const string Seen = "UPDATE linked_lesson SET seen_at_ms = @nowMs WHERE state IN ('running', 'disturbed')";

    private const string Overlap = """
        SELECT linked_lesson.title AS Title, linked_lesson.planned_start_ms AS StartMs, linked_lesson.state AS State, linked_lesson_room.room_name AS RoomName
        FROM linked_lesson JOIN linked_lesson_room ON linked_lesson_room.lesson_id = linked_lesson.id
        WHERE linked_lesson.state IN ('planned', 'running', 'disturbed') AND linked_lesson.id <> @id AND linked_lesson_room.room_id IN @rooms AND linked_lesson_room.has_left = 0
          AND linked_lesson.planned_start_ms < @endMs AND linked_lesson.planned_end_ms > @startMs
        ORDER BY linked_lesson.planned_start_ms LIMIT 1
        """;

    /// <summary>Lessons that run, with the time until when the hub was there for them; and those planned to begin by then.</summary>
    public async Task<IReadOnlyList<(LinkedLesson Lesson, DateTimeOffset? SeenAt)>> OpenAsync(DateTimeOffset plannedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await ReadAsync(
            connection,
            "state IN ('running', 'disturbed') OR (state = 'planned' AND planned_start_ms <= @byMs)",
            new { byMs = plannedBy.ToUnixTimeMilliseconds() });
    }

    public async Task<LinkedLesson?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await ReadAsync(connection, "id = @id", new { id })) is [var found] ? found.Lesson : null;
    }

    /// <summary>The lesson that this act of a box began.</summary>
    public async Task<string?> OfActAsync(string actId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<string>("SELECT id FROM linked_lesson WHERE act_id = @actId", new { actId });
    }

    /// <summary>Writes the lessons unless one of their rooms is in another lesson at that time.</summary>
    /// <returns>What is in the way, or null.</returns>
    public Task<LessonFault?> AddAsync(IReadOnlyList<LinkedLesson> lessons, Func<DbConnection, LinkedLesson, Task> alongside, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            foreach (var lesson in lessons)
            {
                if (await OverlapAsync(connection, lesson) is { } fault) return fault;
            }
            foreach (var lesson in lessons)
            {
                await WriteAsync(connection, lesson, before: null);
                await alongside(connection, lesson);
            }
            return null;
        },
        cancellationToken);

    public Task SaveAsync(LinkedLesson lesson, LinkedLesson? before, Func<DbConnection, Task> alongside, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            await WriteAsync(connection, lesson, before);
            await alongside(connection);
        },
        cancellationToken);

    /// <summary>What is in the way of the lesson's rooms at its time; itself is not.</summary>
    public async Task<LessonFault?> OverlapAsync(LinkedLesson lesson, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await OverlapAsync(connection, lesson);
    }

    /// <summary>What rooms received meanwhile, of many lessons at once; and that the hub is there for the lessons that run.</summary>
    public Task SaveReceptionsAsync(IReadOnlyList<(LinkedLesson Lesson, LinkedLesson? Before)> changed, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            foreach (var (lesson, before) in changed) await WriteAsync(connection, lesson, before);
            await connection.ExecuteAsync(Seen, new { nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() });
        },
        cancellationToken);

    /// <summary>Takes a planned lesson out, or all of its series that are still planned from then on.</summary>
    public Task<int> DeleteAsync(LinkedLesson lesson, bool series, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync(
            "DELETE FROM linked_lesson WHERE state = 'planned' AND (id = @id OR (@series = 1 AND series_id = @seriesId AND planned_start_ms >= @fromMs))",
            new { id = lesson.Id, series = series ? 1 : 0, seriesId = lesson.SeriesId, fromMs = lesson.PlannedStart.ToUnixTimeMilliseconds() }),
        cancellationToken);

    private async Task<LessonFault?> OverlapAsync(DbConnection connection, LinkedLesson lesson)
    {
        var values = new
        {
            id = lesson.Id,
            rooms = lesson.Rooms.Where(room => !room.HasLeft).Select(room => room.RoomId).ToList(),
            startMs = lesson.PlannedStart.ToUnixTimeMilliseconds(),
            endMs = lesson.PlannedEnd.ToUnixTimeMilliseconds(),
        };
        if (await connection.QueryFirstOrDefaultAsync<OverlapRow>(Overlap, values) is not { } other) return null;
        var when = LessonRow.Time(other.StartMs);
        return other.State == "planned"
            ? new LessonFault("lesson_overlaps", $"{other.RoomName} has the linked lesson \"{other.Title}\" planned at {when:u}.")
            : new LessonFault("lesson_running", $"{other.RoomName} is in the linked lesson \"{other.Title}\" now.");
    }

    private async Task WriteAsync(DbConnection connection, LinkedLesson lesson, LinkedLesson? before)
    {
        var now = time.GetUtcNow();
        await connection.ExecuteAsync(Upsert, Values(lesson, now));
        foreach (var (position, room) in lesson.Rooms.Index())
        {
            var known = before?.RoomOf(room.RoomId);
            // How long it was in grows by itself; it is written when anything else is.
            if (known is not null && ReferenceEquals(known, room) && !lesson.IsRunning) continue;
            await connection.ExecuteAsync(UpsertRoom, Values(lesson, room, position, now));
            // Spans before the last but one are closed for good.
            for (var number = Math.Max(0, (known?.Spans.Length ?? 0) - 1); number < room.Spans.Length; number++)
                await connection.ExecuteAsync(UpsertSpan, Values(lesson.Id, room.RoomId, number, room.Spans[number]));
        }
    }

    private static object Values(LinkedLesson lesson, DateTimeOffset now)
    {
        var figures = LessonFigures.Of(lesson, now);
        return new
        {
            id = lesson.Id,
            pairingId = lesson.PairingId,
            pairingName = lesson.PairingName,
            seriesId = lesson.SeriesId,
            actId = lesson.ActId,
            mode = lesson.Mode.Word(),
            title = lesson.Title,
            teacher = lesson.Teacher,
            state = lesson.State.Word(),
            plannedStartMs = lesson.PlannedStart.ToUnixTimeMilliseconds(),
            plannedEndMs = lesson.PlannedEnd.ToUnixTimeMilliseconds(),
            startedAtMs = lesson.StartedAt?.ToUnixTimeMilliseconds(),
            endedAtMs = lesson.EndedAt?.ToUnixTimeMilliseconds(),
            endedBy = lesson.EndedBy?.Word(),
            layout = lesson.Layout.Kind.Word(),
            mainSource = lesson.Layout.MainSource,
            floorRoomId = lesson.FloorRoomId,
            record = lesson.Record ? 1 : 0,
            fullDuplex = lesson.FullDuplex ? 1 : 0,
            revision = lesson.Revision,
            durationMs = figures.DurationMs,
            qualityMs = figures.QualityMs,
            interruptions = figures.Interruptions,
            requestedBy = lesson.RequestedBy,
            nowMs = now.ToUnixTimeMilliseconds(),
        };
    }

    private static object Values(LinkedLesson lesson, LessonRoom room, int position, DateTimeOffset now) => new
    {
        lessonId = lesson.Id,
        roomId = room.RoomId,
        role = room.Role.Word(),
        position,
        roomName = room.RoomName,
        schoolId = room.SchoolId,
        schoolName = room.SchoolName,
        regionId = room.RegionId,
        regionName = room.RegionName,
        handRaisedMs = room.HandRaisedAt?.ToUnixTimeMilliseconds(),
        muted = room.Muted ? 1 : 0,
        wantsHelp = room.WantsHelp ? 1 : 0,
        hasLeft = room.HasLeft ? 1 : 0,
        recordingId = room.RecordingId,
        problemCode = room.ProblemCode,
        problem = room.Problem,
        checkJson = room.Check is null ? null : JsonSerializer.Serialize(room.Check, JsonDefaults.Options),
        receptionsJson = JsonSerializer.Serialize(room.Receptions, JsonDefaults.Options),
        inMs = LessonFigures.InMs(room, lesson.EndedAt ?? now),
        interruptions = LessonFigures.InterruptionsOf(lesson, room),
    };

    private static object Values(string lessonId, string roomId, int number, RoomSpan span) => new
    {
        lessonId,
        roomId,
        number,
        kind = span.Kind.Word(),
        reason = span.Reason,
        fromMs = span.From.ToUnixTimeMilliseconds(),
        toMs = span.To?.ToUnixTimeMilliseconds(),
    };

    /// <param name="where">SQL of this program's own.</param>
    internal static async Task<IReadOnlyList<(LinkedLesson Lesson, DateTimeOffset? SeenAt)>> ReadAsync(DbConnection connection, string where, object values)
    {
        var lessons = (await connection.QueryAsync<LessonRow>($"SELECT {Columns} FROM linked_lesson WHERE {where}", values)).AsList();
        if (lessons.Count == 0) return [];
        var ids = lessons.Select(lesson => lesson.Id).ToList();
        var spans = (await connection.QueryAsync<SpanRow>(SelectSpans, new { ids })).ToLookup(span => (span.LessonId, span.RoomId));
        var rooms = (await connection.QueryAsync<LessonRoomRow>(SelectRooms, new { ids })).ToLookup(room => room.LessonId);
        return [.. lessons.Select(row => (row.Lesson(rooms[row.Id].Select(room => room.Room(spans[(room.LessonId, room.RoomId)]))), LessonRow.Time(row.SeenAtMs)))];
    }

    private sealed record OverlapRow
    {
        public required string Title { get; init; }

        public long StartMs { get; init; }

        public required string State { get; init; }

        public required string RoomName { get; init; }
    }
}
