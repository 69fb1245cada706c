using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Playback;

/// <summary>Reads a recording for playing out of the tables that the intake writes.</summary>
internal static class PlayableRows
{
    private const string ReadHead = $"""
        SELECT recording.revision, recording.stored_segments, recording.title, recording.started_at_ms, {RecordingStates.Sql} AS state,
               school.region_id, school.id AS school_id, room.id AS room_id
        FROM recording JOIN room ON room.id = recording.room_id JOIN school ON school.id = room.school_id
        WHERE recording.id = @id
        """;

    private const string ReadDescription = "SELECT description FROM recording WHERE id = @id";

    private const string ReadTracks = "SELECT name, kind FROM track WHERE recording_id = @id ORDER BY position";

    private const string ReadEpochs = "SELECT track, number, init FROM epoch WHERE recording_id = @id";

    private const string ReadSegments = """
        SELECT track, number, epoch, bytes, media_time_us, duration_us, independent
        FROM segment WHERE recording_id = @id ORDER BY track, number
        """;

    public static Task<Head?> ReadHeadAsync(DbConnection connection, string id, long silentBefore) =>
        connection.QuerySingleOrDefaultAsync<Head>(ReadHead, new { id, silentBefore });

    public static async Task<PlayableRecording?> ReadAsync(DbConnection connection, string id, Head head)
    {
        if (await connection.ExecuteScalarAsync<byte[]>(ReadDescription, new { id }) is not { } bytes) return null;
        var description = RecordingDescription.Parser.ParseFrom(bytes);
        var epochs = (await connection.QueryAsync<EpochRow>(ReadEpochs, new { id })).ToLookup(row => row.Track);
        var segments = (await connection.QueryAsync<SegmentRow>(ReadSegments, new { id })).ToLookup(row => row.Track);
        var tracks = await connection.QueryAsync<TrackRow>(ReadTracks, new { id });
        return new PlayableRecording
        {
            Id = id,
            Path = new ScopePath(head.RegionId, head.SchoolId, head.RoomId),
            Version = head.Version,
            Title = head.Title,
            StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(head.StartedAtMs),
            Ended = head.State is "complete" or "interrupted" or "failed",
            Views = [.. description.Views.Select(view => new PlayableView(view.Name, Empty(view.VideoTrack), Empty(view.AudioTrack)))],
            Tracks = tracks.ToDictionary(
                row => row.Name,
                row => Track(row, description.Tracks.FirstOrDefault(track => track.Name == row.Name), epochs[row.Name], segments[row.Name]),
                StringComparer.Ordinal),
            Hidden = [.. description.HiddenSpans.Where(span => span.State is HiddenState.Hidden or HiddenState.Discarded).OrderBy(span => span.FromMs).Select(Hidden)],
        };
    }

    private static PlayableTrack Track(TrackRow row, Track? described, IEnumerable<EpochRow> epochs, IEnumerable<SegmentRow> segments)
    {
        var hidden = Ranges(described?.Hidden ?? []);
        List<IndexedSegment> visible = [.. segments.Select(Segment).Where(segment => !hidden.Any(range => range.First <= segment.Number && segment.Number <= range.Last))];
        var inits = epochs.ToDictionary(epoch => (int)epoch.Number, epoch => epoch.Init);
        var index = new TrackIndex
        {
            Name = row.Name,
            Kind = row.Kind == "video" ? MediaKind.Video : MediaKind.Audio,
            Segments = visible,
            Hidden = hidden,
            Lost = Ranges(described?.Lost ?? []),
            Fillable = inits.Values.All(CanFill),
        };
        return new PlayableTrack(index, inits);
    }

    /// <summary>The box made the init segment; one that cannot be read still plays where its players can.</summary>
    private static bool CanFill(byte[] init)
    {
        try
        {
            return FillSegment.CanFill(InitSegment.Parse(init).Tracks[0]);
        }
        catch (MediaFormatException)
        {
            return false;
        }
    }

    private static IndexedSegment Segment(SegmentRow row) => new(
        (int)row.Number, (int)row.Epoch, TimeSpan.FromMicroseconds(row.MediaTimeUs), TimeSpan.FromMicroseconds(row.DurationUs), row.Bytes, row.Independent != 0);

    private static HiddenTime Hidden(HiddenSpan span) =>
        new(TimeSpan.FromMilliseconds(span.FromMs), span.ToMs == 0 ? null : TimeSpan.FromMilliseconds(span.ToMs));

    private static NumberRange[] Ranges(IEnumerable<SegmentRange> ranges) => [.. ranges.Select(range => new NumberRange((int)range.First, (int)range.Last))];

    private static string? Empty(string text) => text.Length == 0 ? null : text;

    internal sealed record Head
    {
        public long Revision { get; init; }

        public long StoredSegments { get; init; }

        public required string Title { get; init; }

        public long StartedAtMs { get; init; }

        public required string State { get; init; }

        public required string RegionId { get; init; }

        public required string SchoolId { get; init; }

        public required string RoomId { get; init; }

        public string Version => $"{Revision}-{StoredSegments}-{State}-{StartedAtMs}";
    }

    private sealed record TrackRow
    {
        public required string Name { get; init; }

        public required string Kind { get; init; }
    }

    private sealed record EpochRow
    {
        public required string Track { get; init; }

        public long Number { get; init; }

        public required byte[] Init { get; init; }
    }

    private sealed record SegmentRow
    {
        public required string Track { get; init; }

        public long Number { get; init; }

        public long Epoch { get; init; }

        public long Bytes { get; init; }

        public long MediaTimeUs { get; init; }

        public long DurationUs { get; init; }

        public long Independent { get; init; }
    }
}
