using System.Data.Common;
using System.Text;
using Dapper;

namespace Tongtang.HubServer.Recordings;

/// <summary>Writes what a recording is found by, within the transaction that changed it.</summary>
internal static class SearchIndex
{
    private const string SelectSource = """
        SELECT recording.started_at_ms, recording.title, recording.teacher, recording.subject, recording.class_name, room.name AS room_name, school.name AS school_name
        FROM recording JOIN room ON room.id = recording.room_id JOIN school ON school.id = room.school_id WHERE recording.id = @recordingId
        """;

    private const string SelectEntry = "SELECT started_at_ms, teacher_key, subject_key, text FROM recording_text WHERE recording_id = @recordingId";

    private const string UpsertEntry = """
        INSERT INTO recording_text (recording_id, started_at_ms, teacher_key, subject_key, text) VALUES (@recordingId, @StartedAtMs, @TeacherKey, @SubjectKey, @Text)
        ON CONFLICT (recording_id) DO UPDATE SET started_at_ms = excluded.started_at_ms, teacher_key = excluded.teacher_key, subject_key = excluded.subject_key, text = excluded.text
        """;

    private const string DeleteGrams = "DELETE FROM recording_gram WHERE gram IN @grams AND started_at_ms = @startedAtMs AND recording_id = @recordingId";

    private const string Unmark = "DELETE FROM recording_to_index WHERE recording_id = @recordingId";

    /// <summary>After title, teacher, subject, class or time of a recording may have changed.</summary>
    public static async Task WriteAsync(DbConnection connection, string recordingId)
    {
        // Deleted while it waited: then its mark is gone, too.
        if (await connection.QuerySingleOrDefaultAsync<Source>(SelectSource, new { recordingId }) is not { } source) return;
        var (known, now) = (await ReadAsync(connection, recordingId), source.Entry());
        if (known != now)
        {
            var stale = known is null ? [] : known.StartedAtMs == now.StartedAtMs ? known.Grams().Except(now.Grams(), StringComparer.Ordinal) : known.Grams();
            await RemoveAsync(connection, recordingId, known?.StartedAtMs ?? 0, [.. stale]);
            var fresh = known?.StartedAtMs == now.StartedAtMs ? now.Grams().Except(known!.Grams(), StringComparer.Ordinal) : now.Grams();
            await AddAsync(connection, recordingId, now.StartedAtMs, [.. fresh]);
            await connection.ExecuteAsync(UpsertEntry, new { recordingId, now.StartedAtMs, now.TeacherKey, now.SubjectKey, now.Text });
        }
        await connection.ExecuteAsync(Unmark, new { recordingId });
    }

    /// <summary>Before a recording's row goes.</summary>
    public static async Task RemoveAsync(DbConnection connection, string recordingId)
    {
        if (await ReadAsync(connection, recordingId) is { } known) await RemoveAsync(connection, recordingId, known.StartedAtMs, known.Grams());
    }

    private static Task<Entry?> ReadAsync(DbConnection connection, string recordingId) =>
        connection.QuerySingleOrDefaultAsync<Entry>(SelectEntry, new { recordingId });

    private static async Task RemoveAsync(DbConnection connection, string recordingId, long startedAtMs, IReadOnlyList<string> grams)
    {
        if (grams.Count > 0) await connection.ExecuteAsync(DeleteGrams, new { recordingId, startedAtMs, grams });
    }

    /// <summary>In one statement: a lesson has some thirty.</summary>
    private static async Task AddAsync(DbConnection connection, string recordingId, long startedAtMs, IReadOnlyList<string> grams)
    {
        if (grams.Count == 0) return;
        var (sql, values) = (new StringBuilder("INSERT INTO recording_gram (gram, started_at_ms, recording_id) VALUES "), new DynamicParameters(new { recordingId, startedAtMs }));
        for (var i = 0; i < grams.Count; i++)
        {
            sql.Append(i == 0 ? "" : ", ").Append($"(@g{i}, @startedAtMs, @recordingId)");
            values.Add($"g{i}", grams[i]);
        }
        await connection.ExecuteAsync(sql.Append(" ON CONFLICT DO NOTHING").ToString(), values);
    }

    private sealed record Entry
    {
        public long StartedAtMs { get; init; }

        public required string TeacherKey { get; init; }

        public required string SubjectKey { get; init; }

        public required string Text { get; init; }

        public IReadOnlyList<string> Grams() => SearchText.AllGrams(Text, TeacherKey, SubjectKey);
    }

    private sealed record Source
    {
        public long StartedAtMs { get; init; }

        public required string Title { get; init; }

        public required string Teacher { get; init; }

        public required string Subject { get; init; }

        public required string ClassName { get; init; }

        public required string RoomName { get; init; }

        public required string SchoolName { get; init; }

        public Entry Entry() => new()
        {
            StartedAtMs = StartedAtMs,
            TeacherKey = SearchText.KeyOfTeacher(Teacher),
            SubjectKey = SearchText.SubjectKey(Subject),
            Text = SearchText.Of(Title, Teacher, Subject, ClassName, RoomName, SchoolName),
        };
    }
}
