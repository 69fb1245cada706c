using System.Data.Common;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Audit;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Reports;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Retention;

/// <summary>Puts what is over into the recycle bin, a few at a time, so that nobody else's writes wait for long.</summary>
internal sealed class RetentionNights(HubDatabase database, UsageDays usage, AuditChain audit, EventHub events, RecordingsSettings settings, TimeProvider time)
{
    /// <summary>In one night; the rest goes in the nights after.</summary>
    public const int Most = 200_000;

    /// <summary>Looked for at a time.</summary>
    private const int Found = 1_000;

    /// <summary>In one write.</summary>
    private const int Written = 50;

    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);

    public DateOnly Today => WallClock.DateOf(time.GetUtcNow(), Zone);

    /// <returns>How many went.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var due = new DueRecordings(Today, Zone, Scope.Hub, RetentionTrial.None);
        for (var gone = 0; ;)
        {
            IReadOnlyList<string> found;
            await using (var connection = await database.OpenAsync(cancellationToken)) found = await due.FirstAsync(connection, Math.Min(Found, Most - gone));
            foreach (var ids in found.Chunk(Written))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var put = await database.WriteAsync(connection => PutAsync(connection, due, ids), CancellationToken.None);
                foreach (var id in put) events.Changed("recording", id);
                gone += put.Count;
            }
            if (found.Count < Found || gone >= Most) return gone;
        }
    }

    /// <summary>Rules, and who may see a recording, may have changed since it was found.</summary>
    private async Task<IReadOnlyList<string>> PutAsync(DbConnection connection, DueRecordings due, IReadOnlyCollection<string> ids)
    {
        var still = await due.StillAsync(connection, ids);
        foreach (var id in still)
        {
            await usage.AroundAsync(connection, id, () => RecycleBin.PutAsync(connection, id, RecycleBin.ByRetention, time.GetUtcNow()));
            await audit.AppendAsync(connection, AuditRow.Of(Actor.Hub, AuditAction.Delete, "applyRetention", await AuditThings.FindAsync(connection, "recording", [id]), AuditOutcome.Done));
        }
        return still;
    }
}
