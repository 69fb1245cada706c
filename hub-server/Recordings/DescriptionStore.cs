using System.Data.Common;
using Dapper;
using Google.Protobuf;
using Tongtang.HubServer.Timetable;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Recordings;

/// <summary>Writes a description into the tables, within the caller's transaction.</summary>
internal static class DescriptionStore
{
    private const string UpsertRecording = """
        INSERT INTO recording (id, room_id, agent_id, title, teacher, revision, started_at_ms, clock_offset_ms, state, last_segment_at_ms, description, created_at_ms, subject, class_name, lesson_key, teacher_key)
        VALUES (@Id, @RoomId, @AgentId, @Title, @Teacher, @Revision, @StartedAtMs, @ClockOffsetMs, 'recording', @NowMs, @Description, @NowMs, @Subject, @ClassName, @LessonId, @TeacherKey)
        ON CONFLICT (id) DO UPDATE SET
            agent_id = excluded.agent_id,
            title = CASE WHEN recording.title_edited = 1 THEN recording.title ELSE excluded.title END,
            teacher = excluded.teacher,
            teacher_key = excluded.teacher_key,
            subject = excluded.subject,
            class_name = excluded.class_name,
            lesson_key = excluded.lesson_key,
            revision = excluded.revision,
            started_at_ms = excluded.started_at_ms,
            ended_at_ms = recording.ended_at_ms + excluded.clock_offset_ms - recording.clock_offset_ms,
            clock_offset_ms = excluded.clock_offset_ms,
            last_segment_at_ms = excluded.last_segment_at_ms,
            description = excluded.description
        """;

    // The box learned the hub's time only during the lesson: what came before then was stored by its wrong clock.
    private const string ShiftSegments = "UPDATE segment SET captured_at_ms = captured_at_ms + @shiftMs WHERE recording_id = @id";

    private const string UpsertTrack = """
        INSERT INTO track (recording_id, name, kind, codec, width, height, position)
        VALUES (@RecordingId, @Name, @Kind, @Codec, @Width, @Height, @Position)
        ON CONFLICT (recording_id, name) DO UPDATE SET codec = excluded.codec, width = excluded.width, height = excluded.height, position = excluded.position
        """;

    private const string InsertEpoch = """
        INSERT INTO epoch (recording_id, track, number, first_segment, init) VALUES (@RecordingId, @Track, @Number, @FirstSegment, @Init)
        ON CONFLICT DO NOTHING
        """;

    private const string SelectEpochs = "SELECT track AS Track, number AS Number, first_segment AS FirstSegment, init AS Init FROM epoch WHERE recording_id = @recordingId";

    /// <summary>
    /// Which epochs are new. What an epoch is was promised to players when it was declared: it never changes.
    /// </summary>
    /// <param name="fault">In English, when an epoch is other than it was.</param>
    public static async Task<(IReadOnlyList<EpochRow> Fresh, string? Fault)> FindFreshEpochsAsync(DbConnection connection, RecordingDescription description)
    {
        var known = (await connection.QueryAsync<KnownEpoch>(SelectEpochs, new { recordingId = description.RecordingId }))
            .ToDictionary(epoch => (epoch.Track, epoch.Number));
        var fresh = new List<EpochRow>();
        foreach (var track in description.Tracks)
        {
            foreach (var epoch in track.Epochs)
            {
                if (!known.TryGetValue((track.Name, epoch.Number), out var before))
                    fresh.Add(new EpochRow(description.RecordingId, track.Name, epoch.Number, epoch.FirstSegment, epoch.InitSegment.ToByteArray()));
                else if (before.FirstSegment != epoch.FirstSegment || !before.Init.AsSpan().SequenceEqual(epoch.InitSegment.Span))
                    return ([], $"Epoch {epoch.Number} of track {track.Name} is not what it was declared as before.");
            }
        }
        return (fresh, null);
    }

    public static async Task WriteAsync(DbConnection connection, RecordingDescription description, DescriptionWrite write)
    {
        await connection.ExecuteAsync(UpsertRecording, new
        {
            Id = description.RecordingId,
            write.RoomId,
            write.AgentId,
            description.Title,
            description.Teacher,
            Revision = (long)description.Revision,
            StartedAtMs = description.StartedAtMs + description.ClockOffsetMs,
            description.ClockOffsetMs,
            write.NowMs,
            Description = description.ToByteArray(),
            description.Subject,
            description.ClassName,
            description.LessonId,
            TeacherKey = TeacherKey.Of(description.Teacher),
        });
        if (write.ShiftMs != 0) await connection.ExecuteAsync(ShiftSegments, new { id = description.RecordingId, shiftMs = write.ShiftMs });
        await connection.ExecuteAsync(UpsertTrack, description.Tracks.Select((track, position) => new
        {
            description.RecordingId,
            track.Name,
            Kind = track.Kind == TrackKind.Video ? "video" : "audio",
            track.Codec,
            Width = (int)track.Width,
            Height = (int)track.Height,
            Position = position,
        }));
        await connection.ExecuteAsync(InsertEpoch, write.FreshEpochs);
        await SearchIndex.WriteAsync(connection, description.RecordingId);
    }

    private sealed record KnownEpoch(string Track, long Number, long FirstSegment, byte[] Init);
}

internal sealed record EpochRow(string RecordingId, string Track, long Number, long FirstSegment, byte[] Init);

/// <param name="ShiftMs">By how much the clock offset differs from the one that stored segments were corrected by.</param>
internal sealed record DescriptionWrite(string RoomId, string AgentId, long NowMs, long ShiftMs, IReadOnlyList<EpochRow> FreshEpochs);
