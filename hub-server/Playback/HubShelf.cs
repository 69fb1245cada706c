using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.MediaStore;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Playback;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Playback;

/// <summary>Recordings out of the hub's tables and media folder.</summary>
internal sealed class HubShelf(HubDatabase database, MediaFolder media) : IMediaShelf
{
    private const string SelectRecording = "SELECT state AS State, started_at_ms AS StartedAtMs, description AS Description FROM recording WHERE id = @recordingId";

    private const string SelectSegments = """
        SELECT number AS Number, epoch AS Epoch, media_time_us AS MediaTimeUs, duration_us AS DurationUs, bytes AS Bytes, independent AS Independent
        FROM segment WHERE recording_id = @recordingId AND track = @track ORDER BY number
        """;

    public async Task<ShelvedRecording?> FindAsync(string recordingId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<RecordingRow>(SelectRecording, new { recordingId });
        return row is null ? null : new ShelvedRecording(
            RecordingDescription.Parser.ParseFrom(row.Description),
            DateTimeOffset.FromUnixTimeMilliseconds(row.StartedAtMs),
            row.State is not ("recording" or "uploading"));
    }

    public async Task<IReadOnlyList<IndexedSegment>> SegmentsAsync(string recordingId, string track, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<SegmentRow>(SelectSegments, new { recordingId, track });
        return [.. rows.Select(row => row.ToSegment())];
    }

    public string InitPath(string recordingId, string track, int epoch) => media.InitPath(recordingId, track, epoch);

    public string SegmentPath(string recordingId, string track, int epoch, int number) => media.SegmentPath(recordingId, track, epoch, number);

    private sealed record RecordingRow
    {
        public string State { get; init; } = "";

        public long StartedAtMs { get; init; }

        public byte[] Description { get; init; } = [];
    }

    private sealed record SegmentRow
    {
        public long Number { get; init; }

        public long Epoch { get; init; }

        public long MediaTimeUs { get; init; }

        public long DurationUs { get; init; }

        public long Bytes { get; init; }

        public long Independent { get; init; }

        public IndexedSegment ToSegment() => new(
            (int)Number, (int)Epoch, TimeSpan.FromMicroseconds(MediaTimeUs), TimeSpan.FromMicroseconds(DurationUs), Bytes, Independent != 0);
    }
}
