namespace Tongtang.Protocol.Media;

/// <summary>Walks the parts of a stored segment that lies whole in memory, without copying it.</summary>
public static class SegmentParts
{
    /// <summary>
    /// Each fragment's samples are valid until the next one is asked for; its payload is a slice of
    /// <paramref name="segment"/>.
    /// </summary>
    /// <exception cref="MediaFormatException">Anything but whole boxes in order.</exception>
    public static IEnumerable<Fragment> Read(ReadOnlyMemory<byte> segment, InitSegment init, MediaLimits? limits = null)
    {
        var movie = new MovieFragmentBox(limits ?? MediaLimits.Default);
        ProducerReference? producer = null;
        for (var position = 0; position < segment.Length;)
        {
            var (type, size) = Head(segment, position);
            if (type == FourCc.Prft)
            {
                producer = Producer(segment.Span[position..]);
            }
            else if (type == FourCc.Moof)
            {
                size += ParseMovie(movie, segment.Span[position..], position, init);
                foreach (var track in movie.Fragments)
                {
                    yield return Slice(movie, track, segment[position..], producer);
                    producer = null;
                }
            }

            position += size;
        }
    }

    private static (uint Type, int Size) Head(ReadOnlyMemory<byte> segment, int position)
    {
        var cursor = new BoxCursor(segment.Span[position..], position);
        cursor.MoveNext();
        if (cursor.Type == FourCc.Mdat)
            throw new MediaFormatException("mdat", position, "stands without a moof before it");
        return (cursor.Type, cursor.End);
    }

    private static ProducerReference Producer(ReadOnlySpan<byte> data)
    {
        var cursor = new BoxCursor(data, 0);
        cursor.MoveNext();
        return ProducerReferenceBox.Read(cursor.Fields).Reference;
    }

    /// <summary>Returns the bytes of the mdat behind moof.</summary>
    private static int ParseMovie(MovieFragmentBox movie, ReadOnlySpan<byte> data, long position, InitSegment init)
    {
        var cursor = new BoxCursor(data, position);
        cursor.MoveNext();
        movie.Parse(cursor.Children, position, init);
        var movieBytes = cursor.End;
        if (!cursor.MoveNext() || cursor.Type != FourCc.Mdat)
            throw new MediaFormatException("moof", position, "has no mdat behind it");
        movie.RequireWithin(cursor.BodyStart, cursor.End, position);
        return cursor.End - movieBytes;
    }

    private static Fragment Slice(MovieFragmentBox movie, TrackFragment track, ReadOnlyMemory<byte> data, ProducerReference? producer) => new()
    {
        TrackId = track.TrackId,
        DecodeTime = track.DecodeTime,
        Samples = movie.Samples.Slice(track.FirstSample, track.SampleCount),
        Payload = data.Slice((int)track.DataStart, (int)track.DataBytes),
        Producer = producer,
    };
}
