using FsCheck;
using FsCheck.Fluent;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Media;
using static Tongtang.EdgeAgent.Tests.Recordings.MadeMedia;

namespace Tongtang.EdgeAgent.Tests.Recordings;

public sealed class SegmenterTests
{
    [Fact]
    public void Picture_KeyframeEachSecond_CutEveryTwo()
    {
        using var run = new SegmenterRun(hidden: false, Video()).Feed(Pictures(10, 25, 25)).Finish();
        Assert.Equal([(0.0, 2.0), (2.0, 4.0), (4.0, 6.0), (6.0, 8.0), (8.0, 10.0)], run.Segments(MediaKind.Video).Select(s => (s.Start, s.End)));
        Assert.All(run.Segments(MediaKind.Video), s => Assert.True(s.Independent));
    }

    [Fact]
    public void Picture_KeyframeEveryFourSeconds_CutByForceBetween()
    {
        using var run = new SegmenterRun(hidden: false, Video()).Feed(Pictures(8, 25, 100)).Finish();
        Assert.Equal([(0.0, 2.48, true), (2.48, 4.0, false), (4.0, 6.48, true), (6.48, 8.0, false)], run.Segments(MediaKind.Video).Select(s => (s.Start, s.End, s.Independent)));
    }

    [Fact]
    public void Sound_Alone_CutEveryTwoSeconds()
    {
        using var run = new SegmenterRun(hidden: false, Sound()).Feed(Sounds(10)).Finish();
        Assert.All(run.Segments(MediaKind.Audio).SkipLast(1), s => Assert.InRange(s.End - s.Start, 1.97, 2));
    }

    [Fact]
    public void Sound_PictureStopsComing_GoesOnWithoutIt()
    {
        using var run = new SegmenterRun(hidden: false, Video(), Sound()).Feed(Together(Pictures(3, 25, 25), Sounds(20), 0));
        Assert.InRange(run.Parts.Where(p => p.Kind == MediaKind.Audio).Max(p => p.EndUs), 18_500_000, 20_000_000);
        Assert.All(run.Segments(MediaKind.Audio), s => Assert.InRange(s.End - s.Start, 0, 2.49));
    }

    [Fact]
    public void Turn_HiddenAndBack_PictureShownFromTheNextKeyframeSoundWithIt()
    {
        using var run = new SegmenterRun(hidden: false, Video(), Sound());
        var frames = Together(Pictures(12, 25, 50), Sounds(12), 0.03).ToList();
        run.Feed(frames.Where(f => Seconds(f) < 5.1));
        run.Segmenter.Turn(5_100_000, hidden: true);
        run.Feed(frames.Where(f => Seconds(f) is >= 5.1 and < 8.5));
        run.Segmenter.Turn(8_500_000, hidden: false);
        run.Feed(frames.Where(f => Seconds(f) >= 8.5)).Finish();
        var picture = run.Segments(MediaKind.Video);
        Assert.Equal((5.12, 10.0), (picture.First(s => s.Hidden).Start, picture.Last(s => s.Hidden).End));
        Assert.True(picture.First(s => s.Start >= 10).Independent);
        var sound = run.Segments(MediaKind.Audio);
        Assert.Equal(5.1, sound.First(s => s.Hidden).Start, 0.0215);
        Assert.Equal(10.0, sound.Last(s => s.Hidden).End, 0.012);
    }

    [Fact]
    public void Turn_ShownAndHiddenBeforeAKeyframe_NothingIsShown()
    {
        using var run = new SegmenterRun(hidden: true, Video(), Sound());
        var frames = Together(Pictures(8, 25, 200), Sounds(8), 0).ToList();
        run.Feed(frames.Where(f => Seconds(f) < 2));
        run.Segmenter.Turn(2_000_000, hidden: false);
        run.Segmenter.Turn(3_000_000, hidden: true);
        run.Feed(frames.Where(f => Seconds(f) >= 2)).Finish();
        Assert.All(run.Segments(MediaKind.Video).Concat(run.Segments(MediaKind.Audio)), s => Assert.True(s.Hidden));
    }

    [Fact]
    public void Picture_BeginsAwayFromAKeyframe_WaitsForOne()
    {
        using var run = new SegmenterRun(hidden: false, Video()).Feed(Pictures(6, 25, 25).Skip(10)).Finish();
        Assert.Equal(1.0, run.Segments(MediaKind.Video)[0].Start);
    }

    /// <summary>Any rate, any keyframe interval, sound early or late, hidden and shown at any time.</summary>
    [Fact]
    public void Anything_TheRulesHold()
    {
        var cases = from rate in Gen.Choose(5, 60)
                    from keyframes in Gen.Choose(1, 300)
                    from later in Gen.Choose(-600, 600)
                    from turns in Gen.Choose(0, 12_000).ArrayOf(4)
                    select (rate, keyframes, later, turns.Order().ToArray());
        Prop.ForAll(Arb.From(cases), c => Check(c.rate, c.keyframes, c.later / 1000.0, c.Item4)).QuickCheckThrowOnFailure();
    }

    private static void Check(int rate, int keyframes, double later, int[] turnsMs)
    {
        using var run = new SegmenterRun(hidden: false, Video(3), Sound(7));
        var frames = Together(Pictures(12, rate, keyframes), Sounds(12), later).ToList();
        var (fed, hidden) = (0, false);
        foreach (var turn in turnsMs)
        {
            var until = frames.FindIndex(fed, f => Seconds(f) * 1000 >= turn);
            if (until < 0) break;
            run.Feed(frames.Skip(fed).Take(until - fed));
            run.Segmenter.Turn(turn * 1000L, hidden = !hidden);
            fed = until;
        }
        run.Feed(frames.Skip(fed)).Finish();
        foreach (var (kind, first) in new[] { (MediaKind.Video, 3), (MediaKind.Audio, 7) }) CheckTrack(run, kind, first, frames.Where(f => f.Kind == kind).ToList());
    }

    private static void CheckTrack(SegmenterRun run, MediaKind kind, int first, List<(MediaKind Kind, Frame Frame)> frames)
    {
        var parts = run.Parts.Where(p => p.Kind == kind).ToList();
        var segments = run.Segments(kind);
        Assert.Equal(Enumerable.Range(first, segments.Count), segments.Select(s => s.Number));
        Assert.All(segments, s => Assert.InRange(s.End - s.Start, 0.001, 2.4801));
        Assert.All(segments.Zip(segments.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start, 0.000_02));
        Assert.Equal(frames.Sum(f => f.Frame.Sample.Size), Samples(parts).Sum(s => s.Size));
        Assert.Equal(frames.Count, Samples(parts).Count);
        // What is shown after something hidden can be decoded without it.
        Assert.All(segments.Zip(segments.Skip(1)).Where(pair => pair.First.Hidden && !pair.Second.Hidden), pair => Assert.True(pair.Second.Independent));
        Assert.True(parts[^1].Last);
    }

    private static List<Sample> Samples(IEnumerable<Part> parts) => parts.SelectMany(p => PartReader.Read(p.Bytes)).SelectMany(f => f).ToList();
}
