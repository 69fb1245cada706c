using System.Buffers.Binary;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Finds how much of a segment that was being written when the power failed is sound. After a power cut a file's tail,
/// or any of its blocks, can be zeros, and its boxes can still be whole: the samples are looked at, too. Pure.
/// </summary>
internal static class SegmentRepair
{
    /// <summary>No segment of ours is longer; a farther decode time is damage.</summary>
    private const int LongestSeconds = 5;

    /// <summary>Where each sound fragment ends, in order; nothing behind the first damage counts.</summary>
    public static IReadOnlyList<int> SoundEnds(ReadOnlyMemory<byte> bytes, InitSegment init)
    {
        var ends = new List<int>();
        var (start, first) = (0, (Fragment?)null);
        foreach (var end in WholeParts.Ends(bytes.Span))
        {
            if (Read(bytes[start..end], init) is not { } fragment || !IsSound(fragment, first ?? fragment, init)) break;
            first ??= fragment;
            ends.Add(end);
            start = end;
        }
        return ends;
    }

    private static Fragment? Read(ReadOnlyMemory<byte> part, InitSegment init)
    {
        try
        {
            return SegmentParts.Read(part, init).ToList() is [var only] ? only : null;
        }
        catch (MediaFormatException)
        {
            return null;
        }
    }

    private static bool IsSound(in Fragment fragment, in Fragment first, InitSegment init)
    {
        var id = fragment.TrackId;
        if (init.Tracks.FirstOrDefault(t => t.Id == id) is not { } track || fragment.Samples.IsEmpty || id != first.TrackId) return false;
        if (fragment.Producer is { } producer && producer.MediaTime != fragment.DecodeTime) return false;
        if (fragment.DecodeTime < first.DecodeTime || fragment.DecodeTime + fragment.Duration - first.DecodeTime > LongestSeconds * (long)track.Timescale) return false;
        var payload = fragment.Payload.Span;
        foreach (var sample in fragment.Samples.Span)
        {
            if (sample.Size == 0 || sample.Size > payload.Length) return false;
            var data = payload[..sample.Size];
            if (!(track.Kind == MediaKind.Video ? IsPicture(data) : IsSoundFrame(data))) return false;
            payload = payload[sample.Size..];
        }
        return payload.IsEmpty;
    }

    /// <summary>
    /// H.264 as in MP4: units with their lengths before them. Inside a unit three zeros cannot follow each other and the
    /// last byte is never zero (ITU-T H.264, 7.4.1).
    /// </summary>
    private static bool IsPicture(ReadOnlySpan<byte> sample)
    {
        while (sample.Length > 4)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(sample);
            if (length == 0 || length > sample.Length - 4) return false;
            var unit = sample.Slice(4, (int)length);
            if ((unit[0] & 0x80) != 0 || (unit[0] & 0x1F) == 0 || unit[^1] == 0 || unit.IndexOf((ReadOnlySpan<byte>)[0, 0, 0]) >= 0) return false;
            sample = sample[(4 + (int)length)..];
        }
        return sample.IsEmpty;
    }

    /// <summary>AAC ends with a marker of three ones and at most seven zeros behind it (ISO/IEC 14496-3, 4.5.2.1); its head has no row of zeros.</summary>
    private static bool IsSoundFrame(ReadOnlySpan<byte> sample) => sample[^1] != 0 && (sample.Length < 16 || sample[..16].ContainsAnyExcept((byte)0));
}
