using System.Data.Common;
using Dapper;

namespace Tongtang.HubServer.Recordings;

/// <summary>Keeps the recording's figures (state, counts, length) in its row, within the transaction that changed them.</summary>
internal static class ProgressStore
{
    private const string Update = """
        UPDATE recording SET state = @State, stored_segments = @Stored, expected_segments = @Expected, duration_ms = @DurationMs WHERE id = @id
        """;

    /// <summary>After the declaration changed: reads it back, so that memory and table cannot differ.</summary>
    public static async Task<RecordingPlan> WriteAsync(DbConnection connection, string recordingId, IReadOnlyDictionary<string, StoredTrack> stored)
    {
        var plan = await LedgerRows.ReadPlanAsync(connection, recordingId)
            ?? throw new InvalidOperationException($"Recording {recordingId} has no row after it was written.");
        var progress = RecordingProgress.Of(plan, stored);
        await connection.ExecuteAsync(Update, new { progress.State, progress.Stored, progress.Expected, progress.DurationMs, id = recordingId });
        return plan;
    }
}
