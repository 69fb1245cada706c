using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>Frames out of thin air for the pure parts: a picture of given rate and keyframe interval, sound of 1024 samples.</summary>
internal static class MadeMedia
{
    public const uint VideoScale = 90_000;
    public const uint SoundScale = 48_000;

    public static readonly DateTimeOffset Start = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);

    public static SegmenterTrack Video(int first = 0) => new(MediaKind.Video, 1, VideoScale, first);

    public static SegmenterTrack Sound(int first = 0) => new(MediaKind.Audio, 1, SoundScale, first);

    public static IEnumerable<(MediaKind Kind, Frame Frame)> Pictures(double seconds, int rate, int keyframeEvery, double from = 0) =>
        Enumerable.Range(0, (int)(seconds * rate)).Select(i => (
            MediaKind.Video,
            new Frame((long)(from * VideoScale) + (i * (long)(VideoScale / rate)), new Sample(VideoScale / (uint)rate, 10 + (i % 7), i % keyframeEvery == 0, 0))));

    public static IEnumerable<(MediaKind Kind, Frame Frame)> Sounds(double seconds, double from = 0) =>
        Enumerable.Range(0, (int)(seconds * SoundScale / 1024)).Select(i => (
            MediaKind.Audio, new Frame((long)(from * SoundScale) + (i * 1024L), new Sample(1024, 5, true, 0))));

    public static double Seconds((MediaKind Kind, Frame Frame) item) =>
        item.Frame.Time / (double)(item.Kind == MediaKind.Video ? VideoScale : SoundScale);

    /// <summary>Both, as they arrive when the sound is this much later on its way than the picture (less: earlier).</summary>
    public static IEnumerable<(MediaKind Kind, Frame Frame)> Together(
        IEnumerable<(MediaKind Kind, Frame Frame)> pictures, IEnumerable<(MediaKind Kind, Frame Frame)> sounds, double soundLater) =>
        pictures.Select(p => (At: Seconds(p), p)).Concat(sounds.Select(s => (At: Seconds(s) + soundLater, s))).OrderBy(x => x.At).Select(x => x.Item2);
}

/// <summary>Runs a segmenter and keeps what came out.</summary>
internal sealed class SegmenterRun : IDisposable
{
    private readonly Segmenter _segmenter;

    public SegmenterRun(bool hidden, params SegmenterTrack[] tracks) =>
        _segmenter = new Segmenter(tracks, MadeMedia.Start, hidden, Parts.Add);

    public List<Part> Parts { get; } = [];

    public Segmenter Segmenter => _segmenter;

    public SegmenterRun Feed(IEnumerable<(MediaKind Kind, Frame Frame)> frames)
    {
        foreach (var (kind, frame) in frames) _segmenter.Add(kind, frame, new byte[frame.Sample.Size]);
        return this;
    }

    public SegmenterRun Finish()
    {
        _segmenter.Finish();
        return this;
    }

    /// <summary>Whole segments of one kind: (number, start, end in seconds, hidden, independent).</summary>
    public IReadOnlyList<(int Number, double Start, double End, bool Hidden, bool Independent)> Segments(MediaKind kind) =>
        Parts.Where(p => p.Kind == kind && p.Last).Select(p => (p.Number, p.SegmentStartUs / 1e6, p.EndUs / 1e6, p.Hidden, p.Independent)).ToList();

    public void Dispose()
    {
        _segmenter.Dispose();
        foreach (var part in Parts) part.Dispose();
    }
}
