using Dapper;
using Microsoft.Data.Sqlite;
using SourceRole = Tongtang.EdgeAgent.Sources.SourceRole;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>Recordings still on the box, for people, out of the journal's rows.</summary>
internal static class JournalSummaries
{
    /// <param name="recordingId">Null: all.</param>
    public static IReadOnlyList<RecordingSummary> Read(SqliteConnection connection, string? recordingId, int limit)
    {
        var rows = connection.Query<Row>(
            """
            SELECT r.id AS Id, r.title AS Title, r.teacher AS Teacher, r.started_at_ms AS StartedAtMs, r.ended_at_ms AS EndedAtMs, r.running AS Running,
                   r.close_acknowledged AS CloseAcknowledged,
                   COALESCE(SUM(CASE WHEN s.state = 0 THEN s.bytes END), 0) AS Bytes,
                   COALESCE(SUM(s.number IS NOT NULL AND (s.hidden_span IS NULL OR h.state = 2)), 0) AS TotalSegments,
                   COALESCE(SUM(s.acknowledged = 0 AND s.state = 0 AND (s.hidden_span IS NULL OR h.state = 2)), 0) AS PendingSegments,
                   COALESCE(MAX(s.media_time_us + s.duration_us), 0) AS DurationUs
            FROM recording r
            LEFT JOIN segment s ON s.recording_id = r.id
            LEFT JOIN hidden_span h ON h.recording_id = s.recording_id AND h.number = s.hidden_span
            WHERE @recordingId IS NULL OR r.id = @recordingId
            GROUP BY r.id ORDER BY r.started_at_ms DESC, r.id DESC LIMIT @limit
            """, new { recordingId, limit }).AsList();
        return rows.ConvertAll(row => Summarize(connection, row));
    }

    private static RecordingSummary Summarize(SqliteConnection connection, Row row)
    {
        var key = new { row.Id };
        var tracks = connection.Query<string>("SELECT name FROM track WHERE recording_id = @Id", key).ToHashSet();
        var views = JournalDescription.Views(connection, row.Id, tracks).Select(v => new ViewSummary(v.Name, (SourceRole)((int)v.Role - 1))).ToList();
        var spans = connection.Query<(long Number, long FromUs, long? ToUs, long State)>(
                "SELECT number, from_us, to_us, state FROM hidden_span WHERE recording_id = @Id ORDER BY number", key)
            .Select(h => new HiddenSpanSummary((int)h.Number, h.FromUs / 1e6, h.ToUs / 1e6, (HiddenSpanState)h.State)).ToList();
        var marks = connection.Query<(long AtMs, string Label)>("SELECT at_ms, label FROM mark WHERE recording_id = @Id ORDER BY number", key)
            .Select(m => new MarkSummary(m.AtMs / 1e3, m.Label)).ToList();
        var state = row.Running ? RecordingProgress.Recording : row.CloseAcknowledged && row.PendingSegments == 0 ? RecordingProgress.Uploaded : RecordingProgress.Uploading;
        return new RecordingSummary(
            row.Id, row.Title, row.Teacher, DateTimeOffset.FromUnixTimeMilliseconds(row.StartedAtMs),
            row.EndedAtMs is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
            row.DurationUs / 1e6, row.Bytes, state, row.PendingSegments, row.TotalSegments, views, spans, marks);
    }

    private sealed record Row
    {
        public string Id { get; init; } = "";
        public string Title { get; init; } = "";
        public string Teacher { get; init; } = "";
        public long StartedAtMs { get; init; }
        public long? EndedAtMs { get; init; }
        public bool Running { get; init; }
        public bool CloseAcknowledged { get; init; }
        public long Bytes { get; init; }
        public long TotalSegments { get; init; }
        public long PendingSegments { get; init; }
        public long DurationUs { get; init; }
    }
}
