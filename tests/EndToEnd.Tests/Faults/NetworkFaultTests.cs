using System.Globalization;
using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;
using Xunit.Abstractions;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>Lines as village schools have them: cut again and again, half-open, slow, thin. The lesson arrives, once.</summary>
[Trait("kind", "fault")]
public sealed class NetworkFaultTests(ITestOutputHelper output)
{
    private static readonly int s_thinSeconds = FaultTable.Times("THIN_SECONDS", 28);

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
        FaultTable.Add("F05a", "line to the hub cut four times in a lesson", "4 cuts", "complete, nothing missing, one epoch per track", "held");
    }

    [Fact]
    public async Task LineHalfOpen_IsNoticedAndReplacedWithinHalfAMinute()
    {
        await using var lesson = await LessonAsync();
        lesson.Line.Condition = LineCondition.Good with { Swallows = true };
        await lesson.Hub.RoomIsAsync(lesson.Room, "offline", seconds: 35);
        // The box sees it for itself too, and not only when what comes through again makes no sense.
        await Eventually.TrueAsync(() => lesson.Box.Log.Contains("LinkLoop The link to", StringComparison.Ordinal), TimeSpan.FromSeconds(35), () => $"the box does not notice\n{lesson.Box.Log}");
        lesson.Line.Condition = LineCondition.Good;
        await lesson.Hub.RoomIsAsync(lesson.Room, "online", seconds: 35);
        await lesson.EndAsync();
        FaultTable.Add("F05b", "line half-open: everything swallowed", "1", "hub says offline, box connects anew, within 35 s each", "held");
    }

    [Fact]
    public async Task SatelliteLine_LossyAndFarAway_EverythingArrives()
    {
        await using var lesson = await LessonAsync();
        lesson.Line.Condition = LineCondition.Good with { Delay = TimeSpan.FromMilliseconds(300), Loss = 0.02, BytesPerSecond = 2_000_000 / 8 };
        await Eventually.LessonGoesOnAsync(10);
        await lesson.EndAsync();
        FaultTable.Add("F05c", "satellite: 300 ms each way, 2 % of the pieces lost, 2 Mbit/s", "1", "complete, nothing missing", "held");
    }

    /// <summary>
    /// A village's line of 2 Mbit/s that is cut each minute, ten times as fast: between two cuts as much comes through. The
    /// lesson is recorded before, so that the line is busy all the time.
    /// </summary>
    [Fact]
    public async Task ThinLineCutAgainAndAgain_LittleIsSentTwice()
    {
        await using var lesson = await LessonAsync(seconds: 0, CameraSized("teacher"), CameraSized("screen"));
        lesson.Line.Cut();
        var before = lesson.Line.Bytes;
        await Eventually.LessonGoesOnAsync(s_thinSeconds);
        await lesson.Box.StopRecordingAsync();
        lesson.Line.Condition = LineCondition.Good with { Delay = TimeSpan.FromMilliseconds(30), BytesPerSecond = 20_000_000 / 8 };
        var cuts = 0;
        for (lesson.Line.Mend(); await IsArrivingAsync(lesson); cuts++)
        {
            lesson.Line.Cut();
            await Eventually.LessonGoesOnAsync(0.5);
            lesson.Line.Mend();
        }
        var carried = lesson.Line.Bytes - before;
        var recording = await lesson.Hub.RecordingAsync(lesson.Id);
        var media = recording.Number("bytes");
        var twice = (await LineBytesAsync(lesson.Box) / media) - 1;
        output.WriteLine($"{carried:n0} bytes on the line for {media:n0} bytes of media, {cuts} cuts: {carried / media:0.000}; sent twice {twice:0.0000}");
        Assert.InRange(cuts, 1, int.MaxValue);
        Assert.All(recording.List("tracks"), track => Assert.Equal(0, track.Number("missing")));
        // Half a segment on average is under way at a cut; over little media the few cuts may all come late in one.
        Assert.InRange(twice, 0, FaultTable.IsLong ? 0.05 : Math.Max(0.05, cuts * LargestSegment(lesson.Hub) / media));
        // Everything counts: state, what TLS and gRPC add. A cut costs the segment that is on its way, half of it on average.
        Assert.InRange(carried / media, 1, 1.02 + (cuts * LargestSegment(lesson.Hub) / media));
        FaultTable.Add(
            "F06", FormattableString.Invariant($"a line of 2 Mbit/s that is cut each minute, ten times as fast (20 Mbit/s, 60 ms, cut after each 15 MB), while {media / 1e6:0} MB of media are waiting"), $"{cuts} cuts",
            "one recording, nothing missing; at most 5 % of the media sent twice; bytes on the line, with everything that travels on it, at most 1.02 × the media and a segment for each cut",
            FormattableString.Invariant($"{twice * 100:0.0} % twice; {carried / media:0.000} × the media on the line"));
    }

    private static object CameraSized(string role) => new { Name = role, Kind = "test", Role = role, Width = 1280, Height = 720, FramesPerSecond = 25, VideoKbps = 4000, Audio = "none" };

    /// <summary>Waits until so much came through as 2 Mbit/s carry in a minute, or all is there; then it is false.</summary>
    private static async Task<bool> IsArrivingAsync(LineLesson lesson)
    {
        var until = lesson.Line.Bytes + (2_000_000 / 8 * 60);
        await Eventually.TrueAsync(
            async () => lesson.Line.Bytes >= until || await lesson.Hub.IsCompleteAsync(lesson.Id), TimeSpan.FromSeconds(60), () => $"nothing moves.\n{lesson.Box.Log}");
        return lesson.Line.Bytes >= until;
    }

    /// <summary>Bytes of segments that the box has given to the line.</summary>
    private static async Task<double> LineBytesAsync(Box box)
    {
        const string Name = "tongtang_agent_line_bytes_total ";
        var metrics = await box.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return double.Parse(metrics.Split('\n').Single(line => line.StartsWith(Name, StringComparison.Ordinal))[Name.Length..], CultureInfo.InvariantCulture);
    }

    private static double LargestSegment(Hub hub) =>
        Directory.EnumerateFiles(Path.Combine(hub.DataFolder, "media"), "*.m4s", SearchOption.AllDirectories).Max(path => new FileInfo(path).Length);

    private static async Task<LineLesson> LessonAsync(double seconds = 3, params object[] sources)
    {
        var hub = await Hub.StartAsync();
        var line = new FaultyLine(hub.AgentsAddress.Port);
        var (box, room) = await Box.StartEnrolledAsync(hub, line, new { Hub = new { RetryCap = "00:00:02" } }, sources);
        var id = await box.StartRecordingAsync("the network falls");
        await box.RecorderIsAsync("recording", seconds: 30);
        await Eventually.LessonGoesOnAsync(seconds);
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
