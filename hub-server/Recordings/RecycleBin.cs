using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Audit;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Reports;

namespace Tongtang.HubServer.Recordings;

/// <summary>
/// Where deleted recordings lie until their time is over. They stay whole: what a box still has of one is taken as before,
/// so that nothing is missing when it is restored. Only what has gone for good is refused. The caller has checked that they
/// may.
/// </summary>
internal sealed partial class RecycleBin(
    HubDatabase database, RecordingLedger ledger, DiscardedFolders folders, UsageDays usage, EventHub events, AuditChain audit, RecordingsSettings settings, TimeProvider time, ILogger<RecycleBin> logger)
{
    /// <summary>Who deleted what nobody did: its time was over.</summary>
    public const string ByRetention = "";

    private const int AtATime = 100;

    private const string Put = "UPDATE recording SET deleted_at_ms = @nowMs, deleted_by = @by WHERE id = @recordingId AND deleted_at_ms IS NULL";

    private const string Take = "UPDATE recording SET deleted_at_ms = NULL, deleted_by = NULL, kept_from_ms = @nowMs WHERE id = @recordingId AND deleted_at_ms IS NOT NULL";

    private const string BeginAnew = "UPDATE recording SET deleted_at_ms = @nowMs WHERE deleted_at_ms IS NOT NULL";

    private const string SelectOver = "SELECT id FROM recording WHERE deleted_at_ms IS NOT NULL AND deleted_at_ms <= @overMs ORDER BY started_at_ms, id LIMIT @AtATime";

    private const string CountIn = "SELECT COUNT(*) FROM recording WHERE id = @recordingId AND deleted_at_ms <= @overMs";

    private const string Discard = """
        INSERT INTO discarded_recording (id, room_id, discarded_at_ms)
        SELECT id, room_id, @nowMs FROM recording WHERE id = @recordingId
        ON CONFLICT DO NOTHING
        """;

    private const string Delete = "DELETE FROM recording WHERE id = @recordingId";

    /// <summary>
    /// Of a database that was brought back from a backup: what was in the bin then may have been restored since, so nothing
    /// goes before somebody had the whole time to look.
    /// </summary>
    public static Task BeginAnewAsync(DbConnection connection, DateTimeOffset now) => connection.ExecuteAsync(BeginAnew, new { nowMs = now.ToUnixTimeMilliseconds() });

    /// <summary>Within the caller's transaction and its <see cref="UsageDays.AroundAsync"/>.</summary>
    public static Task PutAsync(DbConnection connection, string recordingId, string by, DateTimeOffset now) =>
        connection.ExecuteAsync(Put, new { recordingId, by, nowMs = now.ToUnixTimeMilliseconds() });

    /// <summary>Hides it from everybody who does not manage recordings there.</summary>
    public async Task PutAsync(string recordingId, string by, CancellationToken cancellationToken)
    {
        await database.WriteAsync(connection => usage.AroundAsync(connection, recordingId, () => PutAsync(connection, recordingId, by, time.GetUtcNow())), cancellationToken);
        events.Changed("recording", recordingId);
    }

    /// <summary>How long it is kept counts from now on.</summary>
    public async Task RestoreAsync(string recordingId, CancellationToken cancellationToken)
    {
        await database.WriteAsync(connection => usage.AroundAsync(connection, recordingId, () => connection.ExecuteAsync(Take, new { recordingId, nowMs = NowMs })), cancellationToken);
        events.Changed("recording", recordingId);
    }

    /// <summary>For good, whatever its time; nothing happens to what is not in the bin.</summary>
    public Task DiscardAsync(string recordingId, CancellationToken cancellationToken) => DiscardAsync(recordingId, long.MaxValue, byHub: false, cancellationToken);

    /// <summary>What has lain here long enough goes for good.</summary>
    /// <returns>How many did.</returns>
    public async Task<int> EmptyAsync(CancellationToken cancellationToken)
    {
        var overMs = (time.GetUtcNow() - settings.BinLife).ToUnixTimeMilliseconds();
        for (var gone = 0; ;)
        {
            List<string> over;
            await using (var connection = await database.OpenAsync(cancellationToken))
                over = (await connection.QueryAsync<string>(SelectOver, new { overMs, AtATime })).AsList();
            foreach (var recordingId in over)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await DiscardAsync(recordingId, overMs, byHub: true, cancellationToken)) gone++;
            }
            if (over.Count < AtATime) return gone;
        }
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Rows first, then files: what a box still sends of it is refused with recording_discarded.</summary>
    private async Task<bool> DiscardAsync(string recordingId, long overMs, bool byHub, CancellationToken cancellationToken)
    {
        var gone = await ledger.WithAsync(recordingId, async entry =>
        {
            // It may have been restored since it was chosen.
            if (!await database.WriteAsync(connection => DiscardAsync(connection, recordingId, overMs, byHub), CancellationToken.None)) return false;
            if (entry.Plan is { } plan) entry.Plan = RecordingPlan.OfDiscarded(recordingId, plan.RoomId);
            entry.Stored = [];
            LogDiscarded(recordingId, entry.Plan?.RoomId);
            return true;
        }, cancellationToken);
        if (!gone) return false;
        events.Changed("recording", recordingId);
        await folders.RemoveAsync(recordingId, CancellationToken.None);
        return true;
    }

    private async Task<bool> DiscardAsync(DbConnection connection, string recordingId, long overMs, bool byHub)
    {
        if (await connection.ExecuteScalarAsync<long>(CountIn, new { recordingId, overMs }) == 0) return false;
        if (byHub) await audit.AppendAsync(connection, AuditRow.Of(Actor.Hub, AuditAction.Delete, "emptyRecycleBin", await AuditThings.FindAsync(connection, "recording", [recordingId]), AuditOutcome.Done));
        await SearchIndex.RemoveAsync(connection, recordingId);
        await connection.ExecuteAsync(Discard, new { recordingId, nowMs = NowMs });
        await connection.ExecuteAsync(Delete, new { recordingId });
        return true;
    }

    [LoggerMessage(EventId = 3003, Level = LogLevel.Information, Message = "Recording {RecordingId} of room {RoomId} deleted for good")]
    private partial void LogDiscarded(string recordingId, string? roomId);
}
