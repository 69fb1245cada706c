using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Tests.Recordings;

public sealed class FrameJoinerTests
{
    private readonly List<(Frame Frame, byte[] Data)> _out = [];

    [Fact]
    public void Add_ParametersOneTickBeforeTheirPicture_AreOneFrame()
    {
        using var joiner = Joiner(MediaKind.Video, 90_000);
        joiner.Add(0, new Sample(1, 2, true, 0), [1, 2]);
        joiner.Add(1, new Sample(3600, 3, true, 0), [3, 4, 5]);
        joiner.Add(3600, new Sample(3600, 1, false, 0), [6]);
        joiner.Flush();
        Assert.Equal([(0L, 3600u, true), (3600L, 3600u, false)], _out.Select(o => (o.Frame.Time, o.Frame.Sample.Duration, o.Frame.Sample.IsKeyframe)));
        Assert.Equal([1, 2, 3, 4, 5], _out[0].Data);
    }

    /// <summary>A camera that is frozen may have sent no more of a picture than what stands before it (an access unit delimiter).</summary>
    [Fact]
    public void Add_PictureOfWhichOnlyTheBeginningCame_IsLeftOut()
    {
        byte[] delimiter = [0, 0, 0, 2, 9, 0xF0];
        byte[] picture = [0, 0, 0, 3, 0x41, 0x9A, 0x24];
        using var joiner = Joiner(MediaKind.Video, 1000);
        joiner.Add(0, new Sample(40, 7, false, 0), picture);
        joiner.Add(40, new Sample(40, 6, false, 0), delimiter);
        joiner.Add(9000, new Sample(40, 7, false, 0), picture);
        joiner.Add(9040, new Sample(40, 6, false, 0), delimiter);
        joiner.Flush();
        Assert.Equal([0L, 9000L], _out.Select(o => o.Frame.Time));
        Assert.All(_out, o => Assert.Equal((40u, 7), (o.Frame.Sample.Duration, o.Frame.Sample.Size)));
    }

    [Fact]
    public void Add_DurationsAreWrong_TheNextFrameTells()
    {
        using var joiner = Joiner(MediaKind.Video, 1000);
        foreach (var time in new[] { 0, 30, 75, 100 }) joiner.Add(time, new Sample(0, 1, false, 0), [0]);
        joiner.Flush();
        Assert.Equal([30u, 45u, 25u, 25u], _out.Select(o => o.Frame.Sample.Duration));
    }

    [Fact]
    public void Add_HoleInTheSound_StaysAHole()
    {
        using var joiner = Joiner(MediaKind.Audio, 48_000);
        foreach (var time in new[] { 0, 1024, 2048, 96_000, 97_024 }) joiner.Add(time, new Sample(1024, 1, true, 0), [0]);
        joiner.Flush();
        Assert.All(_out, o => Assert.Equal(1024u, o.Frame.Sample.Duration));
        Assert.Equal(96_000, _out[3].Frame.Time);
    }

    [Fact]
    public void Add_TimesThatStandStill_MoveOnByATick()
    {
        using var joiner = Joiner(MediaKind.Audio, 48_000);
        foreach (var time in new[] { 500, 500, 400 }) joiner.Add(time, new Sample(1024, 1, true, 0), [0]);
        joiner.Flush();
        Assert.Equal([500L, 501L, 502L], _out.Select(o => o.Frame.Time));
    }

    private FrameJoiner Joiner(MediaKind kind, uint timescale) =>
        new(kind, timescale, (in Frame frame, ReadOnlySpan<byte> data) => _out.Add((frame, data.ToArray())));
}
