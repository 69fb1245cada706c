using Tongtang.Protocol.Live;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Live;

/// <summary>The newest segments of one track, by their parts. <see cref="RecordingParts"/> locks it.</summary>
internal sealed class TrackParts
{
    /// <summary>Held until they are stored; when uploading is later than that, the oldest go, and players go on with what is stored.</summary>
    private const int MostSegments = 24;
    private const long MostBytes = 24 * 1024 * 1024;

    private readonly List<HeldSegment> _segments = [];
    private TimeSpan? _target;

    public long Bytes => _segments.Sum(segment => segment.Bytes);

    public HeldSegment? Find(int epoch, int number) => _segments.Find(segment => segment.Number == number && segment.Epoch == epoch);

    /// <summary>Whether this is the next part of the newest segment, or the first one of the next.</summary>
    public bool IsNext(int epoch, int number, int part)
    {
        if (_segments.Count == 0) return false;
        var newest = _segments[^1];
        return newest.Epoch == epoch && (newest.IsLast ? (number, part) == (newest.Number + 1, 0) : (number, part) == (newest.Number, newest.Count) || (number, part) == (newest.Number + 1, 0));
    }

    /// <summary>False: it is here already, or of a segment whose beginning is not.</summary>
    public bool TryTake(LivePacket packet)
    {
        var number = (int)packet.Segment;
        if (_segments.Count == 0 || number > _segments[^1].Number)
        {
            if (packet.Part != 0) return false;
            _segments.Add(new HeldSegment(number, (int)packet.Epoch));
        }
        if (_segments.Find(segment => segment.Number == number)?.TryAdd(packet) is not true) return false;
        while (_segments.Count > MostSegments || (_segments.Count > 1 && Bytes > MostBytes)) _segments.RemoveAt(0);
        return true;
    }

    /// <summary>What is stored has taken their place; those whose parts are still listed stay.</summary>
    public void Trim(PlayableTrack track)
    {
        while (_segments.Count > HlsLowLatency.SegmentsWithParts && track.Find(_segments[0].Epoch, _segments[0].Number) is not null) _segments.RemoveAt(0);
    }

    /// <summary>Null: nothing of it can be listed.</summary>
    public TrackTail? Tail(PlayableTrack track)
    {
        var parts = new Dictionary<int, IReadOnlyList<IndexedPart>>();
        var segments = new List<IndexedSegment>();
        foreach (var held in _segments)
        {
            if (!track.Inits.TryGetValue(held.Epoch, out var init)) break;
            var times = held.Times(InitSegment.Parse(init));
            if (times.Count == 0) break;
            _target ??= held.IsLast && times.Count == 1 ? null : HlsLowLatency.TargetOf(times[0].Duration);
            parts[held.Number] = times;
            if (track.Find(held.Epoch, held.Number) is not null) continue;
            segments.Add(new IndexedSegment(held.Number, held.Epoch, times[0].Start, times[^1].End - times[0].Start, held.Bytes, times[0].Independent) { Open = !held.IsWhole });
            // What follows one that will be whole by upload only is listed behind it.
            if (!held.IsWhole) break;
        }
        return parts.Count == 0 || _target is not { } target ? null : new TrackTail { PartTarget = target, Segments = segments, Parts = parts };
    }
}
