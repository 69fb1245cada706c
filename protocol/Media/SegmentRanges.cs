using Microsoft.Win32.SafeHandles;

namespace Tongtang.Protocol.Media;

/// <summary>A part of a stored segment: its samples, and where their bytes lie in the file.</summary>
internal sealed record PartRange(long DecodeTime, Sample[] Samples, long Offset, int Bytes);

/// <summary>Reads the heads of a stored segment's parts without reading the media itself.</summary>
internal static class SegmentRanges
{
    private const int HeadBytes = 16;

    public static List<PartRange> Read(string path, InitSegment init, MediaLimits limits)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        var movie = new MovieFragmentBox(limits);
        var ranges = new List<PartRange>();
        for (long position = 0; position < length;)
        {
            var (type, size) = Head(file, position, length);
            if (type == FourCc.Moof)
            {
                if (size > limits.MoofBytes)
                    throw new MediaFormatException("moof", position, $"says {size} bytes, {limits.MoofBytes} are allowed");
                ReadMovie(file, movie, position, (int)size, init, ranges);
                size += Head(file, position + size, length).Size;
            }

            position += size;
        }

        return ranges.Count > 0 ? ranges : throw new MediaFormatException("moof", length, "is missing: a segment has at least one moof with samples");
    }

    private static void ReadMovie(SafeFileHandle file, MovieFragmentBox movie, long position, int size, InitSegment init, List<PartRange> ranges)
    {
        var bytes = new byte[size];
        ReadExactly(file, bytes, position);
        var cursor = new BoxCursor(bytes, position);
        cursor.MoveNext();
        movie.Parse(cursor.Children, position, init);
        var data = Head(file, position + size, RandomAccess.GetLength(file));
        if (data.Type != FourCc.Mdat)
            throw new MediaFormatException("moof", position, "has no mdat behind it");
        movie.RequireWithin(size + BoxCursor.HeaderBytes, size + data.Size, position);
        foreach (var track in movie.Fragments)
            ranges.Add(new PartRange(track.DecodeTime, movie.Samples.Slice(track.FirstSample, track.SampleCount).ToArray(), position + track.DataStart, (int)track.DataBytes));
    }

    private static (uint Type, long Size) Head(SafeFileHandle file, long position, long length)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        head = head[..RandomAccess.Read(file, head, position)];
        if (!BoxCursor.TryReadHeader(head, position, out var type, out _, out var size) || size > length - position)
            throw new MediaFormatException(FourCc.Name(type), position, "is cut off");
        return (type, size);
    }

    private static void ReadExactly(SafeFileHandle file, Span<byte> buffer, long position)
    {
        while (buffer.Length > 0)
        {
            var read = RandomAccess.Read(file, buffer, position);
            if (read == 0)
                throw new MediaFormatException("moof", position, "is cut off");
            buffer = buffer[read..];
            position += read;
        }
    }
}
