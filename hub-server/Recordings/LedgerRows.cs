using System.Data.Common;
using Dapper;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Recordings;

/// <summary>Reads one recording from the database into what the ledger keeps of it.</summary>
internal static class LedgerRows
{
    private const string SelectRecording = "SELECT room_id AS RoomId, closed AS Closed, description AS Description FROM recording WHERE id = @id";

    private const string SelectDiscarded = "SELECT room_id FROM discarded_recording WHERE id = @id";

    private const string SelectAgent = "SELECT agent_id FROM recording WHERE id = @id";

    private const string SelectTracks = "SELECT name AS Name, total_segments AS Total FROM track WHERE recording_id = @id ORDER BY position";

    private const string SelectEpochs = "SELECT track AS Track, number AS Number, first_segment AS FirstSegment FROM epoch WHERE recording_id = @id ORDER BY track, number";

    // Numbers that follow each other share the difference to their place in the row: one row per span, not per segment.
    private const string SelectSpans = """
        SELECT track AS Track, MIN(number) AS First, MAX(number) AS Last, MIN(media_time_us) AS StartUs, MAX(media_time_us + duration_us) AS EndUs
        FROM (SELECT track, number, media_time_us, duration_us, number - ROW_NUMBER() OVER (PARTITION BY track ORDER BY number) AS span
              FROM segment WHERE recording_id = @id) AS numbered
        GROUP BY track, span
        """;

    public static async Task<RecordingPlan?> ReadPlanAsync(DbConnection connection, string recordingId)
    {
        var row = await connection.QueryFirstOrDefaultAsync<RecordingRow>(SelectRecording, new { id = recordingId });
        if (row is null)
            return await connection.ExecuteScalarAsync<string?>(SelectDiscarded, new { id = recordingId }) is { } room ? RecordingPlan.OfDiscarded(recordingId, room) : null;
        var description = RecordingDescription.Parser.ParseFrom(row.Description);
        var tracks = await connection.QueryAsync<TrackRow>(SelectTracks, new { id = recordingId });
        var epochs = (await connection.QueryAsync<EpochRow>(SelectEpochs, new { id = recordingId })).ToLookup(epoch => epoch.Track, StringComparer.Ordinal);
        return new RecordingPlan
        {
            RecordingId = recordingId,
            RoomId = row.RoomId,
            Description = description,
            Closed = row.Closed != 0,
            Tracks = tracks.Select(track => Plan(track, epochs[track.Name].ToList(), description)).ToDictionary(track => track.Name, StringComparer.Ordinal),
        };
    }

    public static Task<string?> ReadAgentAsync(DbConnection connection, string recordingId) =>
        connection.ExecuteScalarAsync<string?>(SelectAgent, new { id = recordingId });

    public static async Task<Dictionary<string, StoredTrack>> ReadStoredAsync(DbConnection connection, string recordingId)
    {
        var stored = new Dictionary<string, StoredTrack>(StringComparer.Ordinal);
        foreach (var span in await connection.QueryAsync<SpanRow>(SelectSpans, new { id = recordingId }))
        {
            if (!stored.TryGetValue(span.Track, out var track)) stored[span.Track] = track = new StoredTrack();
            track.Numbers.Add(span.First, span.Last);
            track.StartUs = Math.Min(track.StartUs, span.StartUs);
            track.EndUs = Math.Max(track.EndUs, span.EndUs);
        }
        return stored;
    }

    private static TrackPlan Plan(TrackRow track, List<EpochRow> epochs, RecordingDescription description)
    {
        var declared = description.Tracks.FirstOrDefault(candidate => candidate.Name == track.Name);
        return new TrackPlan
        {
            Name = track.Name,
            Total = track.Total,
            Epochs = epochs.Select((epoch, i) => new EpochPlan(epoch.Number, epoch.FirstSegment, i + 1 < epochs.Count ? epochs[i + 1].FirstSegment : null)).ToList(),
            Hidden = new NumberSet(declared?.Hidden ?? []),
            Lost = new NumberSet(declared?.Lost ?? []),
        };
    }

    private sealed record RecordingRow(string RoomId, long Closed, byte[] Description);

    private sealed record TrackRow(string Name, long? Total);

    private sealed record EpochRow(string Track, long Number, long FirstSegment);

    /// <summary>By property: with no rows, SQLite cannot say which types computed columns have.</summary>
    private sealed record SpanRow
    {
        public string Track { get; init; } = "";

        public long First { get; init; }

        public long Last { get; init; }

        public long StartUs { get; init; }

        public long EndUs { get; init; }
    }
}
