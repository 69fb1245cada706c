using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Tests.Recordings;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Tests.Live;

/// <summary>Real ffmpeg, real time.</summary>
public sealed class LiveTapTests
{
    [Fact]
    public async Task Watch_WarmSource_BeginsWithEpochsAndAKeyframeAndGoesOnWithoutHoles()
    {
        using var folder = new TemporaryFolder();
        await using var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Test("teacher"));
        var queue = new LiveQueue(() => { });
        room.Live["teacher"].Watch(queue);
        room.Captures.LookWhoWatches();
        var pieces = await TakeForAsync(queue, 3);

        Assert.Equal([LiveContent.Epoch, LiveContent.Epoch], pieces.Take(2).Select(piece => piece.Content));
        Assert.Equal(["avc1", "mp4a"], pieces.Take(2).Select(piece => piece.Track.Codec[..4]).Order());
        var pictures = pieces.Where(piece => piece is { Content: LiveContent.Frame, IsPicture: true }).ToList();
        Assert.True(pictures[0].IsKeyframe);
        Assert.InRange(pictures.Count, 40, 130);
        Assert.All(pictures.Zip(pictures.Skip(1)), pair => Assert.Equal(0.04, (pair.Second.Time - pair.First.Time) / (double)pair.First.Track.Timescale, 0.001));
        var sounds = pieces.Where(piece => piece is { Content: LiveContent.Frame, IsPicture: false }).ToList();
        Assert.All(sounds.Zip(sounds.Skip(1)), pair => Assert.Equal(0.0, pair.Second.Time - pair.First.Time - pair.First.Samples.ToArray().Sum(sample => sample.Duration), 200.0));
        room.Live["teacher"].Leave(queue);
    }

    /// <summary>Whoever watches and never takes anything must not cost a recording a frame.</summary>
    [Fact]
    public async Task Watch_WatcherHangs_TheRecordingHasEveryFrame()
    {
        using var folder = new TemporaryFolder();
        await using var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Test("teacher"));
        var queue = new LiveQueue(() => { });
        room.Live["teacher"].Watch(queue);
        var id = await room.StartAsync();
        await room.SourceIsAsync("teacher", SourceState.Recording);
        await Eventually.LessonGoesOnAsync(5);
        var length = await room.StopAsync();

        Assert.True(queue.Offered.All > 100_000);
        foreach (var name in new[] { "teacher.video", "teacher.audio" })
        {
            var track = new StoredTrack(room.Journal, id, name);
            track.MustBeSound();
            Assert.Equal(0, track.LargestGapSeconds, 0.003);
            Assert.InRange(track.EndSeconds, length - 0.1, length + 0.1);
            Assert.Single(track.Epochs);
        }
    }

    [Fact]
    public async Task Hide_WhileWatched_NothingOfThatTimeIsEverGivenOut()
    {
        using var folder = new TemporaryFolder();
        await using var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Test("teacher", warm: true));
        await room.SourceIsAsync("teacher", SourceState.Warm);
        var queue = new LiveQueue(() => { });
        room.Live["teacher"].Watch(queue);
        Assert.NotEmpty(Frames(await TakeForAsync(queue, 2)));
        var hiddenUs = RecordingTimeline.MonotonicUs(TimeProvider.System);
        room.Live.Hide(true, hiddenUs);
        var whileHidden = await TakeForAsync(queue, 1);
        var shownUs = RecordingTimeline.MonotonicUs(TimeProvider.System);
        room.Live.Hide(false, shownUs);
        var after = await TakeForAsync(queue, 2.5);
        Assert.Equal(2, whileHidden.Count(piece => piece.Content == LiveContent.Ended));
        Assert.All(Frames(whileHidden), piece => Assert.InRange(piece.CapturedUs, 0, hiddenUs));
        Assert.NotEmpty(Frames(after));
        Assert.All(Frames(after), piece => Assert.InRange(piece.CapturedUs, shownUs, long.MaxValue));
        Assert.True(Frames(after).First(piece => piece.IsPicture).IsKeyframe);
        Assert.Equal(2, after.Count(piece => piece.Content == LiveContent.Epoch));
    }

    private static IEnumerable<LivePiece> Frames(IEnumerable<LivePiece> pieces) => pieces.Where(piece => piece.Content == LiveContent.Frame);

    /// <summary>Counted from the first thing that comes.</summary>
    private static async Task<List<LivePiece>> TakeForAsync(LiveQueue queue, double seconds)
    {
        var pieces = new List<LivePiece>();
        var began = TimeProvider.System.GetTimestamp();
        long? firstAt = null;
        while (true)
        {
            while (queue.Take(RecordingTimeline.MonotonicUs(TimeProvider.System), LiveLevel.Full) is { } taken) pieces.Add(taken.Piece);
            if (pieces.Count > 0) firstAt ??= TimeProvider.System.GetTimestamp();
            if (firstAt is { } first && TimeProvider.System.GetElapsedTime(first).TotalSeconds > seconds) return pieces;
            if (TimeProvider.System.GetElapsedTime(began).TotalSeconds > 20) return pieces;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
