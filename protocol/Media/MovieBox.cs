namespace Tongtang.Protocol.Media;

/// <summary>Reads moov: one <see cref="MediaTrack"/> for every picture and sound in it.</summary>
internal static class MovieBox
{
    public static List<MediaTrack> Tracks(BoxCursor movie, long offset, MediaLimits limits)
    {
        var tracks = new List<MediaTrack>();
        var defaults = new Dictionary<uint, SampleDefaults>();
        while (movie.MoveNext())
        {
            if (movie.Type == FourCc.Trak && Track(movie.Children, movie.Offset) is { } track)
                tracks.Add(track);
            else if (movie.Type == FourCc.Mvex)
                ReadExtends(movie.Children, defaults, limits);
            if (tracks.Count > limits.Tracks)
                throw new MediaFormatException("moov", offset, $"has more than {limits.Tracks} tracks, which is what is allowed");
        }

        if (tracks.Count == 0)
            throw new MediaFormatException("moov", offset, "has neither picture nor sound");
        if (tracks.Select(track => track.Id).Distinct().Count() != tracks.Count)
            throw new MediaFormatException("moov", offset, "has two tracks of one id");
        return [.. tracks.Select(track => track with { Defaults = defaults.GetValueOrDefault(track.Id) })];
    }

    /// <summary>The first sample entry of a track, box and all.</summary>
    public static ReadOnlySpan<byte> SampleEntryOf(BoxCursor movie, uint trackId)
    {
        while (movie.MoveNext())
        {
            if (movie.Type != FourCc.Trak || TrackId(movie.Children, movie.Offset) != trackId)
                continue;
            var track = movie.Children;
            while (track.MoveNext())
            {
                if (track.Type != FourCc.Mdia)
                    continue;
                var media = track.Children;
                while (media.MoveNext())
                {
                    if (media.Type == FourCc.Minf)
                        return SampleEntry.First(Description(media.Children, media.Offset)).Box;
                }
            }
        }

        throw new MediaFormatException("moov", 0, $"has no track {trackId} with a sample entry");
    }

    public static uint TrackId(BoxCursor track, long offset)
    {
        while (track.MoveNext())
        {
            if (track.Type == FourCc.Tkhd)
                return TrackId(track.Fields);
        }

        throw new MediaFormatException("trak", offset, "has no tkhd");
    }

    public static (uint TrackId, SampleDefaults Defaults) TrackExtends(BoxFields fields)
    {
        fields.VersionAndFlags();
        var id = fields.U32();
        fields.Skip(4);
        return (id, new SampleDefaults(fields.U32(), fields.U32(), fields.U32()));
    }

    private static uint TrackId(BoxFields fields)
    {
        var (version, _) = fields.VersionAndFlags();
        fields.Skip(version == 0 ? 8 : 16);
        var id = fields.U32();
        return id != 0 ? id : throw fields.Wrong("track id 0 is not allowed");
    }

    private static void ReadExtends(BoxCursor extends, Dictionary<uint, SampleDefaults> defaults, MediaLimits limits)
    {
        while (extends.MoveNext())
        {
            if (extends.Type != FourCc.Trex)
                continue;
            var (id, values) = TrackExtends(extends.Fields);
            defaults[id] = values;
            if (defaults.Count > limits.Tracks)
                throw extends.Fields.Wrong($"more than {limits.Tracks} of them, which is what is allowed");
        }
    }

    private static MediaTrack? Track(BoxCursor track, long offset)
    {
        uint? id = null;
        while (track.MoveNext())
        {
            if (track.Type == FourCc.Tkhd)
                id = TrackId(track.Fields);
            else if (track.Type == FourCc.Mdia)
                return Media(track.Children, track.Offset, id ?? throw new MediaFormatException("trak", offset, "has mdia before tkhd"));
        }

        throw new MediaFormatException("trak", offset, "has no mdia");
    }

    private static MediaTrack? Media(BoxCursor media, long offset, uint id)
    {
        uint timescale = 0, handler = 0;
        while (media.MoveNext())
        {
            switch (media.Type)
            {
                case FourCc.Mdhd:
                    timescale = Timescale(media.Fields);
                    break;
                case FourCc.Hdlr:
                    handler = Handler(media.Fields);
                    break;
                case FourCc.Minf when handler is FourCc.Vide or FourCc.Soun:
                    if (timescale == 0)
                        throw new MediaFormatException("mdia", offset, "has minf before mdhd");
                    return SampleEntry.Read(Description(media.Children, media.Offset), id, handler == FourCc.Vide ? MediaKind.Video : MediaKind.Audio, timescale);
                default:
                    break;
            }
        }

        return null;
    }

    private static uint Timescale(BoxFields fields)
    {
        var (version, _) = fields.VersionAndFlags();
        fields.Skip(version == 0 ? 8 : 16);
        var timescale = fields.U32();
        return timescale is >= 1 and <= 1_000_000_000 ? timescale : throw fields.Wrong($"a timescale of {timescale}, 1 to 1000000000 is allowed");
    }

    private static uint Handler(BoxFields fields)
    {
        fields.VersionAndFlags();
        fields.Skip(4);
        return fields.U32();
    }

    private static BoxCursor Description(BoxCursor information, long offset)
    {
        while (information.MoveNext())
        {
            if (information.Type != FourCc.Stbl)
                continue;
            var tables = information.Children;
            while (tables.MoveNext())
            {
                if (tables.Type == FourCc.Stsd)
                    return tables;
            }
        }

        throw new MediaFormatException("minf", offset, "has no stsd");
    }
}
