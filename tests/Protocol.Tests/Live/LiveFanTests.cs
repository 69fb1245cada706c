using Tongtang.Harness;
using Tongtang.Protocol.Live;

namespace Tongtang.Protocol.Tests.Live;

public sealed class LiveFanTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly LiveFan _fan;

    public LiveFanTests() => _fan = new LiveFan(_time);

    [Fact]
    public void Newcomer_InTheMiddle_GetsEpochsAndWhatCameSinceTheKeyframe()
    {
        Begin();
        Picture(0, keyframe: true);
        Picture(40);
        Sound(1990);
        Sound(2005);
        Picture(2000, keyframe: true);
        Sound(2010);
        Picture(2040);
        using var viewer = _fan.Join();
        Assert.Equal("live epoch0 epoch1 P2000k S2005 S2010 P2040", Read(viewer));
    }

    [Fact]
    public void Newcomer_BeforeAKeyframe_WaitsForItWithSoundToo()
    {
        using var viewer = _fan.Join();
        Begin();
        Sound(0);
        Picture(10);
        Picture(40, keyframe: true);
        Sound(50);
        Assert.Equal("waiting epoch0 epoch1 live P40k S50", Read(viewer));
        Assert.Equal(0, viewer.Dropped);
    }

    [Fact]
    public void Newcomer_AfterMoreThanIsKept_WaitsForTheNextKeyframe()
    {
        Begin();
        Picture(0, keyframe: true);
        using var first = _fan.Join();
        for (var at = 1; at <= 20; at++)
        {
            _fan.Give(Made.Frame(LiveTrack.Picture, 1, at, bytes: 500_000));
            Read(first);
        }
        using var second = _fan.Join();
        Picture(50);
        Picture(60, keyframe: true);
        Assert.Equal("P50 P60k", Read(first));
        Assert.Equal("live epoch0 epoch1 P60k", Read(second));
    }

    /// <summary>Else whoever asks until it is told to go would ask for ever, on a processor of its own.</summary>
    [Fact]
    public async Task Viewer_WhoseReaderIsToldToGo_WaitsNoMore_WhateverIsInLine()
    {
        Begin();
        Picture(0, keyframe: true);
        using var viewer = _fan.Join();
        Assert.True(await viewer.WaitAsync(CancellationToken.None));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => viewer.WaitAsync(new CancellationToken(canceled: true)).AsTask());
    }

    [Fact]
    public void Frames_AreTheSameBytesForEverybody()
    {
        Begin();
        using var one = _fan.Join();
        using var two = _fan.Join();
        var given = Made.Frame(LiveTrack.Picture, 1, 5, keyframe: true);
        _fan.Give(given);
        Assert.Same(given, Last(one));
        Assert.Same(given, Last(two));
    }

    [Fact]
    public void SlowViewer_OverASecondBehind_LosesFramesAndSoundUpToTheNextKeyframe()
    {
        Begin();
        Picture(0, keyframe: true);
        using var slow = _fan.Join();
        Read(slow);
        for (var at = 40; at <= 1200; at += 40)
        {
            Picture(at);
            Sound(at + 5);
            _time.Advance(TimeSpan.FromMilliseconds(40));
        }
        Assert.Equal("", Read(slow));
        Assert.Equal(60, slow.Dropped);
        Sound(1990);
        Picture(2000, keyframe: true);
        Sound(2005);
        Picture(2040);
        Assert.Equal("P2000k! S2005 P2040", Read(slow));
    }

    [Fact]
    public void SlowViewer_WithAFreshKeyframeInLine_GoesOnFromIt()
    {
        Begin();
        Picture(0, keyframe: true);
        using var slow = _fan.Join();
        Read(slow);
        Picture(40);
        _time.Advance(TimeSpan.FromMilliseconds(900));
        Picture(940, keyframe: true);
        Picture(980);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Picture(1180);
        Assert.Equal("P940k! P980 P1180", Read(slow));
        Assert.Equal(1, slow.Dropped);
    }

    [Fact]
    public void SlowViewer_KeepsEpochsAndStates()
    {
        Begin();
        Picture(0, keyframe: true);
        using var slow = _fan.Join();
        Read(slow);
        Picture(40);
        _fan.Give(LivePacket.OfEnd(LiveTrack.Picture));
        _fan.Give(Made.Epoch(LiveTrack.Picture, 2));
        _fan.Tell(StreamQuality.Reduced);
        _time.Advance(TimeSpan.FromSeconds(2));
        _fan.Give(Made.Frame(LiveTrack.Picture, 2, 3000, keyframe: true));
        Assert.Equal("ended0 lost epoch0 lost/reduced live/reduced P3000k!", Read(slow));
    }

    [Fact]
    public void OneSlowViewer_CostsTheOthersNothing()
    {
        Begin();
        Picture(0, keyframe: true);
        using var slow = _fan.Join();
        using var quick = _fan.Join();
        Read(quick);
        for (var at = 40; at < 4000; at += 40)
        {
            Picture(at);
            _time.Advance(TimeSpan.FromMilliseconds(40));
            Assert.Equal($"P{at}", Read(quick));
        }
        Assert.Equal(0, quick.Dropped);
        Assert.Equal(slow.Dropped, _fan.Dropped);
    }

    [Fact]
    public void Box_ThatComesBackOverlapping_RepeatsNothing()
    {
        Begin();
        Picture(0, keyframe: true);
        Picture(40);
        using var viewer = _fan.Join();
        Read(viewer);
        _fan.Lose();
        Begin();
        Picture(0, keyframe: true);
        Picture(40);
        Picture(80);
        Assert.Equal("lost live P80", Read(viewer));
        using var newcomer = _fan.Join();
        Assert.Equal("live epoch0 epoch1 P0k P40 P80", Read(newcomer));
    }

    [Fact]
    public void Box_ThatComesBackAfterAHole_GoesOnAtAKeyframeThatSaysSo()
    {
        Begin();
        Picture(0, keyframe: true);
        using var viewer = _fan.Join();
        Read(viewer);
        _fan.Lose();
        Begin();
        Picture(4000);
        Picture(6000, keyframe: true);
        Assert.Equal("lost live P6000k!", Read(viewer));
    }

    [Fact]
    public void Silence_OfThreeSeconds_CountsAsLostUntilTheNextFrame()
    {
        Begin();
        Picture(0, keyframe: true);
        using var viewer = _fan.Join();
        Read(viewer);
        _time.Advance(TimeSpan.FromSeconds(3));
        _fan.CheckSilence();
        Assert.Equal("", Read(viewer));
        _time.Advance(TimeSpan.FromSeconds(1));
        _fan.CheckSilence();
        Picture(40);
        Assert.Equal("lost live P40", Read(viewer));
    }

    [Fact]
    public void SoundAlone_BeginsWithAnyFrame()
    {
        _fan.Offer(hasPicture: false);
        _fan.Give(Made.Epoch(LiveTrack.Sound, 1));
        Sound(0);
        using var viewer = _fan.Join();
        Sound(20);
        Assert.Equal("live epoch1 S20", Read(viewer));
    }

    [Fact]
    public void Parts_AreNotForThoseWhoWatchFrames()
    {
        Begin();
        using var frames = _fan.Join();
        _fan.Give(LivePacket.OfPart(LiveTrack.Picture, LivePartFlags.Independent, 1, 4, 2, new string('a', 32), [1]));
        Picture(0, keyframe: true);
        Assert.Equal("waiting epoch0 epoch1 live P0k", Read(frames));
    }

    [Fact]
    public async Task End_SaysSoAndLetsEverybodyGo()
    {
        using var viewer = _fan.Join();
        _fan.End();
        Assert.Equal("waiting ended", Read(viewer));
        Assert.False(await viewer.WaitAsync(CancellationToken.None));
        using var late = _fan.Join();
        Assert.Equal("ended", Read(late));
        Assert.False(await late.WaitAsync(CancellationToken.None));
        Assert.Equal(0, _fan.Viewers);
    }

    [Fact]
    public async Task Source_ThatOnlyMakesEpochs_LosesViewersWhoDoNotRead()
    {
        using var viewer = _fan.Join();
        for (uint number = 0; number < 1000; number++) _fan.Give(Made.Epoch(LiveTrack.Sound, number));
        var held = Read(viewer).Split(' ').Length;
        Assert.InRange(held, 1, 257);
        Assert.False(await viewer.WaitAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Waiting_EndsWhenAMessageComes()
    {
        using var viewer = _fan.Join();
        Read(viewer);
        var waiting = viewer.WaitAsync(CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        _fan.Give(Made.Epoch(LiveTrack.Sound, 1));
        Assert.True(await waiting);
    }

    [Fact]
    public void State_ThatChanged_SaysSoInItsText()
    {
        using var viewer = _fan.Join();
        var texts = new List<string>();
        _fan.Tell(StreamQuality.Full);
        _fan.Tell(StreamQuality.Keyframes);
        _fan.End();
        while (viewer.TryRead(out var item)) texts.Add(System.Text.Encoding.UTF8.GetString(item.Bytes.Span));
        Assert.Equal(
            [
                """{"type":"state","state":"waiting","quality":"full"}""", """{"type":"state","state":"waiting","quality":"keyframes"}""",
                """{"type":"state","state":"ended","quality":"keyframes"}""",
            ],
            texts);
    }

    [Fact]
    public void MessagesOfALaterVersion_AreHandedToNobody()
    {
        using var viewer = _fan.Join();
        Read(viewer);
        _fan.Give(LivePacket.Parse(new byte[] { 200, 1, 2 }));
        Assert.Equal("", Read(viewer));
    }

    private void Begin()
    {
        _fan.Give(Made.Epoch(LiveTrack.Picture, 1));
        _fan.Give(Made.Epoch(LiveTrack.Sound, 1));
    }

    private void Picture(long captured, bool keyframe = false) => _fan.Give(Made.Frame(LiveTrack.Picture, 1, captured, keyframe));

    private void Sound(long captured) => _fan.Give(Made.Frame(LiveTrack.Sound, 1, captured, keyframe: true));

    private static LivePacket? Last(LiveViewer viewer)
    {
        LivePacket? last = null;
        while (viewer.TryRead(out var item)) last = item.Packet;
        return last;
    }

    /// <summary>All that is in line, in words: P and S are picture and sound with the ms captured, k a keyframe, ! after a drop.</summary>
    private static string Read(LiveViewer viewer)
    {
        var words = new List<string>();
        while (viewer.TryRead(out var item)) words.Add(Word(item));
        return string.Join(' ', words);
    }

    private static string Word(LiveItem item)
    {
        if (item.State is { } state) return state.Condition.ToString().ToLowerInvariant() + (state.Quality == StreamQuality.Full ? "" : "/" + state.Quality.ToString().ToLowerInvariant());
        var packet = item.Packet!;
        return packet.Kind switch
        {
            LiveKind.Epoch => $"epoch{(int)packet.Track}",
            LiveKind.Ended => $"ended{(int)packet.Track}",
            LiveKind.Part => $"part{packet.Segment}.{packet.Part}",
            _ => $"{(packet.Track == LiveTrack.Picture ? "P" : "S")}{packet.Microseconds / 1000}{(packet.IsPictureKeyframe ? "k" : "")}{(packet.FrameFlags.HasFlag(LiveFrameFlags.AfterDrop) ? "!" : "")}",
        };
    }
}
