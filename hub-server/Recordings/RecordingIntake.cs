using Dapper;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.MediaStore;
using Tongtang.HubServer.Reports;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Recordings;

/// <summary>
/// What boxes say about recordings: declare (Open) and end (Close) them. Idempotent; everything is on disk when it is
/// answered. Segments are <see cref="SegmentIntake"/>'s.
/// </summary>
internal sealed partial class RecordingIntake(
    HubDatabase database, RecordingLedger ledger, MediaFolder media, DiskThreads disk, UsageDays usage, EventHub events, TimeProvider time, ILogger<RecordingIntake> logger)
{
    private const string CloseRecording = "UPDATE recording SET closed = 1, ended_at_ms = @endedAtMs + clock_offset_ms, last_segment_at_ms = @nowMs WHERE id = @id";

    private const string CloseTrack = "UPDATE track SET total_segments = @total WHERE recording_id = @id AND name = @name";

    public Task<Holdings> OpenAsync(AgentIdentity agent, RecordingDescription description, CancellationToken cancellationToken)
    {
        if (DescriptionRules.Fault(description) is { } fault) throw AgentRefusal.Invalid("description_invalid", fault);
        return ledger.WithAsync(description.RecordingId, async entry =>
        {
            if (entry.Plan is not null) SegmentRules.RequireUsable(entry.Plan, description.RecordingId, agent.RoomId);
            if (IsNews(entry, description, agent)) await DeclareAsync(entry, description, agent, cancellationToken);
            return HoldingsOf(entry);
        }, cancellationToken);
    }

    public Task<CloseReply> CloseAsync(AgentIdentity agent, CloseRecording close, CancellationToken cancellationToken)
    {
        if (!DescriptionRules.IsId(close.RecordingId)) throw AgentRefusal.Missing("recording_unknown", "recording_id is not 32 lower-case hex digits.");
        if (!DescriptionRules.IsTime(close.EndedAtMs)) throw AgentRefusal.Invalid("description_invalid", $"ended_at_ms is {close.EndedAtMs}; allowed: from 1970 to 2200.");
        return ledger.WithAsync(close.RecordingId, async entry =>
        {
            SegmentRules.RequireUsable(entry.Plan, close.RecordingId, agent.RoomId);
            var progress = await EndAsync(entry, close, cancellationToken);
            LogClosed(close.RecordingId, agent.RoomId, progress.State, progress.Stored, progress.Expected);
            return new CloseReply { Complete = progress.Missing.Count == 0, Missing = { progress.Missing } };
        }, cancellationToken);
    }

    private static bool IsNews(LedgerEntry entry, RecordingDescription description, AgentIdentity agent) =>
        entry.Plan?.Description is not { } known || known.Revision < description.Revision || entry.AgentId != agent.AgentId;

    private async Task DeclareAsync(LedgerEntry entry, RecordingDescription description, AgentIdentity agent, CancellationToken cancellationToken)
    {
        var before = entry.Plan?.Description;
        // Another box of the same room may bring an older revision; the hub keeps the highest.
        if (before is not null && before.Revision >= description.Revision) description = before;
        IReadOnlyList<EpochRow> fresh;
        await using (var reading = await database.OpenAsync(cancellationToken))
        {
            (fresh, var fault) = await DescriptionStore.FindFreshEpochsAsync(reading, description);
            if (fault is not null) throw AgentRefusal.Invalid("description_invalid", fault);
        }
        await disk.RunAsync(() =>
        {
            foreach (var epoch in fresh) media.WriteInit(epoch.RecordingId, epoch.Track, epoch.Number, epoch.Init);
        });
        var write = new DescriptionWrite(
            agent.RoomId, agent.AgentId, time.GetUtcNow().ToUnixTimeMilliseconds(), before is null ? 0 : description.ClockOffsetMs - before.ClockOffsetMs, fresh);
        entry.Plan = await database.WriteAsync(
            connection => usage.AroundAsync(connection, entry.RecordingId, async () =>
            {
                await DescriptionStore.WriteAsync(connection, description, write);
                return await ProgressStore.WriteAsync(connection, entry.RecordingId, entry.Stored);
            }),
            CancellationToken.None);
        entry.AgentId = agent.AgentId;
        if (before is null) LogOpened(description.RecordingId, agent.RoomId, agent.AgentId);
        events.Changed("recording", description.RecordingId);
    }

    private async Task<RecordingProgress> EndAsync(LedgerEntry entry, CloseRecording close, CancellationToken cancellationToken)
    {
        var totals = TotalsOf(entry, close);
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        cancellationToken.ThrowIfCancellationRequested();
        entry.Plan = await database.WriteAsync(
            connection => usage.AroundAsync(connection, entry.RecordingId, async () =>
            {
                await connection.ExecuteAsync(CloseRecording, new { id = close.RecordingId, endedAtMs = close.EndedAtMs, nowMs });
                await connection.ExecuteAsync(CloseTrack, totals.Select(total => new { id = close.RecordingId, name = total.Key, total = total.Value }));
                return await ProgressStore.WriteAsync(connection, entry.RecordingId, entry.Stored);
            }),
            CancellationToken.None);
        events.Changed("recording", close.RecordingId);
        return RecordingProgress.Of(entry.Plan!, entry.Stored);
    }

    /// <summary>A track that the box does not mention ends where the hub's copy of it does.</summary>
    private static Dictionary<string, long> TotalsOf(LedgerEntry entry, CloseRecording close)
    {
        var totals = entry.Plan!.Tracks.Keys.ToDictionary(name => name, name => entry.StoredOf(name).Numbers.End, StringComparer.Ordinal);
        foreach (var total in close.Totals)
        {
            if (!totals.TryGetValue(total.Track, out var stored))
                throw AgentRefusal.Missing("track_unknown", $"Recording {close.RecordingId} has no track of the name that its totals mention.");
            if (total.Segments < stored || total.Segments > DescriptionRules.MaxSegmentNumber)
                throw AgentRefusal.Invalid("description_invalid", $"Track {total.Track} is closed with {total.Segments} segments; allowed: from {stored}, which are here, to {DescriptionRules.MaxSegmentNumber}.");
            totals[total.Track] = total.Segments;
        }
        return totals;
    }

    private static Holdings HoldingsOf(LedgerEntry entry) => new()
    {
        Revision = entry.Plan!.Description!.Revision,
        Tracks = { entry.Plan.Tracks.Keys.Select(name => new TrackHoldings { Track = name, Stored = { entry.StoredOf(name).Numbers.ToRanges() } }) },
    };
}
