namespace Tongtang.Protocol.Media;

/// <summary>Where a chunk's bytes come from: ranges of a stored segment, or generated silence.</summary>
internal sealed record Chunk(int Samples, long Bytes, int Description, TimeSpan Start, string? Path, IReadOnlyList<(long Offset, int Bytes)> Ranges, byte[] Silence)
{
    /// <summary>Place in the file; known once everything is counted.</summary>
    public long Offset { get; set; }
}

/// <summary>
/// The sample table of one track of a file (ISO/IEC 14496-12, 8.5 to 8.7), collected segment by segment. Times of
/// segments with different timescales (a camera that came back with another frame rate) become those of the first.
/// </summary>
internal sealed class SampleTable(MediaKind kind)
{
    private readonly List<InitSegment> _inits = [];
    private readonly List<long> _decodeTimes = [];
    private long _end;

    public MediaKind Kind => kind;

    public uint Timescale => _inits.Count == 0 ? 1000 : _inits[0].Tracks[0].Timescale;

    /// <summary>One sample entry for each different init segment.</summary>
    public IReadOnlyList<InitSegment> Inits => _inits;

    public List<int> Sizes { get; } = [];

    public List<int> Compositions { get; } = [];

    /// <summary>Numbers of samples, from 1, that are keyframes.</summary>
    public List<int> Keyframes { get; } = [];

    public List<Chunk> Chunks { get; } = [];

    /// <summary>Decode time of the first sample in the file, in the track's timescale.</summary>
    public long Start => _decodeTimes.Count == 0 ? 0 : _decodeTimes[0];

    public long Duration => _decodeTimes.Count == 0 ? 0 : _end - Start;

    /// <summary>From each sample to the next: a hole makes the sample before it longer.</summary>
    public IEnumerable<uint> Durations => _decodeTimes.Select((time, i) => (uint)((i + 1 < _decodeTimes.Count ? _decodeTimes[i + 1] : _end) - time));

    /// <summary>1 for the first init segment, and so on: sample_description_index.</summary>
    public int Describe(InitSegment init)
    {
        var entry = init.SampleEntryOf(init.Tracks[0].Id);
        for (var i = 0; i < _inits.Count; i++)
        {
            if (_inits[i].SampleEntryOf(_inits[i].Tracks[0].Id).SequenceEqual(entry))
                return i + 1;
        }

        _inits.Add(init);
        return _inits.Count;
    }

    /// <param name="parts">The segment's fragments, with ranges instead of payload.</param>
    public void Add(InitSegment init, TimeSpan shift, string path, IReadOnlyList<PartRange> parts)
    {
        var description = Describe(init);
        var timescale = init.Tracks[0].Timescale;
        var first = Time(parts[0].DecodeTime, timescale, shift);
        FillSilence(init, description, first);
        var (samples, bytes, start) = (0, 0L, _decodeTimes.Count);
        foreach (var part in parts)
        {
            var at = part.DecodeTime;
            foreach (var sample in part.Samples)
            {
                AddSample(Time(at, timescale, shift), Time(at + sample.Duration, timescale, shift), sample, timescale);
                at += sample.Duration;
                bytes += sample.Size;
                samples++;
            }
        }

        Chunks.Add(new Chunk(samples, bytes, description, TimeSpan.FromSeconds((double)_decodeTimes[start] / Timescale), path, [.. parts.Select(part => (part.Offset, part.Bytes))], []));
    }

    private void AddSample(long time, long end, Sample sample, uint timescale)
    {
        // Never two samples at one time, whatever a clock did at a restart.
        _decodeTimes.Add(_decodeTimes.Count > 0 ? Math.Max(time, _decodeTimes[^1] + 1) : Math.Max(0, time));
        _end = Math.Max(end, _decodeTimes[^1] + 1);
        Sizes.Add(sample.Size);
        Compositions.Add((int)((long)sample.CompositionOffset * Timescale / timescale));
        if (sample.IsKeyframe)
            Keyframes.Add(Sizes.Count);
    }

    /// <summary>Silent frames for a hole in the sound, so that no player shortens it.</summary>
    private void FillSilence(InitSegment init, int description, long until)
    {
        var track = init.Tracks[0];
        if (kind == MediaKind.Video || _decodeTimes.Count == 0 || !FillSegment.CanFill(track))
            return;
        var frame = FillSegment.Silence(track);
        var ticks = Math.Max(1, 1024L * Timescale / track.SampleRate);
        var count = (int)((until - _end) / ticks);
        if (count < 2)
            return;
        var start = _end;
        for (var i = 0; i < count; i++)
            AddSample(start + (i * ticks), start + ((i + 1) * ticks), new Sample((uint)ticks, frame.Length, true, 0), Timescale);
        Chunks.Add(new Chunk(count, (long)count * frame.Length, description, TimeSpan.FromSeconds((double)start / Timescale), null, [], frame));
    }

    private long Time(long decodeTime, uint timescale, TimeSpan shift) =>
        (long)((((Int128)decodeTime * TimeSpan.TicksPerSecond / timescale) + shift.Ticks) * Timescale / TimeSpan.TicksPerSecond);
}
