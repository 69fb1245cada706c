using System.Data;
using Dapper;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>A recording as it begins.</summary>
/// <param name="StartedMonotonicUs">The same moment by the monotonic clock of this boot.</param>
internal sealed record RecordingStart(
    string Id, string Title, string Teacher, long StartedAtMs, long StartedMonotonicUs, string BootId, long ClockOffsetMs, bool ClockKnown, long? PlannedEndMs)
{
    /// <summary>The timetable's lesson that it is of.</summary>
    public LessonTag Lesson { get; init; } = LessonTag.None;
}

/// <summary>A recording that runs, as the journal has it after a restart.</summary>
internal sealed record RunningRecording(RecordingStart Start, bool Stopping, bool Paused, IReadOnlyList<string> Sources, long MediaEndUs, (int Number, long FromUs)? OpenSpan);

/// <summary>One run's track, put on the journal before its first segment.</summary>
internal sealed record EpochStart(string RecordingId, string Track, MediaKind Kind, string Codec, int Width, int Height, ReadOnlyMemory<byte> Init);

/// <summary>What the recorder writes.</summary>
internal sealed partial class Journal
{
    private const string CoveredSetting = "covered";

    /// <summary>Privacy outlives a restart.</summary>
    public bool Covered
    {
        get => Read(c => c.ExecuteScalar<string>("SELECT value FROM setting WHERE name = @name", new { name = CoveredSetting }) == "1");
        set
        {
            Write((c, t) => c.Execute(
                "INSERT INTO setting (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                new { name = CoveredSetting, value = value ? "1" : "0" }, t));
            MarkCovered(value);
        }
    }

    public void Begin(RecordingStart start, IReadOnlyList<SourceOptions> sources) => WriteWithCard(start.Id, (c, t) =>
    {
        c.Execute(
            """
            INSERT INTO recording (id, title, teacher, started_at_ms, started_monotonic_us, boot_id, clock_offset_ms, clock_known, planned_end_ms, running, revision, subject, class_name, lesson_id)
            VALUES (@Id, @Title, @Teacher, @StartedAtMs, @StartedMonotonicUs, @BootId, @ClockOffsetMs, @ClockKnown, @PlannedEndMs, 1, 1, @Subject, @ClassName, @LessonId)
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
                start.Lesson.Subject,
                start.Lesson.ClassName,
                start.Lesson.LessonId,
            }, t);
        c.Execute(
            "INSERT INTO source (recording_id, name, position, role, audio_from) VALUES (@Id, @Name, @position, @Role, @AudioFrom)",
            sources.Select((s, position) => new { start.Id, s.Name, position, Role = (int)s.Role, s.AudioFrom }), t);
    });

    /// <summary>Returns the epoch's number and its first segment's.</summary>
    public (int Epoch, int FirstSegment) BeginEpoch(EpochStart epoch)
    {
        (int, int) numbers = default;
        Write((c, t) =>
        {
            var key = new { epoch.RecordingId, epoch.Track, Kind = (int)epoch.Kind + 1, epoch.Codec, epoch.Width, epoch.Height, Init = epoch.Init.ToArray() };
            c.Execute(
                """
                INSERT INTO track (recording_id, name, kind, codec, width, height) VALUES (@RecordingId, @Track, @Kind, @Codec, @Width, @Height)
                ON CONFLICT (recording_id, name) DO NOTHING
                """, key, t);
            var number = c.ExecuteScalar<int>("SELECT COALESCE(MAX(number) + 1, 0) FROM epoch WHERE recording_id = @RecordingId AND track = @Track", key, t);
            var first = c.ExecuteScalar<int>("SELECT COALESCE(MAX(number) + 1, 0) FROM segment WHERE recording_id = @RecordingId AND track = @Track", key, t);
            c.Execute(
                "INSERT INTO epoch (recording_id, track, number, first_segment, init) VALUES (@RecordingId, @Track, @number, @first, @Init)",
                new { epoch.RecordingId, epoch.Track, number, first, key.Init }, t);
            Revise(c, t, epoch.RecordingId);
            numbers = (number, first);
        });
        return numbers;
    }

    /// <summary>A segment whose file is on disk for good. One that is there already is left as it is.</summary>
    public void AddSegment(JournalSegment segment)
    {
        var discarded = false;
        Write((c, t) =>
        {
            var (span, state) = segment.Hidden ? SpanAt(c, t, segment) : default;
            discarded = state == (long)SpanState.Discarded;
            c.Execute(
                """
                INSERT INTO segment (recording_id, track, number, epoch, bytes, sha256, captured_at_ms, media_time_us, duration_us, independent, hidden_span, state)
                VALUES (@RecordingId, @Track, @Number, @Epoch, @Bytes, @Sha256, @CapturedAtMs, @MediaTimeUs, @DurationUs, @Independent, @span, @state)
                ON CONFLICT DO NOTHING
                """,
                new
                {
                    segment.RecordingId,
                    segment.Track,
                    segment.Number,
                    segment.Epoch,
                    segment.Bytes,
                    segment.Sha256,
                    segment.CapturedAtMs,
                    segment.MediaTimeUs,
                    segment.DurationUs,
                    segment.Independent,
                    span,
                    state = discarded ? Destroyed : OnDisk,
                }, t);
            // An epoch is declared with its first segment; without one there is nothing of it to play.
            if (span is not null || IsFirstOfEpoch(c, t, segment)) Revise(c, t, segment.RecordingId);
        });
        // The span was thrown away while its last segment was still being written.
        if (discarded) DeleteDestroyed(segment.RecordingId);
    }

    private static bool IsFirstOfEpoch(IDbConnection c, IDbTransaction t, JournalSegment segment) => c.ExecuteScalar<long>(
        "SELECT COUNT(*) FROM (SELECT 1 FROM segment WHERE recording_id = @RecordingId AND track = @Track AND epoch = @Epoch LIMIT 2)",
        new { segment.RecordingId, segment.Track, segment.Epoch }, t) == 1;

    public void SetPaused(string id, bool paused) => Set(id, "paused = @value", paused);

    public void SetStopping(string id, bool stopping) => Set(id, "stopping = @value", stopping);

    public void SetPlannedEnd(string id, long plannedEndMs) => Set(id, "planned_end_ms = @value", plannedEndMs);

    /// <exception cref="RecorderException">marks_too_many.</exception>
    public void AddMark(string id, long atMs, string label) => WriteWithCard(id, (c, t) =>
    {
        RequireFewer(c, t, "mark", id, MostMarks, "marks_too_many", "marks");
        c.Execute(
            "INSERT INTO mark (recording_id, number, at_ms, label) SELECT @id, COALESCE(MAX(number) + 1, 0), @atMs, @label FROM mark WHERE recording_id = @id",
            new { id, atMs, label }, t);
        Revise(c, t, id);
    });

    /// <summary>Opens a hidden span, or closes the open one; what is so already stays.</summary>
    /// <exception cref="RecorderException">pauses_too_many: none is opened any more.</exception>
    public void SetHidden(string id, long atUs, bool hidden) => WriteWithCard(id, (c, t) =>
    {
        if (hidden) RequireFewer(c, t, "hidden_span", id, MostHiddenSpans, "pauses_too_many", "pauses");
        var changed = hidden
            ? c.Execute(
                """
                INSERT INTO hidden_span (recording_id, number, from_us, state)
                SELECT @id, (SELECT COALESCE(MAX(number) + 1, 0) FROM hidden_span WHERE recording_id = @id), @atUs, 1
                WHERE NOT EXISTS (SELECT 1 FROM hidden_span WHERE recording_id = @id AND to_us IS NULL)
                """, new { id, atUs }, t)
            : c.Execute("UPDATE hidden_span SET to_us = MAX(@atUs, from_us) WHERE recording_id = @id AND to_us IS NULL", new { id, atUs }, t);
        if (changed > 0) Revise(c, t, id);
    });

    public void End(string id, long endedAtMs, long endUs) => WriteWithCard(id, (c, t) =>
    {
        c.Execute("UPDATE hidden_span SET to_us = MAX(@endUs, from_us) WHERE recording_id = @id AND to_us IS NULL", new { id, endUs }, t);
        c.Execute("UPDATE recording SET running = 0, stopping = 0, paused = 0, ended_at_ms = @endedAtMs WHERE id = @id", new { id, endedAtMs }, t);
        Revise(c, t, id);
    });

    /// <summary>What ran when the agent last ended, newest first.</summary>
    public IReadOnlyList<RunningRecording> Running() => Read(c =>
    {
        var rows = c.Query<RunningRow>(
            """
            SELECT r.id AS Id, title AS Title, teacher AS Teacher, started_at_ms AS StartedAtMs, started_monotonic_us AS StartedMonotonicUs, boot_id AS BootId,
                   clock_offset_ms AS ClockOffsetMs, clock_known AS ClockKnown, planned_end_ms AS PlannedEndMs, stopping AS Stopping, paused AS Paused,
                   subject AS Subject, class_name AS ClassName, lesson_id AS LessonId,
                   (SELECT COALESCE(MAX(media_time_us + duration_us), 0) FROM segment s WHERE s.recording_id = r.id) AS MediaEndUs
            FROM recording r WHERE running = 1 ORDER BY started_at_ms DESC, id DESC
            """).AsList();
        return rows.ConvertAll(row => new RunningRecording(
            new RecordingStart(row.Id, row.Title, row.Teacher, row.StartedAtMs, row.StartedMonotonicUs, row.BootId, row.ClockOffsetMs, row.ClockKnown, row.PlannedEndMs) { Lesson = new LessonTag(row.Subject, row.ClassName, row.LessonId) },
            row.Stopping, row.Paused,
            c.Query<string>("SELECT name FROM source WHERE recording_id = @Id ORDER BY position", new { row.Id }).AsList(),
            row.MediaEndUs,
            c.Query<(long Number, long FromUs)>("SELECT number, from_us FROM hidden_span WHERE recording_id = @Id AND to_us IS NULL", new { row.Id })
                .Select(h => ((int, long)?)((int)h.Number, h.FromUs)).FirstOrDefault()));
    });

    private static (long? Number, long State) SpanAt(IDbConnection c, IDbTransaction t, JournalSegment segment)
    {
        // Sound is cut to the nearest frame: a segment may begin a little before its span.
        const long tolerance = 200_000;
        return c.QuerySingleOrDefault<(long?, long)>(
            "SELECT number, state FROM hidden_span WHERE recording_id = @RecordingId AND from_us <= @atUs ORDER BY from_us DESC, number DESC LIMIT 1",
            new { segment.RecordingId, atUs = segment.MediaTimeUs + tolerance }, t);
    }

    private void Set(string id, string assignment, object value) =>
        WriteWithCard(id, (c, t) => c.Execute($"UPDATE recording SET {assignment}, revision = revision + 1 WHERE id = @id", new { id, value }, t));

    private static void RequireFewer(IDbConnection c, IDbTransaction t, string table, string id, int most, string code, string what)
    {
        if (c.ExecuteScalar<int>($"SELECT COUNT(*) FROM {table} WHERE recording_id = @id", new { id }, t) >= most)
            throw new RecorderException(code, $"This recording has {most} {what}, and takes no more; stop it and start another one.");
    }

    private static void Revise(IDbConnection c, IDbTransaction t, string id) =>
        c.Execute("UPDATE recording SET revision = revision + 1 WHERE id = @id", new { id }, t);

    private sealed record RunningRow
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
        public bool Stopping { get; init; }
        public bool Paused { get; init; }
        public string Subject { get; init; } = "";
        public string ClassName { get; init; } = "";
        public string LessonId { get; init; } = "";
        public long MediaEndUs { get; init; }
    }
}
