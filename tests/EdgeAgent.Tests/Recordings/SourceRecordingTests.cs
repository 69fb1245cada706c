using Microsoft.Extensions.Logging;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Harness;
using Tongtang.Protocol.Media;
using static Tongtang.EdgeAgent.Tests.Recordings.MadeMedia;

namespace Tongtang.EdgeAgent.Tests.Recordings;

public sealed class SourceRecordingTests
{
    [Fact]
    public async Task BeginEpoch_AThousandTimes_NoMoreAndThePanelHearsWhy()
    {
        using var folder = new TemporaryFolder();
        using var logs = new LogWatch();
        var folders = new RecordingFolders(folder.Path);
        using var journal = new Journal(folder["journal.db"], folders);
        using var disk = new SegmentDisk(TimeProvider.System);
        var source = RecorderRoom.Test("camera");
        journal.Begin(new RecordingStart("r", "", "", 0, 0, "boot", 0, true, null), [source]);
        var picture = new MediaTrack { Id = 1, Kind = MediaKind.Video, Timescale = VideoScale, Codec = "avc1.64001F" };
        await using (var recording = new SourceRecording(
            source, new RecordingTimeline("r", Start, 0), folders, journal, hidden: false, disk, () => { }, TimeProvider.System, logs.Factory.CreateLogger("recording")))
        {
            for (var run = 0; run < 1003; run++)
            {
                recording.BeginEpoch([(picture, new byte[] { 1 })], run * 1_000_000L, 0);
                recording.EndEpoch();
                Assert.Equal(run >= 999 ? SourceProblem.Restless : null, recording.Problem);
            }
        }
        Assert.Equal(1000, Directory.GetFiles(folders.Track("r", "camera.video")).Length);
    }
}
