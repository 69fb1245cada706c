using System.Diagnostics;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Tests.Recordings;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EdgeAgent.Tests.Monitor;

/// <summary>Pictures and levels of a real camera, H.264 and G.711, through capture, tap and monitor.</summary>
public sealed class WatchedCameraTests
{
    private static readonly TimeSpan s_keyframes = TimeSpan.FromSeconds(27 / 25.0);
    private static readonly TimeSpan s_watched = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(40);

    /// <summary>Keyframes every 27 pictures, seldom the first of what is read at once.</summary>
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

        // The monitor leaves out what a busy machine has no time for: its pace is seen where it keeps up with the camera.
        var pictures = new SortedSet<DateTimeOffset>();
        var levels = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < s_watched || ((KeyframesOnEnd(pictures) < 4 || levels.Count < 20) && clock.Elapsed < s_limit))
        {
            if (room.Board.Picture("camera") is { } picture) pictures.Add(picture.TakenAt);
            levels.Add(room.Board.Sound("camera") ?? (object)"silence");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        if (!warm) await room.StopAsync();

        Assert.True(KeyframesOnEnd(pictures) >= 4, string.Join(' ', pictures.Select(at => $"{at:ss.fff}")));
        Assert.False(levels.Contains("silence"), string.Join('\n', room.Logs.Lines));
        Assert.True(levels.Count >= 20, $"only {levels.Count} levels");
    }

    /// <summary>The longest row of pictures that are one keyframe apart.</summary>
    private static int KeyframesOnEnd(IReadOnlyCollection<DateTimeOffset> pictures)
    {
        var (row, longest) = (0, 0);
        foreach (var gap in pictures.Zip(pictures.Skip(1), (one, next) => next - one))
        {
            row = gap < 1.5 * s_keyframes ? row + 1 : 0;
            longest = Math.Max(longest, row);
        }
        return longest;
    }
}
