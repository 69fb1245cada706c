using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Reports;

namespace Tongtang.HubServer.Recordings;

/// <summary>What people do to recordings. The caller has checked that they may.</summary>
internal sealed partial class RecordingChanges(
    HubDatabase database, RecordingLedger ledger, DiscardedFolders folders, UsageDays usage, EventHub events, TimeProvider time, ILogger<RecordingChanges> logger)
{
    private const string Rename = "UPDATE recording SET title = @title, title_edited = 1 WHERE id = @recordingId";

    private const string Discard = """
        INSERT INTO discarded_recording (id, room_id, discarded_at_ms)
        SELECT id, room_id, @nowMs FROM recording WHERE id = @recordingId
        ON CONFLICT DO NOTHING
        """;

    private const string Delete = "DELETE FROM recording WHERE id = @recordingId";

    /// <summary>From now on the box's own title no longer counts.</summary>
    public async Task RenameAsync(string recordingId, string title, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(Rename, new { recordingId, title });
                await SearchIndex.WriteAsync(connection, recordingId);
            },
            cancellationToken);
        events.Changed("recording", recordingId);
    }

    /// <summary>Rows first, then files: what a box still sends of it is refused with recording_discarded.</summary>
    public async Task DiscardAsync(string recordingId, string callerName, CancellationToken cancellationToken)
    {
        await ledger.WithAsync(recordingId, async entry =>
        {
            await database.WriteAsync(
                connection => usage.AroundAsync(connection, recordingId, async () =>
                {
                    await SearchIndex.RemoveAsync(connection, recordingId);
                    await connection.ExecuteAsync(Discard, new { recordingId, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() });
                    await connection.ExecuteAsync(Delete, new { recordingId });
                }),
                CancellationToken.None);
            if (entry.Plan is { } plan) entry.Plan = RecordingPlan.OfDiscarded(recordingId, plan.RoomId);
            entry.Stored = [];
            LogDiscarded(recordingId, entry.Plan?.RoomId, callerName);
            return true;
        }, cancellationToken);
        events.Changed("recording", recordingId);
        await folders.RemoveAsync(recordingId, CancellationToken.None);
    }

    [LoggerMessage(EventId = 3003, Level = LogLevel.Information, Message = "Recording {RecordingId} of room {RoomId} deleted by {Caller}")]
    private partial void LogDiscarded(string recordingId, string? roomId, string caller);
}
