using System.Collections.Concurrent;
using Tongtang.HubServer.Events;
using Tongtang.Protocol.Live;

namespace Tongtang.HubServer.Live;

/// <summary>
/// The parts of running recordings, in memory, for those who follow them as they happen. A recording that nobody asks for
/// has no place here and its parts are not wished for. Bounded for each track (see <see cref="TrackParts"/>) and altogether:
/// beyond <see cref="LiveSettings.PartsMegabytes"/> parts are left out, and players go on with what is stored.
/// </summary>
internal sealed class LiveParts
{
    /// <summary>Players ask every 0.2 s, or wait up to six seconds.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, RecordingParts> _recordings = new(StringComparer.Ordinal);
    private readonly LiveSettings _settings;
    private readonly TimeProvider _time;
    private long _bytes;
    private long _leftOut;

    public LiveParts(LiveSettings settings, EventHub events, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        events.Watch((kind, id) =>
        {
            if (kind == "recording" && _recordings.TryGetValue(id, out var recording)) recording.Bell.Ring();
        });
    }

    /// <summary>Bytes held, as of the last second.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Parts for which there was no room.</summary>
    public long LeftOut => Interlocked.Read(ref _leftOut);

    public int Waiting => _recordings.Values.Sum(recording => recording.Waiting);

    /// <summary>Null: nobody follows it, or it is not this room's.</summary>
    public RecordingParts? Find(string recordingId, string roomId) => _recordings.TryGetValue(recordingId, out var found) && found.RoomId == roomId ? found : null;

    /// <summary>Somebody follows it.</summary>
    public RecordingParts Follow(string recordingId, string roomId)
    {
        var recording = _recordings.AddOrUpdate(recordingId, _ => new RecordingParts(roomId), (_, known) => known.RoomId == roomId ? known : new RecordingParts(roomId));
        recording.AskedAt = _time.GetTimestamp();
        return recording;
    }

    /// <summary>From the room's box. What nobody follows is left.</summary>
    public void Take(string roomId, string source, LivePacket packet)
    {
        if (Find(packet.Recording, roomId) is not { } recording) return;
        if (Interlocked.Add(ref _bytes, packet.Body.Length) > _settings.PartsMegabytes * 1024L * 1024)
        {
            Interlocked.Increment(ref _leftOut);
            return;
        }
        recording.Take($"{source}.{(packet.Track == LiveTrack.Picture ? "video" : "audio")}", packet);
    }

    /// <summary>Once a second: who waits looks at the clock, and what nobody follows any more goes.</summary>
    public void Care()
    {
        long bytes = 0;
        foreach (var (id, recording) in _recordings)
        {
            if (_time.GetElapsedTime(recording.AskedAt) > s_kept && recording.Waiting == 0) _recordings.TryRemove(KeyValuePair.Create(id, recording));
            else bytes += recording.Bytes;
            recording.Bell.Ring();
        }
        Interlocked.Exchange(ref _bytes, bytes);
    }
}
