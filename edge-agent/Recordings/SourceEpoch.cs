using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>One run of a source inside a recording: its place in time, its frames, its cuts. Pure.</summary>
internal sealed class SourceEpoch : IDisposable
{
    private readonly Segmenter _segmenter;
    private readonly FrameJoiner?[] _joiners = new FrameJoiner?[2];
    private readonly bool[] _reachedEnd = new bool[2];

    public SourceEpoch(
        EpochTimeline timeline, DateTimeOffset recordingStart, IReadOnlyList<(SegmenterTrack Track, Func<Part, PlacedPart> Place)> tracks, bool hidden,
        Action<Part, Func<Part, PlacedPart>> output)
    {
        Timeline = timeline;
        var places = new Func<Part, PlacedPart>?[2];
        foreach (var (track, place) in tracks) places[(int)track.Kind] = place;
        _segmenter = new Segmenter(tracks.Select(t => t.Track).ToList(), recordingStart, hidden, part => output(part, places[(int)part.Kind]!));
        foreach (var (track, _) in tracks)
        {
            var kind = track.Kind;
            _joiners[(int)kind] = new FrameJoiner(kind, track.Timescale, (in Frame frame, ReadOnlySpan<byte> data) => _segmenter.Add(kind, frame, data));
        }
    }

    public EpochTimeline Timeline { get; }

    /// <summary>Whether each of its tracks has come to the recording's end.</summary>
    public bool ReachedEnd => _joiners.Zip(_reachedEnd).All(track => track.First is null || track.Second);

    /// <summary>Whether this kind's times set the clock: pictures, or sound without any.</summary>
    public bool Leads(MediaKind kind) => kind == MediaKind.Video || _joiners[(int)MediaKind.Video] is null;

    /// <summary>What lies at or behind <paramref name="endUs"/>, a moment of the recording, is left out.</summary>
    public void Add(MediaKind kind, long mediaTicks, uint timescale, in Sample sample, ReadOnlySpan<byte> data, long endUs)
    {
        var ticks = Timeline.Map(mediaTicks, timescale);
        if (Frame.Us(ticks, timescale) < endUs) _joiners[(int)kind]?.Add(ticks, sample, data);
        else _reachedEnd[(int)kind] = true;
    }

    public void Turn(long atUs, bool hidden) => _segmenter.Turn(atUs, hidden);

    public void Finish()
    {
        foreach (var joiner in _joiners) joiner?.Flush();
        _segmenter.Finish();
    }

    public void Dispose()
    {
        foreach (var joiner in _joiners) joiner?.Dispose();
        _segmenter.Dispose();
    }
}
