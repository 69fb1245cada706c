namespace Tongtang.Protocol.Media;

/// <summary>One traf: where its samples are in <see cref="MovieFragmentBox.Samples"/>, and its bytes behind the start of moof.</summary>
internal readonly record struct TrackFragment(uint TrackId, long DecodeTime, int FirstSample, int SampleCount, long DataStart, long DataBytes);

/// <summary>
/// Reads moof (ISO/IEC 14496-12, 8.8.4 to 8.8.12). One instance is used again for every moof of a stream, so that a
/// frame costs no allocation.
/// </summary>
internal sealed class MovieFragmentBox(MediaLimits limits)
{
    private const uint BaseDataOffset = 0x1, DescriptionIndex = 0x2, DefaultDuration = 0x8, DefaultSize = 0x10, DefaultFlags = 0x20, BaseIsMoof = 0x20000;
    private const uint RunDataOffset = 0x1, FirstFlags = 0x4, RunDuration = 0x100, RunSize = 0x200, RunFlags = 0x400, RunComposition = 0x800;
    private const uint NotSync = 0x10000;

    private readonly List<TrackFragment> _fragments = [];
    private Sample[] _samples = new Sample[16];
    private int _count;

    /// <summary>One for every traf that has samples.</summary>
    public IReadOnlyList<TrackFragment> Fragments => _fragments;

    public ReadOnlyMemory<Sample> Samples => _samples.AsMemory(0, _count);

    /// <param name="movie">The children of moof.</param>
    /// <param name="offset">Offset of moof in the stream.</param>
    /// <param name="init">Says the defaults and which tracks there are; without it any track goes and defaults are 0.</param>
    public void Parse(BoxCursor movie, long offset, InitSegment? init)
    {
        _fragments.Clear();
        _count = 0;
        long end = 0;
        while (movie.MoveNext())
        {
            if (movie.Type == FourCc.Traf)
                end = ParseTrack(movie.Children, movie.Offset, offset, init, end);
        }
    }

    /// <summary>Refuses samples that do not lie within mdat's body.</summary>
    public void RequireWithin(long start, long end, long offset)
    {
        foreach (var fragment in _fragments)
        {
            if (fragment.DataStart < start || fragment.DataStart + fragment.DataBytes > end)
                throw new MediaFormatException("traf", offset, $"its samples are bytes {fragment.DataStart} to {fragment.DataStart + fragment.DataBytes} of the fragment, mdat has {start} to {end}");
        }
    }

    private long ParseTrack(BoxCursor track, long trackOffset, long movieOffset, InitSegment? init, long dataEnd)
    {
        TrackHeader? header = null;
        long? decodeTime = null;
        var firstSample = _count;
        var (start, end) = (-1L, dataEnd);
        while (track.MoveNext())
        {
            if (track.Type == FourCc.Tfhd)
            {
                header = ReadHeader(track.Fields, movieOffset, init);
                end = header.Value.Base ?? dataEnd;
            }
            else if (track.Type == FourCc.Tfdt)
            {
                decodeTime = track.Fields.DecodeTime();
            }
            else if (track.Type == FourCc.Trun)
            {
                var (runStart, runEnd) = ReadRun(track.Fields, header ?? throw track.Fields.Wrong("stands before tfhd"), end);
                if (start >= 0 && runStart != end)
                    throw track.Fields.Wrong($"begins at byte {runStart} of the fragment; the runs of one track must follow each other, so {end} is allowed");
                (start, end) = (start < 0 ? runStart : start, runEnd);
            }
        }

        if (header is null)
            throw new MediaFormatException("traf", trackOffset, "has no tfhd");
        if (_count > firstSample)
        {
            _fragments.Add(new TrackFragment(
                header.Value.TrackId,
                decodeTime ?? throw new MediaFormatException("traf", trackOffset, "has no tfdt"),
                firstSample,
                _count - firstSample,
                start,
                end - start));
        }

        return end;
    }

    private static TrackHeader ReadHeader(BoxFields fields, long movieOffset, InitSegment? init)
    {
        var (_, flags) = fields.VersionAndFlags();
        var id = fields.U32();
        var track = init?.Tracks.FirstOrDefault(track => track.Id == id);
        if (init is not null && track is null)
            throw fields.Wrong($"is of track {id}, which the init segment does not have");
        long? dataBase = (flags & BaseIsMoof) != 0 ? 0 : null;
        if ((flags & BaseDataOffset) != 0)
            dataBase = fields.Place() - movieOffset;
        if ((flags & DescriptionIndex) != 0)
            fields.Skip(4);
        var defaults = track?.Defaults ?? default;
        return new TrackHeader(id, dataBase, new SampleDefaults(
            (flags & DefaultDuration) != 0 ? fields.U32() : defaults.Duration,
            (flags & DefaultSize) != 0 ? fields.U32() : defaults.Size,
            (flags & DefaultFlags) != 0 ? fields.U32() : defaults.Flags));
    }

    private (long Start, long End) ReadRun(BoxFields fields, TrackHeader header, long previousEnd)
    {
        var (version, flags) = fields.VersionAndFlags();
        var count = fields.U32();
        if (count > limits.SamplesPerFragment - _count)
            throw fields.Wrong($"{count} samples, {limits.SamplesPerFragment} are allowed in one moof");
        var start = (flags & RunDataOffset) != 0 ? (header.Base ?? 0) + (int)fields.U32() : previousEnd;
        var firstFlags = (flags & FirstFlags) != 0 ? fields.U32() : (uint?)null;
        Reserve((int)count);
        var end = start;
        for (var i = 0; i < count; i++)
        {
            var duration = (flags & RunDuration) != 0 ? fields.U32() : header.Defaults.Duration;
            var size = (flags & RunSize) != 0 ? fields.U32() : header.Defaults.Size;
            var sampleFlags = (flags & RunFlags) != 0 ? fields.U32() : header.Defaults.Flags;
            var composition = (flags & RunComposition) != 0 ? fields.U32() : 0;
            if (i == 0 && firstFlags is not null)
                sampleFlags = firstFlags.Value;
            if (size > limits.MdatBytes)
                throw fields.Wrong($"a sample of {size} bytes, {limits.MdatBytes} are allowed");
            if (version == 0 && composition > int.MaxValue)
                throw fields.Wrong($"a composition offset of {composition}, {int.MaxValue} is allowed");
            _samples[_count++] = new Sample(duration, (int)size, (sampleFlags & NotSync) == 0, (int)composition);
            end += size;
        }

        return (start, end);
    }

    private void Reserve(int more)
    {
        if (_count + more > _samples.Length)
            Array.Resize(ref _samples, Math.Max(_count + more, _samples.Length * 2));
    }

    /// <param name="TrackId">The track.</param>
    /// <param name="Base">Where data offsets count from, in bytes behind the start of moof; null: behind the track before.</param>
    /// <param name="Defaults">Of this fragment.</param>
    private readonly record struct TrackHeader(uint TrackId, long? Base, SampleDefaults Defaults);
}
