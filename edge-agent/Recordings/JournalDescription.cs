using Dapper;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>A recording's description for the hub, out of the journal's rows.</summary>
internal static class JournalDescription
{
    public static RecordingDescription? Read(SqliteConnection connection, string recordingId)
    {
        var key = new { recordingId };
        var row = connection.QuerySingleOrDefault<RecordingRow>(
            """
            SELECT revision AS Revision, title AS Title, teacher AS Teacher, started_at_ms AS StartedAtMs, clock_offset_ms AS ClockOffsetMs,
                   boot_id AS BootId, started_monotonic_us AS StartedMonotonicUs, clock_known AS ClockKnown,
                   subject AS Subject, class_name AS ClassName, lesson_id AS LessonId
            FROM recording WHERE id = @recordingId
            """, key);
        if (row is null) return null;
        var description = new RecordingDescription
        {
            RecordingId = recordingId,
            Revision = (ulong)row.Revision,
            Title = row.Title,
            Teacher = row.Teacher,
            StartedAtMs = row.StartedAtMs,
            ClockOffsetMs = row.ClockOffsetMs,
            BootId = row.BootId,
            StartedMonotonicMs = row.StartedMonotonicUs / 1000,
            ClockKnown = row.ClockKnown,
            Subject = row.Subject,
            ClassName = row.ClassName,
            LessonId = row.LessonId,
        };
        description.Tracks.AddRange(Tracks(connection, recordingId));
        description.Views.AddRange(Views(connection, recordingId, description.Tracks.Select(t => t.Name).ToHashSet()));
        description.Marks.AddRange(connection.Query<(long AtMs, string Label)>("SELECT at_ms, label FROM mark WHERE recording_id = @recordingId ORDER BY number", key)
            .Select(m => new Mark { AtMs = m.AtMs, Label = m.Label }));
        description.HiddenSpans.AddRange(connection.Query<(long Number, long FromUs, long? ToUs, long State)>(
                "SELECT number, from_us, to_us, state FROM hidden_span WHERE recording_id = @recordingId ORDER BY number", key)
            .Select(h => new HiddenSpan { Number = (uint)h.Number, FromMs = h.FromUs / 1000, ToMs = (h.ToUs ?? 0) / 1000, State = (HiddenState)h.State }));
        return description;
    }

    /// <summary>A picture with its sound; sound alone is a view when no picture has it.</summary>
    internal static IEnumerable<View> Views(SqliteConnection connection, string recordingId, IReadOnlySet<string> tracks)
    {
        var sources = connection.Query<(string Name, long Role, string AudioFrom)>(
            "SELECT name, role, audio_from FROM source WHERE recording_id = @recordingId ORDER BY position", new { recordingId }).AsList();
        string Existing(string track) => tracks.Contains(track) ? track : "";
        foreach (var (name, role, audioFrom) in sources)
        {
            var video = Existing($"{name}.video");
            var audio = Existing($"{(audioFrom.Length > 0 ? audioFrom : name)}.audio");
            if (video.Length == 0 && (audio.Length == 0 || sources.Exists(s => s.AudioFrom == name && tracks.Contains($"{s.Name}.video")))) continue;
            yield return new View { Name = name, Role = (SourceRole)(role + 1), VideoTrack = video, AudioTrack = audio };
        }
    }

    private static IEnumerable<Track> Tracks(SqliteConnection connection, string recordingId)
    {
        var rows = connection.Query<(string Name, long Kind, string Codec, long Width, long Height)>(
            "SELECT name, kind, codec, width, height FROM track WHERE recording_id = @recordingId ORDER BY name", new { recordingId }).AsList();
        foreach (var (name, kind, codec, width, height) in rows)
        {
            var key = new { recordingId, track = name };
            var track = new Track { Name = name, Kind = (TrackKind)kind, Codec = codec, Width = (uint)width, Height = (uint)height };
            track.Epochs.AddRange(connection.Query<(long Number, byte[] Init, long First)>(
                    """
                    SELECT number, init, first_segment FROM epoch e WHERE recording_id = @recordingId AND track = @track
                    AND EXISTS (SELECT 1 FROM segment s WHERE s.recording_id = e.recording_id AND s.track = e.track AND s.epoch = e.number)
                    ORDER BY number
                    """, key)
                .Select(e => new Epoch { Number = (uint)e.Number, InitSegment = ByteString.CopyFrom(e.Init), FirstSegment = (uint)e.First }));
            AddRanges(connection, key, track);
            yield return track;
        }
    }

    private static void AddRanges(SqliteConnection connection, object key, Track track)
    {
        track.Hidden.AddRange(NumberRanges.Of(connection.Query<int>(
            """
            SELECT s.number FROM segment s JOIN hidden_span h ON h.recording_id = s.recording_id AND h.number = s.hidden_span
            WHERE s.recording_id = @recordingId AND s.track = @track AND h.state = 1 AND s.state <> 2 ORDER BY s.number
            """, key)));
        var destroyed = connection.Query<int>("SELECT number FROM segment WHERE recording_id = @recordingId AND track = @track AND state = 2", key);
        var skipped = connection.Query<(int From, int Next)>(
            """
            SELECT number + 1, next FROM (
                SELECT number, LEAD(number) OVER (ORDER BY number) AS next FROM segment WHERE recording_id = @recordingId AND track = @track)
            WHERE next > number + 1
            UNION ALL
            SELECT 0, MIN(number) FROM segment WHERE recording_id = @recordingId AND track = @track HAVING MIN(number) > 0
            """, key).SelectMany(gap => Enumerable.Range(gap.From, gap.Next - gap.From));
        track.Lost.AddRange(NumberRanges.Of(destroyed.Concat(skipped).Order()));
    }

    private sealed record RecordingRow
    {
        public long Revision { get; init; }
        public string Title { get; init; } = "";
        public string Teacher { get; init; } = "";
        public long StartedAtMs { get; init; }
        public long ClockOffsetMs { get; init; }
        public string BootId { get; init; } = "";
        public long StartedMonotonicUs { get; init; }
        public bool ClockKnown { get; init; }
        public string Subject { get; init; } = "";
        public string ClassName { get; init; } = "";
        public string LessonId { get; init; } = "";
    }
}

internal static class NumberRanges
{
    /// <summary>Ascending numbers as ranges.</summary>
    public static IEnumerable<SegmentRange> Of(IEnumerable<int> ascending)
    {
        SegmentRange? open = null;
        foreach (var number in ascending)
        {
            if (open is not null && number == open.Last + 1)
            {
                open.Last++;
                continue;
            }
            if (open is not null) yield return open;
            open = new SegmentRange { First = (uint)number, Last = (uint)number };
        }
        if (open is not null) yield return open;
    }
}
