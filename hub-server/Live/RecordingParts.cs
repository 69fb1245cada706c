using Tongtang.Protocol.Live;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Live;

/// <summary>The parts of one running recording that somebody follows as it happens. Thread safe.</summary>
internal sealed class RecordingParts(string roomId)
{
    /// <summary>A recording has at most a picture and a sound of each of its room's sources.</summary>
    private const int MostTracks = 2 * LiveBoard.MaxSources;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TrackParts> _tracks = new(StringComparer.Ordinal);
    private long _version;
    private int _waiting;

    /// <summary>Whose box may add to it.</summary>
    public string RoomId => roomId;

    /// <summary>Rings at each part, when something is stored, and once a second.</summary>
    public ChangeBell Bell { get; } = new();

    /// <summary>When somebody asked last.</summary>
    public long AskedAt { get; set; }

    /// <summary>Another number whenever something came.</summary>
    public long Version => Interlocked.Read(ref _version);

    public int Waiting => Volatile.Read(ref _waiting);

    public long Bytes
    {
        get
        {
            lock (_lock) return _tracks.Values.Sum(track => track.Bytes);
        }
    }

    public void Take(string track, LivePacket packet)
    {
        lock (_lock)
        {
            if (!_tracks.TryGetValue(track, out var parts))
            {
                if (_tracks.Count >= MostTracks) return;
                _tracks[track] = parts = new TrackParts();
            }
            if (!parts.TryTake(packet)) return;
        }
        Interlocked.Increment(ref _version);
        Bell.Ring();
    }

    public TrackTail? Tail(PlayableTrack track)
    {
        lock (_lock)
        {
            if (!_tracks.TryGetValue(track.Index.Name, out var parts)) return null;
            parts.Trim(track);
            return parts.Tail(track);
        }
    }

    /// <summary>Null: it is not here; <paramref name="isNext"/>: but it is what comes next.</summary>
    public ReadOnlyMemory<byte>? Part(string track, int epoch, int number, int part, out bool isNext)
    {
        lock (_lock)
        {
            var parts = _tracks.GetValueOrDefault(track);
            isNext = parts?.IsNext(epoch, number, part) is true;
            return parts?.Find(epoch, number)?.Part(part);
        }
    }

    /// <summary>Null: not every part of it is here.</summary>
    public byte[]? Segment(string track, int epoch, int number)
    {
        lock (_lock) return _tracks.GetValueOrDefault(track)?.Find(epoch, number)?.ReadAll();
    }

    /// <summary>Until something changes.</summary>
    public async Task WaitAsync(Task next)
    {
        Interlocked.Increment(ref _waiting);
        await next;
        Interlocked.Decrement(ref _waiting);
    }
}
