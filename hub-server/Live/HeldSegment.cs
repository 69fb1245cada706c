using Tongtang.Protocol.Live;
using Tongtang.Protocol.Media;

namespace Tongtang.HubServer.Live;

/// <summary>A segment by its parts, as a box sends them. <see cref="TrackParts"/> locks it.</summary>
internal sealed class HeldSegment(int number, int epoch)
{
    /// <summary>At 0.2 s a segment of 2.48 s has 13; one of a restless camera may have more.</summary>
    private const int MostParts = 100;

    private static readonly TimeSpan s_longestPart = TimeSpan.FromSeconds(2.48);

    private readonly List<LivePacket?> _packets = [];
    private readonly List<IndexedPart> _times = [];
    private bool _damaged;

    public int Number => number;

    public int Epoch => epoch;

    public int Count => _packets.Count;

    public long Bytes { get; private set; }

    public bool IsLast { get; private set; }

    /// <summary>Every part is here, and all can be read.</summary>
    public bool IsWhole => IsLast && !_damaged && !_packets.Contains(null);

    /// <summary>Null: it did not come.</summary>
    public ReadOnlyMemory<byte>? Part(int index) => index < _packets.Count ? _packets[index]?.Body : null;

    /// <summary>All its bytes, as they stand in the stored segment; null while one is missing.</summary>
    public byte[]? ReadAll()
    {
        if (!IsWhole) return null;
        var all = new byte[Bytes];
        var at = 0;
        foreach (var packet in _packets)
        {
            packet!.Body.CopyTo(all.AsMemory(at));
            at += packet.Body.Length;
        }
        return all;
    }

    /// <summary>Those that were passed over did not come and will not.</summary>
    public bool TryAdd(LivePacket packet)
    {
        if (IsLast || packet.Epoch != epoch || packet.Part < _packets.Count || packet.Part >= MostParts) return false;
        while (_packets.Count < packet.Part) _packets.Add(null);
        _packets.Add(packet);
        Bytes += packet.Body.Length;
        IsLast = packet.PartFlags.HasFlag(LivePartFlags.LastOfSegment);
        return true;
    }

    /// <summary>When each part is, read once; those that did not come lie evenly before the next that did.</summary>
    public IReadOnlyList<IndexedPart> Times(InitSegment init)
    {
        while (_times.Count < _packets.Count && !_damaged)
        {
            var known = _packets.FindIndex(_times.Count, packet => packet is not null);
            if (Read(_packets[known]!, init) is { } part && (_times.Count == 0 || part.Start >= _times[^1].End)) Add(known, part);
            else _damaged = true;
        }
        // What came since belongs to the next snapshot.
        return [.. _times];
    }

    private void Add(int at, IndexedPart part)
    {
        var lost = at - _times.Count;
        if (lost > 0)
        {
            var from = _times[^1].End;
            for (var i = 0; i < lost; i++) _times.Add(new IndexedPart(from + ((part.Start - from) / lost * i), (part.Start - from) / lost, Independent: false, Gap: true));
        }
        _times.Add(part);
    }

    /// <summary>Null: these bytes are no part of a segment.</summary>
    private static IndexedPart? Read(LivePacket packet, InitSegment init)
    {
        try
        {
            var facts = SegmentInspector.Inspect(packet.Body, init);
            var timescale = init.Tracks[0].Timescale;
            // Rounded as the box rounds the segment's own times.
            var (start, end) = (Microseconds(facts.DecodeTime, timescale), Microseconds(facts.DecodeTime + facts.Duration, timescale));
            return end > start && end - start <= s_longestPart ? new IndexedPart(start, end - start, packet.PartFlags.HasFlag(LivePartFlags.Independent), Gap: false) : null;
        }
        catch (MediaFormatException)
        {
            return null;
        }
    }

    private static TimeSpan Microseconds(long ticks, uint timescale) => TimeSpan.FromMicroseconds((long)((Int128)ticks * 1_000_000 / timescale));
}
