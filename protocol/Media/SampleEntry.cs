namespace Tongtang.Protocol.Media;

/// <summary>Reads stsd: codec, picture size, sound format of the first sample entry.</summary>
internal static class SampleEntry
{
    // Bytes before the boxes within: ISO/IEC 14496-12, 12.1.3 (VisualSampleEntry) and 12.2.3 (AudioSampleEntry).
    private const int VisualBytes = 78;
    private const int AudioBytes = 28;

    public static MediaTrack Read(BoxCursor description, uint id, MediaKind kind, uint timescale)
    {
        var entry = First(description);
        return kind == MediaKind.Video ? Visual(entry, id, timescale) : Audio(entry, id, timescale);
    }

    /// <summary>A cursor that stands on the first sample entry.</summary>
    public static BoxCursor First(BoxCursor description)
    {
        const int countBytes = 8;
        var fields = description.Fields;
        fields.VersionAndFlags();
        if (fields.U32() == 0)
            throw description.Fields.Wrong("has no sample entry");
        var entry = new BoxCursor(description.Body[countBytes..], description.Offset + BoxCursor.HeaderBytes + countBytes);
        if (!entry.MoveNext())
            throw description.Fields.Wrong("has no sample entry");
        return entry;
    }

    private static MediaTrack Visual(BoxCursor entry, uint id, uint timescale)
    {
        var fields = entry.Fields;
        fields.Skip(24);
        var (width, height) = (fields.U16(), fields.U16());
        fields.Skip(VisualBytes - 28);
        return new MediaTrack
        {
            Id = id,
            Kind = MediaKind.Video,
            Timescale = timescale,
            Codec = CodecString.Read(entry.Type, new BoxCursor(fields.Rest, entry.Offset + BoxCursor.HeaderBytes + VisualBytes)),
            Width = width,
            Height = height,
        };
    }

    private static MediaTrack Audio(BoxCursor entry, uint id, uint timescale)
    {
        var fields = entry.Fields;
        fields.Skip(16);
        var channels = fields.U16();
        fields.Skip(6);
        var rate = fields.U32() >> 16;
        return new MediaTrack
        {
            Id = id,
            Kind = MediaKind.Audio,
            Timescale = timescale,
            Codec = CodecString.Read(entry.Type, new BoxCursor(fields.Rest, entry.Offset + BoxCursor.HeaderBytes + AudioBytes)),
            Channels = channels,
            SampleRate = (int)rate,
        };
    }
}
