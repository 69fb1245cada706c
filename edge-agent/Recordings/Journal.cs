using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// What is on the box and what of it the hub has: SQLite, every call durable when it returns. Thread safe; a call that
/// writes takes a few milliseconds of disk. This file: what uploads and pages ask. What the recorder writes is in
/// Journal.Recorder.cs.
/// </summary>
/// <remarks>A segment's state: 0 on disk, 1 deleted after it was acknowledged, 2 destroyed or lost.</remarks>
internal sealed partial class Journal : IDisposable
{
    private const int OnDisk = 0;
    private const int Evicted = 1;
    private const int Destroyed = 2;
    /// <summary>What a description holds at most, here as on the hub: a lesson with more could not be sent.</summary>
    private const int MostMarks = 10_000;
    private const int MostHiddenSpans = 1000;
    private const string Visible = "(hidden_span IS NULL OR EXISTS (SELECT 1 FROM hidden_span h WHERE h.recording_id = segment.recording_id AND h.number = hidden_span AND h.state = 2))";
    private const string SegmentColumns = $"""
        recording_id AS RecordingId, track AS Track, epoch AS Epoch, number AS Number, bytes AS Bytes, sha256 AS Sha256,
        captured_at_ms AS CapturedAtMs, media_time_us AS MediaTimeUs, duration_us AS DurationUs, independent AS Independent,
        NOT {Visible} AS Hidden, acknowledged AS Acknowledged
        """;

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private readonly RecordingFolders _folders;

    public Journal(string path, RecordingFolders folders)
        : this(JournalSchema.Open(path), folders)
    {
    }

    /// <param name="connection">Of <see cref="JournalSchema.Open"/>; the journal's from now on.</param>
    public Journal(SqliteConnection connection, RecordingFolders folders) => (_connection, _folders) = (connection, folders);

    /// <summary>Its file.</summary>
    public string DatabasePath => _connection.DataSource;

    /// <summary>Raised when there is something new to tell or send.</summary>
    public ChangeSignal Changed { get; } = new();

    /// <summary>Recordings with something to tell or send, newest first.</summary>
    /// <param name="except">Those that nobody wants to hear of now.</param>
    public IReadOnlyList<string> Unfinished(int limit, IReadOnlyCollection<string>? except = null) => Read(c => c.Query<string>(
        """
        SELECT id FROM recording WHERE (close_acknowledged = 0 OR acknowledged_revision < revision) AND id NOT IN @except
        ORDER BY started_at_ms DESC, id DESC LIMIT @limit
        """, new { limit, except = except ?? [] }).AsList());

    /// <summary>Ready to send, with its revision. Null: no such recording.</summary>
    public RecordingDescription? Describe(string recordingId) => Read(c => JournalDescription.Read(c, recordingId));

    /// <summary>Whether the hub has not yet acknowledged the newest description.</summary>
    public bool DescriptionPending(string recordingId) =>
        Read(c => c.ExecuteScalar<bool>("SELECT acknowledged_revision < revision FROM recording WHERE id = @recordingId", new { recordingId }));

    /// <summary>Visible segments that the hub has not acknowledged, oldest first.</summary>
    public IReadOnlyList<JournalSegment> Pending(string recordingId, int limit) => Segments(
        $"WHERE recording_id = @recordingId AND acknowledged = 0 AND state = 0 AND {Visible} ORDER BY media_time_us, track LIMIT @limit",
        new { recordingId, limit });

    /// <summary>All segments of a track whose files are on the box, by number.</summary>
    public IReadOnlyList<JournalSegment> Segments(string recordingId, string track) => Segments(
        "WHERE recording_id = @recordingId AND track = @track AND state = 0 ORDER BY number", new { recordingId, track });

    public void AcknowledgeSegments(string recordingId, IEnumerable<(string Track, int Number)> segments)
    {
        Write((c, t) => c.Execute(
            "UPDATE segment SET acknowledged = 1 WHERE recording_id = @recordingId AND track = @Track AND number = @Number",
            segments.Select(s => new { recordingId, s.Track, s.Number }), t));
    }

    public void AcknowledgeDescription(string recordingId, ulong revision)
    {
        Write((c, t) => c.Execute(
            "UPDATE recording SET acknowledged_revision = MAX(acknowledged_revision, MIN(revision, @revision)) WHERE id = @recordingId",
            new { recordingId, revision = (long)revision }, t));
    }

    /// <summary>The hub says complete: nothing of it is left to tell or send.</summary>
    public void AcknowledgeClose(string recordingId)
    {
        Write((c, t) => c.Execute("UPDATE recording SET close_acknowledged = 1 WHERE id = @recordingId AND running = 0", new { recordingId }, t));
    }

    /// <summary>The recording's end, when it is over and the hub has not answered complete; else null.</summary>
    public CloseRecording? Closing(string recordingId) => Read(c =>
    {
        var ended = c.QuerySingleOrDefault<long?>(
            "SELECT ended_at_ms FROM recording WHERE id = @recordingId AND running = 0 AND close_acknowledged = 0", new { recordingId });
        if (ended is null) return null;
        var closing = new CloseRecording { RecordingId = recordingId, EndedAtMs = ended.Value };
        closing.Totals.AddRange(c.Query<(string Track, long Segments)>(
            """
            SELECT t.name, COALESCE((SELECT MAX(s.number) + 1 FROM segment s WHERE s.recording_id = t.recording_id AND s.track = t.name), 0)
            FROM track t WHERE t.recording_id = @recordingId ORDER BY t.name
            """, new { recordingId }).Select(t => new TrackTotal { Track = t.Track, Segments = (uint)t.Segments }));
        return closing;
    });

    /// <summary>What is still on the box, newest first.</summary>
    public IReadOnlyList<RecordingSummary> List(int limit) => Read(c => JournalSummaries.Read(c, null, limit));

    public RecordingSummary? Find(string recordingId) => Read(c => JournalSummaries.Read(c, recordingId, 1) is [var found] ? found : null);

    /// <summary>Visible segments that the hub has not acknowledged, of all recordings.</summary>
    public (long Segments, long Bytes) PendingTotals() => Read(c => c.QuerySingle<(long, long)>(
        $"SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM segment WHERE acknowledged = 0 AND state = 0 AND {Visible}"));

    /// <summary>Bytes of media that the hub has: they may go as soon as room is needed.</summary>
    public long ReclaimableBytes() => Read(c => c.QuerySingle<long>("SELECT COALESCE(SUM(bytes), 0) FROM segment WHERE acknowledged = 1 AND state = 0"));

    public void Dispose()
    {
        lock (_lock) _connection.Dispose();
    }

    private IReadOnlyList<JournalSegment> Segments(string where, object parameters) => Read(c => c.Query<SegmentRow>(
        $"SELECT {SegmentColumns} FROM segment {where}", parameters).Select(row => row.ToSegment(_folders)).ToList());

    private T Read<T>(Func<SqliteConnection, T> read)
    {
        lock (_lock) return SqliteCheck.Watch(_connection, () => read(_connection));
    }

    private void Write(Action<SqliteConnection, IDbTransaction> write)
    {
        lock (_lock)
        {
            SqliteCheck.Watch(_connection, () =>
            {
                using var transaction = _connection.BeginTransaction();
                write(_connection, transaction);
                transaction.Commit();
                return 0;
            });
        }
        Changed.Raise();
    }

    private sealed record SegmentRow
    {
        public string RecordingId { get; init; } = "";
        public string Track { get; init; } = "";
        public long Epoch { get; init; }
        public long Number { get; init; }
        public long Bytes { get; init; }
        public byte[] Sha256 { get; init; } = [];
        public long CapturedAtMs { get; init; }
        public long MediaTimeUs { get; init; }
        public long DurationUs { get; init; }
        public bool Independent { get; init; }
        public bool Hidden { get; init; }
        public bool Acknowledged { get; init; }

        public JournalSegment ToSegment(RecordingFolders folders) => new(
            RecordingId, Track, (int)Epoch, (int)Number, folders.Segment(RecordingId, Track, (int)Epoch, (int)Number),
            Bytes, Sha256, CapturedAtMs, MediaTimeUs, DurationUs, Independent, Hidden, Acknowledged);
    }
}
