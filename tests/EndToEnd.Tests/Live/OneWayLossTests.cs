using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;
using Xunit.Abstractions;

namespace Tongtang.EndToEnd.Tests.Live;

/// <summary>
/// A line on which one way stands still while the other is open, as behind a firewall that lost half of its table: nothing
/// is reset, and to both programs it looks connected.
/// </summary>
[Collection(Alone.Name)]
public sealed class OneWayLossTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_lost = TimeSpan.FromSeconds(12);

    [Theory]
    [InlineData("Back")]
    [InlineData("Out")]
    public async Task Watch_OneWayLostForAWhile_PictureIsBackWithinThreeSeconds_AndTheRecordingIsOneAndWhole(string way)
    {
        await using var hub = await Hub.StartAsync();
        await using var line = new FaultyLine(hub.AgentsAddress.Port);
        object[] camera = [new { Name = "teacher", Kind = "test", Role = "teacher", Width = 640, Height = 360, FramesPerSecond = 25 }];
        var (box, room) = await Box.StartEnrolledAsync(hub, line, new { }, camera);
        await using var _ = box;
        var id = await box.StartRecordingAsync("one way");
        await box.RecorderIsAsync("recording");
        await using var viewer = await LiveReception.OpenAsync(hub, room, "teacher");
        await viewer.HasAsync(one => one.Pictures.Count > 50, 20, () => box.Log);

        var connections = line.Connections;
        line.Condition = new LineCondition { Stuck = Enum.Parse<LineWay>(way) };
        await Task.Delay(s_lost, TimeProvider.System);
        Assert.StartsWith("lost/", viewer.States[^1], StringComparison.Ordinal);
        Assert.Equal("online", (await box.StatusAsync())["hub"]!.Text("state"));
        var healed = TimeProvider.System.GetUtcNow();
        line.Condition = LineCondition.Good;
        ReceivedPacket? fresh = null;
        await viewer.HasAsync(
            one => (fresh = one.Pictures.FirstOrDefault(picture => picture.Microseconds / 1000 > healed.ToUnixTimeMilliseconds())) is not null, 30, () => box.Log);
        var seconds = (fresh!.ArrivedMs - healed.ToUnixTimeMilliseconds()) / 1000;
        output.WriteLine(FormattableString.Invariant($"{way}: picture back after {seconds:0.00} s, {line.Connections - connections} new connections"));
        Assert.InRange(seconds, 0, 3);
        await viewer.HasAsync(one => one.States[^1].StartsWith("live/", StringComparison.Ordinal), 5, () => box.Log);

        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", 60);
        Assert.Equal(1, (await hub.GetAsync("recordings")).Number("total"));
        using var folder = new TemporaryFolder();
        var stored = await StoredRecording.FetchAsync(hub, id, folder);
        Assert.All(stored.Description.List("tracks"), track => Assert.Equal(0, track.Number("missing")));
        Assert.All(stored.Tracks, track => Assert.Single(track.Epochs));
        await stored.DecodesSilentlyAsync();
    }

    /// <summary>The connections of now never heal. The one for frames is given up for a new one long before the link is.</summary>
    [Theory]
    [InlineData("Back")]
    [InlineData("Out")]
    public async Task Watch_ConnectionsForgottenOneWay_FramesGoOnOverANewOne(string way)
    {
        await using var hub = await Hub.StartAsync();
        await using var line = new FaultyLine(hub.AgentsAddress.Port);
        object[] camera = [new { Name = "teacher", Kind = "test", Role = "teacher", Width = 640, Height = 360, FramesPerSecond = 25 }];
        var (box, room) = await Box.StartEnrolledAsync(hub, line, new { }, camera);
        await using var _ = box;
        await using var viewer = await LiveReception.OpenAsync(hub, room, "teacher");
        await viewer.HasAsync(one => one.Pictures.Count > 50, 20, () => box.Log);
        var lost = TimeProvider.System.GetUtcNow();
        line.Forget(Enum.Parse<LineWay>(way));
        await viewer.HasAsync(one => one.States[^1].StartsWith("lost/", StringComparison.Ordinal), 8, () => box.Log);
        var from = viewer.Pictures.Count;
        await viewer.HasAsync(one => one.Pictures.Count > from + 25, 15, () => box.Log);
        var seconds = (viewer.Pictures[from].ArrivedMs - lost.ToUnixTimeMilliseconds()) / 1000;
        output.WriteLine(FormattableString.Invariant($"{way}: picture back after {seconds:0.00} s"));
        Assert.InRange(seconds, 0, 12);
    }
}
