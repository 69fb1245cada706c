using System.Collections.Concurrent;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Grpc;

namespace Tongtang.HubServer.Recordings;

/// <summary>
/// What the hub knows about the recordings that boxes are talking about now, so that a segment is placed without asking
/// the database. Each has a lock under which it changes; different recordings never wait for each other. Entries that
/// nobody uses are dropped, the longest unused first, once there are more than <see cref="Capacity"/>.
/// </summary>
internal sealed class RecordingLedger(HubDatabase database, TimeProvider time)
{
    public const int Capacity = 2048;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, LedgerEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>What was declared, as far as is known now; null when there is no such recording.</summary>
    public async Task<RecordingPlan?> PlanAsync(string recordingId, CancellationToken cancellationToken) =>
        _entries.TryGetValue(recordingId, out var entry) && entry.Plan is { } plan
            ? plan
            : await WithAsync(recordingId, found => Task.FromResult(found.Plan), cancellationToken);

    /// <summary>
    /// Runs <paramref name="work"/> alone on this recording. When it throws anything but a refusal, what is remembered is
    /// read again next time: the database may or may not have been changed.
    /// </summary>
    public async Task<T> WithAsync<T>(string recordingId, Func<LedgerEntry, Task<T>> work, CancellationToken cancellationToken)
    {
        var entry = Lease(recordingId);
        try
        {
            await entry.Turn.WaitAsync(cancellationToken);
            try
            {
                if (!entry.Loaded) await LoadAsync(entry, cancellationToken);
                return await work(entry);
            }
            catch (Exception failure) when (failure is not GrpcException)
            {
                entry.Loaded = false;
                throw;
            }
            finally
            {
                entry.Turn.Release();
            }
        }
        finally
        {
            Return(entry);
        }
    }

    private LedgerEntry Lease(string recordingId)
    {
        lock (_lock)
        {
            var entry = _entries.GetOrAdd(recordingId, id => new LedgerEntry(id));
            entry.Users++;
            entry.UsedAt = time.GetTimestamp();
            return entry;
        }
    }

    private void Return(LedgerEntry entry)
    {
        lock (_lock)
        {
            entry.Users--;
            // An id that does not exist must not push out those that do.
            if (entry.Users == 0 && entry.Plan is null) _entries.TryRemove(entry.RecordingId, out _);
            if (_entries.Count <= Capacity) return;
            foreach (var idle in _entries.Values.Where(e => e.Users == 0).OrderBy(e => e.UsedAt).Take(Capacity / 4).ToList())
                _entries.TryRemove(idle.RecordingId, out _);
        }
    }

    private async Task LoadAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        entry.Plan = await LedgerRows.ReadPlanAsync(connection, entry.RecordingId);
        entry.AgentId = await LedgerRows.ReadAgentAsync(connection, entry.RecordingId);
        entry.Stored = await LedgerRows.ReadStoredAsync(connection, entry.RecordingId);
        entry.Loaded = true;
    }
}

/// <summary>One recording in the ledger. All but <see cref="Plan"/> only under <see cref="Turn"/>.</summary>
internal sealed class LedgerEntry(string recordingId)
{
    private volatile RecordingPlan? _plan;

    public string RecordingId { get; } = recordingId;

    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Null when there is no such recording.</summary>
    public RecordingPlan? Plan
    {
        get => _plan;
        set => _plan = value;
    }

    /// <summary>The box that spoke of it last.</summary>
    public string? AgentId { get; set; }

    public Dictionary<string, StoredTrack> Stored { get; set; } = [];

    public bool Loaded { get; set; }

    /// <summary>Who holds it at this moment; guarded by the ledger.</summary>
    public int Users { get; set; }

    public long UsedAt { get; set; }

    public StoredTrack StoredOf(string track)
    {
        if (!Stored.TryGetValue(track, out var stored)) Stored[track] = stored = new StoredTrack();
        return stored;
    }
}
