using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Playback;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Playback;

/// <summary>Reads a recording for playing out of the tables that the intake writes; of one it knows, only what is new.</summary>
internal static class PlayableRows
{
    private const string ReadHead = """
        SELECT recording.revision, recording.stored_segments, recording.title, recording.started_at_ms, recording.state, recording.deleted_at_ms, recording.visibility, recording.teacher_key,
               recording.trim_from_ms, recording.trim_to_ms,
               school.region_id, school.id AS school_id, room.id AS room_id, room.name AS room_name
        FROM recording JOIN room ON room.id = recording.room_id JOIN school ON school.id = room.school_id
        WHERE recording.id = @id
        """;

    private const string ReadDescription = "SELECT description FROM recording WHERE id = @id";

    private const string ReadSegments = """
        SELECT number, epoch, bytes, media_time_us, duration_us, independent
        FROM segment WHERE recording_id = @id AND track = @track AND number >= @from ORDER BY number
        """;

    /// <param name="known">What was read before; what did not change is taken from it.</param>
    /// <returns>The recording (null: there is none), and how many segments' rows were read.</returns>
    public static async Task<(StoredRecording? Recording, int SegmentRows)> ReadAsync(DbConnection connection, string id, StoredRecording? known)
    {
        if (await connection.QuerySingleOrDefaultAsync<Head>(ReadHead, new { id }) is not { } head) return (null, 0);
        var standing = new RecordingStanding(new ScopePath(head.RegionId, head.SchoolId, head.RoomId), Words.Enum<Visibility>(head.Visibility), head.TeacherKey, head.DeletedAtMs is not null);
        if (known?.Version == head.Version) return (known with { Standing = standing, Title = head.Title, RoomName = head.RoomName }, 0);
        var description = known?.Description.Revision == (ulong)head.Revision
            ? known.Description
            : RecordingDescription.Parser.ParseFrom(await connection.QuerySingleAsync<byte[]>(ReadDescription, new { id }));
        var (segments, rows) = await ReadSegmentsAsync(connection, description, head.StoredSegments, known?.Segments);
        return (new StoredRecording
        {
            Standing = standing,
            Version = head.Version,
            Title = head.Title,
            RoomName = head.RoomName,
            Description = description,
            Segments = segments,
            // A recording whose box has been silent for a day may still go on: it stays open until the box has closed it.
            Playable = PlayableRecording.Of(TrimmedDescription.Of(description, head.TrimFromMs, head.TrimToMs), DateTimeOffset.FromUnixTimeMilliseconds(head.StartedAtMs), head.State is "complete" or "failed", track => segments[track]),
        }, rows);
    }

    /// <summary>
    /// Segments come nearly always in order: first what follows those that are known. If the count is not right then,
    /// something came late into a place that was given up as lost, and everything is read.
    /// </summary>
    private static async Task<(Dictionary<string, IReadOnlyList<IndexedSegment>> Segments, int Rows)> ReadSegmentsAsync(
        DbConnection connection, RecordingDescription description, long stored, IReadOnlyDictionary<string, IReadOnlyList<IndexedSegment>>? known)
    {
        var segments = description.Tracks.ToDictionary(track => track.Name, track => known?.GetValueOrDefault(track.Name) ?? [], StringComparer.Ordinal);
        var rows = 0;
        foreach (var fromStart in known is null ? [true] : new[] { false, true })
        {
            if (Count(description, segments) == stored) break;
            foreach (var track in description.Tracks)
            {
                var from = fromStart ? 0 : FirstUnknown(track, segments[track.Name]);
                var read = (await connection.QueryAsync<SegmentRow>(ReadSegments, new { id = description.RecordingId, track = track.Name, from })).Select(Segment).ToList();
                segments[track.Name] = [.. segments[track.Name].TakeWhile(segment => segment.Number < from), .. read];
                rows += read.Count;
            }
        }
        return (segments, rows);
    }

    /// <summary>As the intake counts: what is hidden does not.</summary>
    private static long Count(RecordingDescription description, Dictionary<string, IReadOnlyList<IndexedSegment>> segments) =>
        description.Tracks.Sum(track => track.Hidden.Count == 0
            ? segments[track.Name].Count
            : segments[track.Name].Count(segment => !track.Hidden.Any(range => range.First <= segment.Number && segment.Number <= range.Last)));

    /// <summary>The first number that is neither known nor hidden nor lost.</summary>
    private static long FirstUnknown(Track track, IReadOnlyList<IndexedSegment> known)
    {
        var numbers = new NumberSet(track.Hidden.Concat(track.Lost));
        foreach (var segment in known) numbers.Add(segment.Number, segment.Number);
        return numbers.Missing(numbers.End + 1).First().First;
    }

    private static IndexedSegment Segment(SegmentRow row) => new(
        (int)row.Number, (int)row.Epoch, TimeSpan.FromMicroseconds(row.MediaTimeUs), TimeSpan.FromMicroseconds(row.DurationUs), row.Bytes, row.Independent != 0);

    private sealed record Head
    {
        public long Revision { get; init; }

        public long StoredSegments { get; init; }

        public required string Title { get; init; }

        public long StartedAtMs { get; init; }

        public required string State { get; init; }

        public required string RegionId { get; init; }

        public required string SchoolId { get; init; }

        public required string RoomId { get; init; }

        public required string RoomName { get; init; }

        public long? DeletedAtMs { get; init; }

        public required string Visibility { get; init; }

        public required string TeacherKey { get; init; }

        public long? TrimFromMs { get; init; }

        public long? TrimToMs { get; init; }

        public string Version => $"{Revision}-{StoredSegments}-{State}-{StartedAtMs}-{TrimFromMs}-{TrimToMs}";
    }

    private sealed record SegmentRow
    {
        public long Number { get; init; }

        public long Epoch { get; init; }

        public long Bytes { get; init; }

        public long MediaTimeUs { get; init; }

        public long DurationUs { get; init; }

        public long Independent { get; init; }
    }
}
