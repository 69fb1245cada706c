using Tongtang.EdgeAgent.Live;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Tests.Live;

public sealed class LiveQueueTests
{
    private static readonly MediaTrack s_picture = new() { Id = 1, Kind = MediaKind.Video, Timescale = 1000, Codec = "avc1.64001F" };
    private static readonly MediaTrack s_sound = new() { Id = 1, Kind = MediaKind.Audio, Timescale = 1000, Codec = "mp4a.40.2" };
    private readonly LiveQueue _queue = new(() => { });

    [Fact]
    public void Take_InTime_AllInOrder()
    {
        for (var i = 0; i < 10; i++) _queue.Add(Picture(i, i == 0), i * 40_000);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), TakeAll(400_000).Select(taken => taken.Piece.Time));
        Assert.Equal(0, _queue.Drops);
        Assert.Equal(0, _queue.WaitingBytes);
    }

    [Fact]
    public void Take_BeforeTheFirstKeyframe_NothingThatCannotBeDecoded()
    {
        _queue.Add(Picture(0, false), 0);
        _queue.Add(Picture(1, true), 0);
        _queue.Add(Picture(2, false), 0);
        Assert.Equal([1, 2], TakeAll(0).Select(taken => taken.Piece.Time));
    }

    [Fact]
    public void Take_TooLate_FromTheNextKeyframeOnWithItsSound()
    {
        for (var i = 0; i < 100; i++)
        {
            _queue.Add(Picture(i, i % 25 == 0), i * 40_000);
            _queue.Add(Sound(i), i * 40_000);
        }
        var taken = TakeAll(99 * 40_000);
        Assert.All(taken, one => Assert.InRange(one.Piece.Time, 75, 99));
        Assert.Equal(25, taken.Count(one => one.Piece.IsPicture));
        Assert.Equal(25, taken.Count(one => !one.Piece.IsPicture));
        Assert.Equal([true], taken.Where(one => one.Piece.IsPicture).Take(1).Select(one => one.Skipped));
        Assert.Single(taken, one => one.Skipped);
        Assert.Equal(1, _queue.Drops);
    }

    [Fact]
    public void Take_NoKeyframeInTime_SoundOnlyUntilOneComes()
    {
        for (var i = 0; i < 50; i++)
        {
            _queue.Add(Picture(i, i == 0), i * 40_000);
            _queue.Add(Sound(i), i * 40_000);
        }
        var taken = TakeAll(49 * 40_000);
        Assert.All(taken, one => Assert.False(one.Piece.IsPicture));
        Assert.InRange(taken.Count, 12, 13);
        _queue.Add(Picture(50, false), 50 * 40_000);
        _queue.Add(Picture(51, true), 51 * 40_000);
        Assert.Equal((51, true), Assert.Single(TakeAll(51 * 40_000).Select(one => (one.Piece.Time, one.Skipped))));
    }

    [Fact]
    public void Take_EpochsAreNeverLeftOut()
    {
        _queue.Add(new LivePiece { Content = LiveContent.Epoch, Track = s_picture, Epoch = 7 }, 0);
        for (var i = 0; i < 100; i++) _queue.Add(Picture(i, i == 0, 200_000), i * 40_000);
        _queue.Add(new LivePiece { Content = LiveContent.Ended, Track = s_picture, Epoch = 7 }, 4_000_000);
        Assert.Equal([LiveContent.Epoch, LiveContent.Ended], TakeAll(9_000_000).Select(taken => taken.Piece.Content));
    }

    [Fact]
    public void Add_NobodyTakes_HoldsNoMoreThanEightMegabytes()
    {
        for (var i = 0; i < 10_000; i++) _queue.Add(Picture(i, i % 25 == 0, 100_000), i * 40_000);
        Assert.InRange(_queue.WaitingBytes, 0, 8 * 1024 * 1024);
        Assert.Equal(10_000L * (100_000 + 200), _queue.Offered.All);
    }

    [Fact]
    public void Take_ByLevel_KeyframesThenAllAgainFromAKeyframeOn()
    {
        for (var i = 0; i < 10; i++) _queue.Add(Picture(i, i % 5 == 0), 0);
        _queue.Add(Sound(10), 0);
        Assert.Equal([0, 5, 10], TakeAll(0, LiveLevel.Keyframes).Select(taken => taken.Piece.Time));
        _queue.Add(Picture(11, false), 0);
        _queue.Add(Picture(12, true), 0);
        _queue.Add(Picture(13, false), 0);
        Assert.Equal([(12, true), (13, false)], TakeAll(0).Select(taken => (taken.Piece.Time, taken.Skipped)));
        _queue.Add(Picture(14, true), 0);
        _queue.Add(Sound(15), 0);
        Assert.Equal([15], TakeAll(0, LiveLevel.Sound).Select(taken => taken.Piece.Time));
    }

    /// <summary>A part that is late is left out by itself: the others are still good, and the picture beside them is not broken.</summary>
    [Fact]
    public void Take_PartsThatAreLate_AreLeftOut_AndTheOthersStay()
    {
        for (var i = 0; i < 10; i++) _queue.Add(Part(s_picture, i), i * 200_000);
        Assert.Equal([5, 6, 7, 8, 9], TakeAll(2_000_000).Select(taken => taken.Piece.Part!.Index));
        Assert.Equal((1, 0), (_queue.Drops, _queue.WaitingBytes));
        _queue.Add(Picture(1, true), 3_000_000);
        _queue.Add(Picture(2, false), 3_000_000);
        Assert.Equal([false, false], TakeAll(3_000_000).Select(taken => taken.Skipped));
    }

    [Fact]
    public void Take_PartsOnAThinLine_SoundOnly()
    {
        _queue.Add(Part(s_picture, 0), 0);
        _queue.Add(Part(s_sound, 1), 0);
        Assert.Equal([1], TakeAll(0, LiveLevel.Keyframes).Select(taken => taken.Piece.Part!.Index));
    }

    private static LivePiece Part(MediaTrack track, int index) =>
        new() { Content = LiveContent.Part, Track = track, Epoch = 0, Part = new LivePart(new string('a', 32), 0, index, index == 0, false), Data = new byte[100] };

    private List<LiveTaken> TakeAll(long nowUs, LiveLevel level = LiveLevel.Full)
    {
        var all = new List<LiveTaken>();
        while (_queue.Take(nowUs, level) is { } taken) all.Add(taken);
        return all;
    }

    private static LivePiece Picture(long time, bool keyframe, int bytes = 100) => Piece(s_picture, time, new Sample(40, bytes, keyframe, 0));

    private static LivePiece Sound(long time) => Piece(s_sound, time, new Sample(40, 100, true, 0));

    private static LivePiece Piece(MediaTrack track, long time, Sample sample) =>
        new() { Content = LiveContent.Frame, Track = track, Epoch = 7, Time = time, Samples = new[] { sample }, Data = new byte[sample.Size] };
}
