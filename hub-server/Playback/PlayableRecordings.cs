using System.Collections.Concurrent;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>
/// Recordings of which files are made or fetched, read anew only when the database says that anything changed (one row).
/// </summary>
internal sealed class PlayableRecordings(HubDatabase database, TimeProvider time)
{
    /// <summary>So long a recording that was deleted or moved to another school may still be played.</summary>
    public static readonly TimeSpan Trusted = TimeSpan.FromSeconds(5);

    /// <summary>Recordings remembered (a lesson of 45 minutes is about 0.3 MB); when full, all are forgotten and read again.</summary>
    private const int Capacity = 128;

    private readonly ConcurrentDictionary<string, (PlayableRecording Recording, long At)> _known = new(StringComparer.Ordinal);

    /// <summary>As it is now; null when there is none.</summary>
    public async Task<PlayableRecording?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!MediaNames.IsRecording(id)) return null;
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        if (await PlayableRows.ReadHeadAsync(connection, id, RecordingStates.SilentBefore(time)) is not { } head)
        {
            _known.TryRemove(id, out _);
            return null;
        }
        var unchanged = _known.TryGetValue(id, out var known) && known.Recording.Version == head.Version && known.Recording.Path.RoomId == head.RoomId
            && known.Recording.Path.SchoolId == head.SchoolId && known.Recording.Title == head.Title;
        var recording = unchanged ? known.Recording : await PlayableRows.ReadAsync(connection, id, head);
        if (recording is null) return null;
        if (_known.Count >= Capacity && !_known.ContainsKey(id)) _known.Clear();
        _known[id] = (recording, time.GetTimestamp());
        return recording;
    }

    /// <summary>As it was a moment ago if that will do, else as it is now.</summary>
    public async ValueTask<PlayableRecording?> FindAsync(string id, Func<PlayableRecording, bool> willDo, CancellationToken cancellationToken) =>
        _known.TryGetValue(id, out var known) && time.GetElapsedTime(known.At) < Trusted && willDo(known.Recording)
            ? known.Recording
            : await FindAsync(id, cancellationToken);
}
