using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;
using Xunit.Abstractions;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>Lines as village schools have them: cut again and again, half-open, slow, thin. The lesson arrives, once.</summary>
public sealed class NetworkFaultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task LineCutAgainAndAgain_EverythingArrivesOnce()
    {
        await using var lesson = await LessonAsync();
        // Down and up, in seconds: the network matrix's first rows, scaled.
        foreach (var (down, up) in new[] { (2.0, 2.0), (2.0, 2.0), (4.0, 2.0), (1.0, 3.0) })
        {
            lesson.Line.Cut();
            await Eventually.LessonGoesOnAsync(down);
            lesson.Line.Mend();
            await Eventually.LessonGoesOnAsync(up);
        }
        Assert.InRange(lesson.Line.Broken, 4, int.MaxValue);
        await lesson.EndAsync();
    }

    [Fact]
    public async Task LineHalfOpen_IsNoticedAndReplacedWithinHalfAMinute()
    {
        await using var lesson = await LessonAsync();
        lesson.Line.Condition = LineCondition.Good with { Swallows = true };
        await lesson.Hub.RoomIsAsync(lesson.Room, "offline", seconds: 35);
        lesson.Line.Condition = LineCondition.Good;
        await lesson.Hub.RoomIsAsync(lesson.Room, "online", seconds: 35);
        await lesson.EndAsync();
    }

    [Fact]
    public async Task SatelliteLine_LossyAndFarAway_EverythingArrives()
    {
        await using var lesson = await LessonAsync();
        lesson.Line.Condition = LineCondition.Good with { Delay = TimeSpan.FromMilliseconds(300), Loss = 0.02, BytesPerSecond = 2_000_000 / 8 };
        await Eventually.LessonGoesOnAsync(10);
        await lesson.EndAsync();
    }

    [Fact]
    public async Task ThinLineCutAgainAndAgain_LittleIsSentTwice()
    {
        await using var lesson = await LessonAsync();
        lesson.Line.Condition = LineCondition.Good with { Delay = TimeSpan.FromMilliseconds(150), BytesPerSecond = 2_000_000 / 8 };
        for (var cut = 0; cut < 3; cut++)
        {
            await Eventually.LessonGoesOnAsync(6);
            lesson.Line.Cut();
            await Eventually.LessonGoesOnAsync(1);
            lesson.Line.Mend();
        }
        await lesson.EndAsync();
        var media = (await lesson.Hub.RecordingAsync(lesson.Id)).Number("bytes");
        output.WriteLine($"{lesson.Line.Bytes:n0} bytes on the line for {media:n0} bytes of media");
        // Everything counts: enrolment, state, what TLS and gRPC add. A cut each six seconds is ten times as often as in life,
        // and each can catch four short segments on their way.
        Assert.InRange(lesson.Line.Bytes / media, 1, 1.35);
    }

    private static async Task<LineLesson> LessonAsync()
    {
        var hub = await Hub.StartAsync();
        var line = new FaultyLine(hub.AgentsAddress.Port);
        var (box, room) = await Box.StartEnrolledAsync(hub, line, new { Hub = new { RetryCap = "00:00:05" } });
        var id = await box.StartRecordingAsync("the network falls");
        await Eventually.LessonGoesOnAsync(3);
        return new LineLesson(hub, line, box, room, id);
    }

    private sealed record LineLesson(Hub Hub, FaultyLine Line, Box Box, string Room, string Id) : IAsyncDisposable
    {
        public async Task EndAsync()
        {
            await Box.StopRecordingAsync();
            await Hub.RecordingBecomesAsync(Id, "complete", seconds: 60);
            var recording = await Hub.RecordingAsync(Id);
            Assert.All(recording.List("tracks"), track => Assert.Equal(0, track.Number("missing")));
            Assert.Equal(1, (await Hub.GetAsync("recordings")).Number("total"));
            using var folder = new TemporaryFolder();
            var stored = await StoredRecording.FetchAsync(Hub, Id, folder);
            Assert.All(stored.Tracks, track => Assert.True(track.Epochs.Count == 1, $"{track.Kind} has {track.Epochs.Count} epochs.\n{Box.Log}"));
            await stored.DecodesSilentlyAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Box.DisposeAsync();
            await Line.DisposeAsync();
            await Hub.DisposeAsync();
        }
    }
}
