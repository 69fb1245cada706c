using System.Data;
using System.Threading.Channels;
using Dapper;
using Microsoft.Data.Sqlite;
using Tongtang.Protocol.Durability;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>What of the journal is kept beside the media, and how a journal that was lost is written anew from it.</summary>
internal sealed partial class Journal
{
    private const string ScanSetting = "scan:";

    /// <summary>More than a recording's description ever changes: the hub takes what a rebuilt journal tells as newer than all before.</summary>
    private const long RevisionsAfterRepair = 1_000_000;

    private readonly HashSet<string> _unwritten = [];

    /// <summary>When it is full, the next refusal asks again.</summary>
    private readonly Channel<JournalSegment> _doubted = Channel.CreateBounded<JournalSegment>(new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Segments whose bytes the hub found to be others than the journal says.</summary>
    public ChannelReader<JournalSegment> Doubted => _doubted.Reader;

    private string CoveredMark => Path.Combine(_folders.Root, "covered");

    /// <summary>
    /// Looks through rows that were saved out of a damaged journal: what the hub has of them is asked for again, and all
    /// media is gone through. Part of the repair itself, so that a crash cannot come between.
    /// </summary>
    public static void DistrustSaved(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute($"UPDATE segment SET acknowledged = 0 WHERE state = {OnDisk}", transaction: transaction);
        connection.Execute("UPDATE recording SET acknowledged_revision = 0, close_acknowledged = 0, revision = revision + @RevisionsAfterRepair", new { RevisionsAfterRepair }, transaction);
        connection.Execute("INSERT INTO setting (name, value) SELECT @ScanSetting || id, '' FROM recording WHERE true ON CONFLICT DO NOTHING", new { ScanSetting }, transaction);
        transaction.Commit();
    }

    /// <summary>Recordings whose media has still to be gone through after a repair, newest first.</summary>
    public IReadOnlyList<string> ToScan() => Read(c => c.Query<string>(
        "SELECT r.id FROM recording r JOIN setting s ON s.name = @ScanSetting || r.id ORDER BY r.started_at_ms DESC, r.id DESC", new { ScanSetting }).AsList());

    public void Scan(string id, bool needed) => Write((c, t) => c.Execute(
        needed ? "INSERT INTO setting (name, value) VALUES (@name, '') ON CONFLICT DO NOTHING" : "DELETE FROM setting WHERE name = @name",
        new { name = ScanSetting + id }, t));

    public bool IsRunning(string id) => Read(c => c.QuerySingleOrDefault<bool>("SELECT running FROM recording WHERE id = @id", new { id }));

    /// <summary>Makes the journal say what the card says, and has the recording's media gone through.</summary>
    public void Take(RecordingCard card) => Write((c, t) =>
    {
        var start = card.Start;
        c.Execute(
            """
            INSERT INTO recording (id, title, teacher, started_at_ms, started_monotonic_us, boot_id, clock_offset_ms, clock_known, planned_end_ms, running, stopping, paused, ended_at_ms, revision, subject, class_name, lesson_id)
            VALUES (@Id, @Title, @Teacher, @StartedAtMs, @StartedMonotonicUs, @BootId, @ClockOffsetMs, @ClockKnown, @PlannedEndMs, @Running, @Stopping, @Paused, @EndedAtMs, @Revision, @Subject, @ClassName, @LessonId)
            ON CONFLICT (id) DO UPDATE SET title = excluded.title, teacher = excluded.teacher, started_at_ms = excluded.started_at_ms, started_monotonic_us = excluded.started_monotonic_us,
                boot_id = excluded.boot_id, clock_offset_ms = excluded.clock_offset_ms, clock_known = excluded.clock_known, planned_end_ms = excluded.planned_end_ms, running = excluded.running,
                stopping = excluded.stopping, paused = excluded.paused, ended_at_ms = excluded.ended_at_ms, subject = excluded.subject, class_name = excluded.class_name, lesson_id = excluded.lesson_id, revision = MAX(revision, excluded.revision), acknowledged_revision = 0, close_acknowledged = 0
            """,
            new
            {
                start.Id,
                start.Title,
                start.Teacher,
                start.StartedAtMs,
                start.StartedMonotonicUs,
                start.BootId,
                start.ClockOffsetMs,
                start.ClockKnown,
                start.PlannedEndMs,
                Running = card.EndedAtMs is null,
                card.Stopping,
                card.Paused,
                card.EndedAtMs,
                Revision = card.Revision + RevisionsAfterRepair,
                start.Lesson.Subject,
                start.Lesson.ClassName,
                start.Lesson.LessonId,
            }, t);
        c.Execute(
            "INSERT INTO source (recording_id, name, position, role, audio_from) VALUES (@Id, @Name, @Position, @Role, @AudioFrom) ON CONFLICT (recording_id, name) DO UPDATE SET position = excluded.position, role = excluded.role, audio_from = excluded.audio_from",
            card.Sources.Select(s => new { start.Id, s.Name, s.Position, s.Role, s.AudioFrom }), t);
        c.Execute(
            "INSERT INTO mark (recording_id, number, at_ms, label) VALUES (@Id, @Number, @AtMs, @Label) ON CONFLICT (recording_id, number) DO UPDATE SET at_ms = excluded.at_ms, label = excluded.label",
            card.Marks.Select(m => new { start.Id, m.Number, m.AtMs, m.Label }), t);
        c.Execute(
            """
            INSERT INTO hidden_span (recording_id, number, from_us, to_us, state) VALUES (@Id, @Number, @FromUs, @ToUs, @State)
            ON CONFLICT (recording_id, number) DO UPDATE SET from_us = excluded.from_us, to_us = excluded.to_us, state = excluded.state
            """, card.HiddenSpans.Select(h => new { start.Id, h.Number, h.FromUs, h.ToUs, h.State }), t);
        c.Execute("INSERT INTO setting (name, value) VALUES (@name, '') ON CONFLICT DO NOTHING", new { name = ScanSetting + start.Id }, t);
    });

    /// <summary>Rows that were saved without the recording they belong to. To be called when the recordings are in.</summary>
    public void DropOrphans() => Write((c, t) =>
    {
        foreach (var table in new[] { "source", "track", "epoch", "segment", "mark", "hidden_span" })
            c.Execute($"DELETE FROM {table} WHERE recording_id NOT IN (SELECT id FROM recording)", transaction: t);
        // What was paused stays hidden, even when no card tells of the pause, either.
        c.Execute(
            """
            INSERT INTO hidden_span (recording_id, number, from_us, to_us, state)
            SELECT s.recording_id, s.hidden_span, MIN(s.media_time_us), MAX(s.media_time_us + s.duration_us), 1 FROM segment s
            WHERE s.hidden_span IS NOT NULL AND NOT EXISTS (SELECT 1 FROM hidden_span h WHERE h.recording_id = s.recording_id AND h.number = s.hidden_span)
            GROUP BY s.recording_id, s.hidden_span
            """, transaction: t);
    });

    /// <summary>An epoch found on the disk, whole. A row that was saved out of a damaged journal may hold half of it.</summary>
    public void AddEpoch(EpochStart epoch, int number, int firstSegment) => Write((c, t) =>
    {
        var row = new { epoch.RecordingId, epoch.Track, Kind = (int)epoch.Kind + 1, epoch.Codec, epoch.Width, epoch.Height, Init = epoch.Init.ToArray(), number, firstSegment };
        c.Execute("INSERT INTO track (recording_id, name, kind, codec, width, height) VALUES (@RecordingId, @Track, @Kind, @Codec, @Width, @Height) ON CONFLICT (recording_id, name) DO UPDATE SET kind = excluded.kind, codec = excluded.codec, width = excluded.width, height = excluded.height", row, t);
        c.Execute("INSERT INTO epoch (recording_id, track, number, first_segment, init) VALUES (@RecordingId, @Track, @number, @firstSegment, @Init) ON CONFLICT (recording_id, track, number) DO UPDATE SET init = excluded.init", row, t);
    });

    /// <summary>A segment's row that its file contradicts; the file is entered anew.</summary>
    public void Forget(JournalSegment segment) => Write((c, t) =>
    {
        c.Execute("DELETE FROM segment WHERE recording_id = @RecordingId AND track = @Track AND number = @Number", segment, t);
        Revise(c, t, segment.RecordingId);
    });

    public void Doubt(JournalSegment segment) => _doubted.Writer.TryWrite(segment);

    /// <summary>A number whose file held nothing of use: it is told as lost and never given again.</summary>
    public void AddLost(string recordingId, string track, int epoch, int number) => Write((c, t) =>
    {
        c.Execute(
            $"""
            INSERT INTO segment (recording_id, track, number, epoch, bytes, sha256, captured_at_ms, media_time_us, duration_us, independent, state)
            SELECT @recordingId, @track, @number, @epoch, 0, x'', 0, COALESCE((SELECT MAX(media_time_us) FROM segment WHERE recording_id = @recordingId AND track = @track AND number < @number), 0), 0, 0, {Destroyed}
            ON CONFLICT DO NOTHING
            """, new { recordingId, track, number, epoch }, t);
        Revise(c, t, recordingId);
    });

    /// <summary>Bytes a second of the newest recording that has media; null: there is none.</summary>
    public double? NewestRate() => Read(c => c.QuerySingleOrDefault<double?>(
        """
        SELECT SUM(bytes) * 1000000.0 / MAX(1000000, MAX(media_time_us + duration_us) - MIN(media_time_us)) FROM segment
        WHERE state <> 2 AND recording_id = (SELECT id FROM recording r WHERE EXISTS (SELECT 1 FROM segment s WHERE s.recording_id = r.id) ORDER BY started_at_ms DESC, id DESC LIMIT 1)
        """));

    /// <summary>A card that a full disk did not take is written when there is room again.</summary>
    public void WriteMissingCards()
    {
        string[] ids;
        lock (_lock) ids = [.. _unwritten];
        foreach (var id in ids) WriteCard(id);
    }

    public void WriteCard(string id)
    {
        lock (_lock)
        {
            if (Card(id) is not { } card) return;
            try
            {
                card.Write(_folders.Card(id));
                _unwritten.Remove(id);
            }
            catch (IOException)
            {
                // The journal has it. The guard of the disk tries again.
                _unwritten.Add(id);
            }
        }
    }

    /// <summary>What privacy is set to outlives the loss of the journal, too.</summary>
    public void RestoreCovered()
    {
        if (File.Exists(CoveredMark) && !Covered) Covered = true;
    }

    private void MarkCovered(bool covered)
    {
        DurableFile.CreateFolder(_folders.Root);
        if (covered) DurableFile.Write(CoveredMark, [], DurableFile.Ordinary);
        else File.Delete(CoveredMark);
    }

    private void WriteWithCard(string id, Action<SqliteConnection, IDbTransaction> write)
    {
        Write(write);
        WriteCard(id);
    }

    /// <summary>What of the recording belongs on its card; null: no such recording.</summary>
    public RecordingCard? Card(string id) => Read(c =>
    {
        var row = c.QuerySingleOrDefault<CardRow>(
            """
            SELECT id AS Id, title AS Title, teacher AS Teacher, started_at_ms AS StartedAtMs, started_monotonic_us AS StartedMonotonicUs, boot_id AS BootId, clock_offset_ms AS ClockOffsetMs,
                   clock_known AS ClockKnown, planned_end_ms AS PlannedEndMs, revision AS Revision, stopping AS Stopping, paused AS Paused, ended_at_ms AS EndedAtMs,
                   subject AS Subject, class_name AS ClassName, lesson_id AS LessonId
            FROM recording WHERE id = @id
            """, new { id });
        return row is null ? null : new RecordingCard(
            new RecordingStart(row.Id, row.Title, row.Teacher, row.StartedAtMs, row.StartedMonotonicUs, row.BootId, row.ClockOffsetMs, row.ClockKnown, row.PlannedEndMs) { Lesson = new LessonTag(row.Subject, row.ClassName, row.LessonId) },
            row.Revision, row.Stopping, row.Paused, row.EndedAtMs,
            c.Query<(string, long, long, string)>("SELECT name, position, role, audio_from FROM source WHERE recording_id = @id ORDER BY position", new { id })
                .Select(s => new CardSource(s.Item1, s.Item2, s.Item3, s.Item4)).ToList(),
            c.Query<(long, long, string)>("SELECT number, at_ms, label FROM mark WHERE recording_id = @id ORDER BY number", new { id })
                .Select(m => new CardMark(m.Item1, m.Item2, m.Item3)).ToList(),
            c.Query<(long, long, long?, long)>("SELECT number, from_us, to_us, state FROM hidden_span WHERE recording_id = @id ORDER BY number", new { id })
                .Select(h => new CardSpan(h.Item1, h.Item2, h.Item3, h.Item4)).ToList());
    });

    private sealed record CardRow
    {
        public string Id { get; init; } = "";
        public string Title { get; init; } = "";
        public string Teacher { get; init; } = "";
        public long StartedAtMs { get; init; }
        public long StartedMonotonicUs { get; init; }
        public string BootId { get; init; } = "";
        public long ClockOffsetMs { get; init; }
        public bool ClockKnown { get; init; }
        public long? PlannedEndMs { get; init; }
        public long Revision { get; init; }
        public bool Stopping { get; init; }
        public bool Paused { get; init; }
        public long? EndedAtMs { get; init; }
        public string Subject { get; init; } = "";
        public string ClassName { get; init; } = "";
        public string LessonId { get; init; } = "";
    }
}
