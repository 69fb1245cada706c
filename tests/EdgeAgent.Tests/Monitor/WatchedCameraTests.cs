using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Tests.Recordings;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EdgeAgent.Tests.Monitor;

/// <summary>Pictures and levels of a real camera, H.264 and G.711, through capture, tap and monitor.</summary>
public sealed class WatchedCameraTests
{
    /// <summary>Keyframes every 27 pictures stand inside the fragments of five, seldom at the head of one.</summary>
    [Theory]
    [Trait("speed", "slow")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Camera_WarmOrRecording_APictureForEachKeyframeAndLevelsAllTheTime(bool warm)
    {
        using var folder = new TemporaryFolder();
        await using var camera = await RtspCamera.StartAsync(("keyframe", 27), ("width", 320), ("height", 180));
        await using var room = await RecorderRoom.StartAsync(
            folder, new Dictionary<string, string?> { ["Monitor:Enabled"] = "true" }, RecorderRoom.Rtsp("camera", camera.Address, warm));
        if (!warm) await room.StartAsync();
        await room.SourceIsAsync("camera", warm ? SourceState.Warm : SourceState.Recording);
        await Eventually.TrueAsync(() => room.Board.Picture("camera") is not null && room.Board.Sound("camera") is not null, TimeSpan.FromSeconds(10), () => "neither picture nor level");

        var pictures = new HashSet<DateTimeOffset>();
        var levels = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var until = TimeProvider.System.GetUtcNow().AddSeconds(8.64);
        while (TimeProvider.System.GetUtcNow() < until)
        {
            if (room.Board.Picture("camera") is { } picture) pictures.Add(picture.TakenAt);
            levels.Add(room.Board.Sound("camera") ?? (object)"silence");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        if (!warm) await room.StopAsync();

        // 8.64 s hold eight keyframes and 43 levels; a round of the reader may bring two levels at once.
        Assert.InRange(pictures.Count, 7, 10);
        Assert.DoesNotContain("silence", levels);
        Assert.True(levels.Count >= 20, $"only {levels.Count} levels");
    }
}
