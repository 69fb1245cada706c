using Tongtang.EdgeAgent.Alarms;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Harness;

namespace Tongtang.EdgeAgent.Tests.Alarms;

public sealed class SourceWatchTests
{
    private static readonly SourceStatus s_camera = new("teacher", SourceRole.Teacher, SourceState.Recording, 0, null, "", "") { ExpectsSound = true };
    private readonly SnapshotBoard _board = new(new ManualTimeProvider());

    [Fact]
    public void Sound_AnnouncedThatNeverCame_IsSilence()
    {
        var watches = new SourceWatches(_board, []);
        Assert.True(Look(watches, s_camera));
        Assert.True(Look(watches, s_camera));
        Assert.False(Look(watches, s_camera with { ExpectsSound = false }));
    }

    [Fact]
    public void Sound_ThatCameAndCeased_IsSilence_UntilItComesAgain()
    {
        var watches = new SourceWatches(_board, []);
        Assert.Equal([false, true, false], new[] { true, false, true }.Select(sounds =>
        {
            if (sounds) _board.Put("teacher", new SoundLevel(-30, -20));
            return Look(watches, s_camera);
        }));
    }

    private static bool Look(SourceWatches watches, SourceStatus camera) => Assert.Single(watches.Look([camera], records: true, TimeSpan.Zero)).Silent;
}
