using System.Collections.Concurrent;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>
/// Recordings being watched, kept so that hundreds of viewers cost one reading: nothing is read while nothing is told of a
/// recording, and then its head and what is new, once for all who wait.
/// </summary>
internal sealed class PlayableRecordings
{
    /// <summary>
    /// What this process was not told of shows after so long: a room moved to another school, a change by another hub
    /// process.
    /// </summary>
    public static readonly TimeSpan Trusted = TimeSpan.FromSeconds(5);

    /// <summary>Recordings kept (an hour of two cameras and a microphone is about 1 MB with its playlists); beyond it the one that was not watched for longest goes.</summary>
    public const int Capacity = 64;

    private readonly ConcurrentDictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly HubDatabase _database;
    private readonly TimeProvider _time;
    private long _headsRead;
    private long _segmentsRead;

    public PlayableRecordings(HubDatabase database, EventHub events, TimeProvider time)
    {
        (_database, _time) = (database, time);
        events.Watch((kind, id) =>
        {
            if (kind == "recording" && _places.TryGetValue(id, out var place)) place.Tell();
        });
    }

    /// <summary>Rows read since the start.</summary>
    public (long Heads, long Segments) RowsRead => (Interlocked.Read(ref _headsRead), Interlocked.Read(ref _segmentsRead));

    public int Count => _places.Count;

    /// <summary>As it is now; null when there is none.</summary>
    public ValueTask<StoredRecording?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!MediaNames.IsRecording(id)) return default;
        return _places.TryGetValue(id, out var place) && place.Fresh(_time) is { } fresh ? ValueTask.FromResult<StoredRecording?>(fresh) : new ValueTask<StoredRecording?>(ReadAsync(id, cancellationToken));
    }

    private async Task<StoredRecording?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var place = _places.GetOrAdd(id, _ => new Place());
        await place.Turn.WaitAsync(cancellationToken);
        try
        {
            if (place.Fresh(_time) is { } fresh) return fresh;
            var told = place.Told;
            await using var connection = await _database.OpenAsync(cancellationToken);
            await using var snapshot = HubDatabase.BeginSnapshot(connection);
            var (recording, rows) = await PlayableRows.ReadAsync(connection, id, place.Known);
            Interlocked.Increment(ref _headsRead);
            Interlocked.Add(ref _segmentsRead, rows);
            if (recording is null) _places.TryRemove(KeyValuePair.Create(id, place));
            place.Keep(recording, told, _time);
            return recording;
        }
        finally
        {
            place.Turn.Release();
            if (_places.Count > Capacity) Evict();
        }
    }

    /// <summary>Those who are reading one that goes still get it; it is only not kept.</summary>
    private void Evict()
    {
        foreach (var (id, _) in _places.OrderBy(pair => pair.Value.UsedAt).Take(_places.Count - Capacity)) _places.TryRemove(id, out _);
    }

    /// <summary>A recording's place: what is known of it, and whether it was told since that there is something new.</summary>
    private sealed class Place
    {
        private sealed record Reading(StoredRecording Recording, int Told, long At);

        private Reading? _reading;
        private int _told;
        private long _usedAt = long.MaxValue;

        /// <summary>One reads, the others wait for it.</summary>
        public SemaphoreSlim Turn { get; } = new(1);

        public int Told => Volatile.Read(ref _told);

        public long UsedAt => Volatile.Read(ref _usedAt);

        public StoredRecording? Known => _reading?.Recording;

        public void Tell() => Interlocked.Increment(ref _told);

        public StoredRecording? Fresh(TimeProvider time)
        {
            var now = time.GetTimestamp();
            if (Volatile.Read(ref _reading) is not { } reading || reading.Told != Told || time.GetElapsedTime(reading.At, now) >= Trusted) return null;
            Volatile.Write(ref _usedAt, now);
            return reading.Recording;
        }

        /// <param name="told">As it was before the reading began.</param>
        public void Keep(StoredRecording? recording, int told, TimeProvider time)
        {
            var now = time.GetTimestamp();
            Volatile.Write(ref _reading, recording is null ? null : new Reading(recording, told, now));
            Volatile.Write(ref _usedAt, now);
        }
    }
}
