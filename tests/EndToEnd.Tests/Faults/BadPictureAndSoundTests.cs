using System.Globalization;
using System.Text.Json.Nodes;
using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Processes;
using Xunit.Abstractions;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>Cameras that work and then, one each, fall silent, go black, stand still: seen within thirty seconds, and recorded all the same.</summary>
[Trait("kind", "fault")]
[Collection(Alone.Name)]
public sealed class BadPictureAndSoundTests(ITestOutputHelper output)
{
    private const int GoodSeconds = 12;
    private const string Moving = "testsrc2=size=320x180:rate=25";
    private const string Sound = "anoisesrc=amplitude=0.1:sample_rate=48000";

    [Fact]
    public async Task SilenceBlackAndStandstill_AreAlarmsWithinThirtySeconds_AndTheRecordingIsUnharmed()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        var (box, _) = await Box.StartEnrolledAsync(
            hub,
            await SourceAsync(folder, "silent", "teacher", Moving, "anullsrc=sample_rate=48000"),
            await SourceAsync(folder, "black", "student", "color=black:size=320x180:rate=25", Sound),
            await SourceAsync(folder, "frozen", "teacher", $"{Moving},loop=loop=-1:size=1", Sound),
            await SourceAsync(folder, "standby", "screen", "color=black:size=320x180:rate=25", Sound));
        await using var __ = box;
        var id = await box.StartRecordingAsync("bad picture and sound");
        await box.RecorderIsAsync("recording", seconds: 30);
        var began = TimeProvider.System.GetUtcNow();
        var expected = new[] { "no_sound/silent", "picture_black/black", "picture_frozen/frozen" };
        var seen = "";
        await Eventually.TrueAsync(
            async () => !expected.Except((seen = string.Join(' ', (await AlarmsAsync(box)).Select(a => a.Text("key")))).Split(' ')).Any(),
            TimeSpan.FromSeconds(GoodSeconds + 32),
            () => $"not all of them: {seen}\n{box.Log}");
        var alarms = (await AlarmsAsync(box)).ToList();
        var latest = 0.0;
        foreach (var alarm in alarms)
        {
            var after = (DateTimeOffset.Parse(alarm.Text("raisedAt"), CultureInfo.InvariantCulture) - began).TotalSeconds - GoodSeconds;
            output.WriteLine($"{alarm.Text("key")}: {after:0.0} s after it began");
            Assert.InRange(after, -2, 30);
            latest = Math.Max(latest, after);
            Assert.Equal(id, alarm.Text("recordingId"));
        }
        Assert.Equal(expected.Order(StringComparer.Ordinal), alarms.Select(a => a.Text("key")).Order(StringComparer.Ordinal));
        // The hub has heard of them too, each once.
        var keys = "";
        await Eventually.TrueAsync(
            async () => (keys = string.Join(' ', (await HubAlarmsAsync(hub, "raised")).Order(StringComparer.Ordinal))) == string.Join(' ', expected.Order(StringComparer.Ordinal)),
            TimeSpan.FromSeconds(10), () => $"the hub has: {keys}");
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", seconds: 30);
        var stored = await StoredRecording.FetchAsync(hub, id, folder);
        await stored.DecodesSilentlyAsync();
        Assert.All((await hub.RecordingAsync(id)).List("tracks"), track => Assert.Equal(0, track.Number("missing")));
        // The lesson is over: there is nothing to act on any more.
        await Eventually.TrueAsync(async () => !(await AlarmsAsync(box)).Any(), TimeSpan.FromSeconds(15), () => "alarms without a lesson");
        await Eventually.TrueAsync(async () => !(await HubAlarmsAsync(hub, "raised")).Any(), TimeSpan.FromSeconds(15), () => "alarms on the hub without a lesson");
        Assert.Equal(expected.Length, (await HubAlarmsAsync(hub, "cleared")).Count());
        FaultTable.Add(
            "F11", "a microphone falls silent, a camera goes black, another stands still, and a screen in standby does all of it", "each",
            "alarm on the box within 30 s and on the hub, none for the screen, cleared after the lesson; complete, all decodes", FormattableString.Invariant($"held, the latest after {latest:0.0} s"));
    }

    private static async Task<IEnumerable<JsonNode>> AlarmsAsync(Box box) => (await box.StatusAsync()).List("alarms").ToList();

    private static async Task<IEnumerable<string>> HubAlarmsAsync(Hub hub, string state) =>
        (await hub.GetAsync($"alarms?state={state}&pageSize=100")).List("items").Select(alarm => $"{alarm.Text("kind")}/{alarm.Text("subject")}").ToList();

    /// <summary>A file that is good for a while and then as given, with a keyframe a second.</summary>
    private static async Task<object> SourceAsync(TemporaryFolder folder, string name, string role, string picture, string sound)
    {
        var file = folder[$"{name}.mp4"];
        await Programs.RunAsync(
            "ffmpeg", "-v", "error",
            "-f", "lavfi", "-t", $"{GoodSeconds}", "-i", Moving, "-f", "lavfi", "-t", $"{GoodSeconds}", "-i", Sound,
            "-f", "lavfi", "-t", "60", "-i", picture, "-f", "lavfi", "-t", "60", "-i", sound,
            "-filter_complex", "[1]aformat=channel_layouts=mono[a];[3]aformat=channel_layouts=mono[b];[0][a][2][b]concat=n=2:v=1:a=1[v][s]", "-map", "[v]", "-map", "[s]",
            "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p", "-c:a", "aac", file);
        return new { Name = name, Kind = "file", Role = role, Address = file };
    }
}
